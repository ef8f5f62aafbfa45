package org.palimpsest.cli;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The options of the JVM that does the work: what the engine needs, this JVM's own, and those that the user gives for
 * the working one. The later win, and a choice of the user's leaves out the one made here, since a JVM refuses two
 * collectors and takes the larger of two kinds of limits.
 */
final class WorkerOptions {

  /** Options for the JVM that does the work, separated by blanks; quotes of either kind keep blanks. */
  static final String VARIABLE = "PALIMPSEST_JAVA_OPTS";

  /** Where JVMs look for options themselves: this one has, and passes on as arguments what it found. */
  static final List<String> READ_BY_JVMS = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  /** A port serves one JVM, and this one has it. */
  private static final List<String> NOT_FORWARDED =
      List.of("-agentlib:jdwp", "-Xrunjdwp", "-Xdebug", "-Dcom.sun.management.jmxremote");

  private static final String COLLECTOR = "-XX:\\+Use\\w*GC(=.*)?";
  private static final String HEAP = "-Xmx.*|-XX:(MaxHeapSize|MaxRAM|MaxRAMPercentage|MaxRAMFraction)=.*";
  private static final String YOUNG = "-Xmn.*|-XX:(MaxNewSize|NewSize|NewRatio)=.*";

  /** Commands that train or measure networks; others need little. */
  private static final Set<String> AT_WORK = Set.of("run", "sweep", "attack", "bench");

  private static final int UNSAFE_OPTION_SINCE = 23;
  private static final long MIB = 1 << 20;
  private static final long LITTLE = 1024 * MIB;
  private static final long MOST = 8192 * MIB;
  private static final long YOUNG_GENERATION = 512 * MIB;

  private WorkerOptions() {}

  /**
   * @param own this JVM's options, from its command line and from {@link #READ_BY_JVMS}
   * @param asked the value of {@link #VARIABLE}
   * @param memory of the machine, in bytes
   * @param javaVersion of the JVM to start, such as 17
   * @throws IllegalArgumentException if a quote in {@code asked} does not end
   */
  static List<String> of(List<String> own, String asked, String[] arguments, long memory, int javaVersion) {
    List<String> asking = split(asked);
    List<String> users = new ArrayList<>(own);
    users.removeIf(option -> NOT_FORWARDED.stream().anyMatch(option::startsWith));
    for (String kind : List.of(COLLECTOR, HEAP, YOUNG)) {
      users.removeIf(option -> option.matches(kind) && has(asking, kind));
    }
    users.addAll(asking);
    List<String> options = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED", "-Djava.awt.headless=true"));
    if (javaVersion >= UNSAFE_OPTION_SINCE) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    if (!has(users, COLLECTOR)) {
      options.add("-XX:+UseParallelGC");
    }
    if (!has(users, HEAP)) {
      long heap = heap(arguments, memory);
      options.add("-Xmx" + heap / MIB + "m");
      if (heap > 2 * YOUNG_GENERATION && !has(users, YOUNG)) {
        // Else a third of the heap fills with garbage before anything is collected.
        options.add("-XX:MaxNewSize=" + YOUNG_GENERATION / MIB + "m");
      }
    }
    options.addAll(users);
    return options;
  }

  private static boolean has(List<String> options, String kind) {
    return options.stream().anyMatch(option -> option.matches(kind));
  }

  /**
   * For training six tenths of the machine's memory, as native libraries need some too, within 1 to 8 GiB: a limit, not
   * what is taken. One GiB for all else.
   */
  private static long heap(String[] arguments, long memory) {
    boolean atWork = arguments.length > 0 && AT_WORK.contains(arguments[0]);
    return atWork ? Math.max(LITTLE, Math.min(MOST, memory * 6 / 10)) : LITTLE;
  }

  /** Of this machine; of a system that does not tell, twice this JVM's heap. */
  static long memory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getTotalMemorySize()
        : 2 * Runtime.getRuntime().maxMemory();
  }

  /** Words separated by blanks, those within quotes not. */
  static List<String> split(String options) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (char c : options.toCharArray()) {
      if (quote == 0 && Character.isWhitespace(c)) {
        if (word != null) {
          words.add(word.toString());
        }
        word = null;
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else {
        word.append(c);
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException(VARIABLE + ": expected a second " + quote + ", was none in: " + options);
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }
}

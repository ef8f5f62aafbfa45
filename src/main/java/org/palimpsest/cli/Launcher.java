package org.palimpsest.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Entry point. The engine needs the JDK's incubating vector module, which only a JVM's command line can add; a JVM
 * started without it starts one that has it, with the same classes, options and arguments and the jars of plugins, and
 * stands in for it: signals and the exit code pass through, and neither process outlives the other.
 */
public final class Launcher {

  /** Options for the JVM that does the work, separated by spaces; they come last and win. */
  static final String OPTIONS_VARIABLE = "PALIMPSEST_JAVA_OPTS";

  static final String VECTOR_MODULE = "jdk.incubator.vector";

  private static final String PARENT_PROPERTY = "palimpsest.parent";

  /** What a JVM says of its options before anything else: of this module, and of variables that this JVM has named. */
  private static final List<String> REMARKS =
      List.of("WARNING: Using incubator modules: " + VECTOR_MODULE, "Picked up ", "NOTE: Picked up ");

  /** A debugger's port serves one JVM, and this one has it. */
  private static final List<String> NOT_FORWARDED = List.of("-agentlib:jdwp", "-Xrunjdwp");

  private static final long MIB = 1 << 20;
  private static final long HEAP_MIN = 1024 * MIB;
  private static final long HEAP_MAX = 8192 * MIB;
  private static final int PATIENCE_SECONDS = 10;

  private Launcher() {}

  public static void main(String[] args) {
    String parent = System.getProperty(PARENT_PROPERTY);
    if (parent != null) {
      endWith(Long.parseLong(parent));
    }
    boolean plugins = PluginFolder.of(args).isPresent();
    boolean ready = parent != null || !plugins && ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
    System.exit(ready ? Main.run(args) : runChild(args));
  }

  private static int runChild(String[] args) {
    try {
      ProcessBuilder worker =
          new ProcessBuilder(command(args))
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.PIPE);
      BlasKernels.here().ifPresent(kernels -> worker.environment().putIfAbsent(BlasKernels.VARIABLE, kernels));
      Process child = worker.start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(child)));
      copyErrors(child);
      return child.waitFor();
    } catch (IOException e) {
      System.err.println("palimpsest: cannot start the JVM that does the work: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /** The command line of the working JVM. */
  static List<String> command(String[] args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (ModuleFinder.ofSystem().find(VECTOR_MODULE).isPresent()) {
      command.addAll(List.of("--add-modules", VECTOR_MODULE));
    }
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-XX:+UseParallelGC", "-Xmx" + heap() / MIB + "m", "-Djava.awt.headless=true"));
    command.add("-D" + PARENT_PROPERTY + "=" + ProcessHandle.current().pid());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> NOT_FORWARDED.stream().noneMatch(argument::startsWith))
        .forEach(command::add);
    String options = System.getenv().getOrDefault(OPTIONS_VARIABLE, "").strip();
    if (!options.isEmpty()) {
      command.addAll(Arrays.asList(options.split("\\s+")));
    }
    String classPath = System.getProperty("java.class.path");
    Optional<PluginFolder> plugins = PluginFolder.of(args);
    command.addAll(
        List.of("-cp", plugins.isPresent() ? plugins.get().behind(classPath) : classPath, Launcher.class.getName()));
    command.addAll(List.of(args));
    return command;
  }

  /** Six tenths of the machine's memory, as native libraries need some too, within 1 to 8 GiB. */
  private static long heap() {
    long memory =
        ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
            ? os.getTotalMemorySize()
            : 2 * Runtime.getRuntime().maxMemory();
    return Math.max(HEAP_MIN, Math.min(HEAP_MAX, memory * 6 / 10));
  }

  /** Passes on what the child says on its error stream, but for {@link #REMARKS} at its beginning. */
  private static void copyErrors(Process child) throws IOException {
    InputStream said = new BufferedInputStream(child.getErrorStream());
    boolean remarks = true;
    while (remarks) {
      remarks = false;
      for (String remark : REMARKS) {
        remarks |= skipLine(said, remark.getBytes(StandardCharsets.US_ASCII));
      }
    }
    byte[] buffer = new byte[8192];
    for (int n = said.read(buffer); n >= 0; n = said.read(buffer)) {
      System.err.write(buffer, 0, n);
      System.err.flush();
    }
  }

  /** Skips the line if it begins so; reads no further than it must to know. */
  private static boolean skipLine(InputStream said, byte[] beginning) throws IOException {
    said.mark(beginning.length);
    for (byte expected : beginning) {
      if (said.read() != expected) {
        said.reset();
        return false;
      }
    }
    int next = said.read();
    while (next >= 0 && next != '\n') {
      next = said.read();
    }
    return true;
  }

  private static void end(Process child) {
    child.destroy();
    try {
      if (!child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        child.destroyForcibly();
      }
    } catch (InterruptedException e) {
      child.destroyForcibly();
    }
  }

  /** Ends this process as soon as its parent has ended, however that happened. */
  private static void endWith(long parent) {
    ProcessHandle.of(parent)
        .ifPresentOrElse(
            process -> process.onExit().thenRun(() -> Runtime.getRuntime().halt(1)),
            () -> Runtime.getRuntime().halt(1));
  }
}

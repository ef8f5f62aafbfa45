package org.palimpsest.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.palimpsest.Failure;
import org.palimpsest.experiment.BlasKernels;

/**
 * Entry point. The engine needs the JDK's incubating vector module, which only a JVM's command line can add; a JVM
 * started without it starts one that has it, with the same classes, options and arguments and the jars of plugins, and
 * stands in for it: signals and the exit code pass through, and neither process outlives the other.
 */
public final class Launcher {

  /** Options for the JVM that does the work; see {@link WorkerOptions}. */
  static final String OPTIONS_VARIABLE = WorkerOptions.VARIABLE;

  static final String VECTOR_MODULE = "jdk.incubator.vector";

  private static final String PARENT_PROPERTY = "palimpsest.parent";

  /** What a JVM says of its options before anything else: of this module, and of variables that this JVM has named. */
  private static final List<String> REMARKS =
      List.of("WARNING: Using incubator modules: " + VECTOR_MODULE, "Picked up ", "NOTE: Picked up ");

  /** What a JVM puts in the place of bytes that are no text in the locale's encoding. */
  private static final char UNREADABLE = '\uFFFD';

  /** Commands that go on, when given again, where they were stopped. */
  private static final Set<String> GOING_ON = Set.of("run", "sweep", "attack");

  private static final int SIGNALLED = 128;
  private static final int SIGKILL = 9;
  private static final int PATIENCE_SECONDS = 10;

  private Launcher() {}

  public static void main(String[] args) {
    String parent = System.getProperty(PARENT_PROPERTY);
    if (parent != null) {
      endWith(Long.parseLong(parent));
    }
    Optional<String> unreadable = unreadable(args, System.getenv("PALIMPSEST_DATA"));
    if (unreadable.isPresent()) {
      System.err.println("palimpsest: " + unreadable.get());
      System.exit(2);
    }
    boolean plugins = PluginFolder.of(args).isPresent();
    boolean ready = parent != null || !plugins && ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
    System.exit(ready ? work(args) : runChild(args));
  }

  /** Which argument is not what was typed; two names that differ may have become one. */
  static Optional<String> unreadable(String[] args, String dataFolder) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].indexOf(UNREADABLE) >= 0) {
        return Optional.of(unreadable("argument " + (i + 1), args[i]));
      }
    }
    return dataFolder != null && dataFolder.indexOf(UNREADABLE) >= 0
        ? Optional.of(unreadable("PALIMPSEST_DATA", dataFolder))
        : Optional.empty();
  }

  private static String unreadable(String place, String text) {
    return "%s: expected text in this locale's encoding (%s), was '%s'; LC_ALL=C.UTF-8 reads all of UTF-8"
        .formatted(place, System.getProperty("sun.jnu.encoding"), text.replace(UNREADABLE, '?'));
  }

  /** Runs the command here; what cannot even be loaded is explained, too. */
  private static int work(String[] args) {
    try {
      return Main.run(args);
    } catch (Error error) {
      System.err.println("palimpsest: " + Failure.explain(error));
      return 1;
    }
  }

  private static int runChild(String[] args) {
    Process child;
    try {
      ProcessBuilder worker =
          new ProcessBuilder(command(args))
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.PIPE);
      WorkerOptions.READ_BY_JVMS.forEach(worker.environment()::remove);
      BlasKernels.here().ifPresent(kernels -> worker.environment().putIfAbsent(BlasKernels.VARIABLE, kernels));
      child = worker.start();
    } catch (IllegalArgumentException e) {
      System.err.println("palimpsest: " + Failure.explain(e));
      return 2;
    } catch (IOException e) {
      System.err.println("palimpsest: cannot start the JVM that does the work: " + Failure.explain(e));
      return 1;
    }
    AtomicBoolean ended = new AtomicBoolean();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(child, ended, args)));
    try {
      copyErrors(child);
    } catch (IOException e) {
      // The stream closes when the child is made to end: how it ended is told below.
    }
    try {
      int code = child.waitFor();
      boolean first = ended.compareAndSet(false, true);
      if (first && code > SIGNALLED) {
        System.err.println("palimpsest: " + ending(code - SIGNALLED) + goingOn(args));
      }
      return code;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  static String ending(int signal) {
    String how = "the JVM that does the work was ended by signal " + signal;
    return signal == SIGKILL
        ? how + ", as the system does when memory runs out (a smaller heap leaves it more: "
            + OPTIONS_VARIABLE + "=-Xmx2g; so do fewer --threads)"
        : how;
  }

  static String goingOn(String[] args) {
    return args.length > 0 && GOING_ON.contains(args[0]) ? "; the same command goes on where this one stopped" : "";
  }

  /** The command line of the working JVM. */
  static List<String> command(String[] args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (ModuleFinder.ofSystem().find(VECTOR_MODULE).isPresent()) {
      command.addAll(List.of("--add-modules", VECTOR_MODULE));
    }
    command.add("-D" + PARENT_PROPERTY + "=" + ProcessHandle.current().pid());
    command.addAll(
        WorkerOptions.of(
            ManagementFactory.getRuntimeMXBean().getInputArguments(),
            System.getenv().getOrDefault(OPTIONS_VARIABLE, ""),
            args,
            WorkerOptions.memory(),
            Runtime.version().feature()));
    command.addAll(ExecutorOptions.jvmOptions(args));
    String classPath = System.getProperty("java.class.path");
    Optional<PluginFolder> plugins = PluginFolder.of(args);
    command.addAll(
        List.of("-cp", plugins.isPresent() ? plugins.get().behind(classPath) : classPath, Launcher.class.getName()));
    command.addAll(List.of(args));
    return command;
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

  /** Ends the child if it has not ended, as this JVM was told to end. */
  private static void end(Process child, AtomicBoolean ended, String[] args) {
    if (ended.compareAndSet(false, true)) {
      System.err.println("palimpsest: interrupted" + goingOn(args));
    }
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

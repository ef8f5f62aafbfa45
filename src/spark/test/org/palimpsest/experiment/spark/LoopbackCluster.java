package org.palimpsest.experiment.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A standalone Spark cluster on this machine, in processes of their own, from the jars of the build: a master and
 * workers that can be killed.
 */
final class LoopbackCluster implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final long PATIENCE_SECONDS = 600;

  private final Path home;
  private final int port;
  private final List<Process> processes = new ArrayList<>();
  private int workers;

  /**
   * @param home a folder for the cluster's own files
   * @param jars that its processes have
   */
  LoopbackCluster(Path home, List<Path> jars) throws Exception {
    this.home = home;
    Path own = Files.createDirectories(home.resolve("jars"));
    for (Path jar : jars) {
      Files.deleteIfExists(own.resolve(jar.getFileName()));
      Files.createSymbolicLink(own.resolve(jar.getFileName()), jar.toAbsolutePath());
    }
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    start("master", "", "org.apache.spark.deploy.master.Master", "--host", HOST, "--port", "" + port, "--webui-port", "0");
    await("the master", this::answers);
  }

  String master() {
    return "spark://" + HOST + ":" + port;
  }

  /** A worker with one core. */
  Process startWorker() throws IOException {
    return startWorker("");
  }

  /** @param before what the shell is to do first */
  Process startWorker(String before) throws IOException {
    workers++;
    Path folder = Files.createDirectories(home.resolve("worker-" + workers));
    return start(
        "worker-" + workers, before, "org.apache.spark.deploy.worker.Worker", "--host", HOST, "--webui-port", "0",
        "-c", "1", "-m", "1500M", "-d", folder.toString(), master());
  }

  /** Ends a process and all that it started at once, as a power cut would. */
  static void kill(Process process) {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }

  /** Ends all workers; the master stays. */
  void killWorkers() {
    processes.subList(1, processes.size()).forEach(LoopbackCluster::kill);
  }

  private Process start(String name, String before, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx300m"));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(List.of("-cp", home.resolve("jars") + File.separator + "*"));
    command.addAll(List.of(arguments));
    String line = before + " exec \"$0\" \"$@\"";
    List<String> shell = new ArrayList<>(List.of("bash", "-c", line));
    shell.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(shell).redirectErrorStream(true).redirectOutput(home.resolve(name + ".log").toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", HOST);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Something that is to become true. */
  interface Sign {
    boolean isThere() throws IOException;
  }

  static void await(String what, Sign sign) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!sign.isThere()) {
      if (System.nanoTime() > end) {
        throw new IOException("waited in vain for " + what);
      }
      Thread.sleep(50);
    }
  }

  /** Whether a folder holds, at any depth, a file whose path ends so. */
  static boolean holds(Path folder, String pattern) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(file -> file.toString().matches(".*" + pattern));
    } catch (UncheckedIOException e) {
      return false; // Files come and go meanwhile.
    }
  }

  @Override
  public void close() {
    processes.forEach(LoopbackCluster::kill);
  }
}

package org.palimpsest.experiment.spark;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.launcher.JavaModuleOptions;
import org.palimpsest.experiment.BlasKernels;
import org.palimpsest.experiment.GridExecutor;
import org.palimpsest.experiment.GridOrder;

/** {@code --executor spark}. Whatever is set here, a setting of the user's wins. */
public final class SparkProvider implements GridExecutor.Provider {

  /** Jars that every Spark has; what else is on the class path is sent to the workers. */
  private static final List<String> OF_SPARK =
      List.of("spark-", "scala-", "hadoop-", "netty-", "slf4j-", "logback-", "log4j-", "jul-to-slf4j", "jcl-over-slf4j");

  private static final String JVM_OPTIONS = "spark.executor.extraJavaOptions";
  private static final int REACH_MILLISECONDS = 5000;
  private static final String LOCAL = "local\\[(\\*|[1-9]\\d*)]";

  @Override
  public String name() {
    return "spark";
  }

  @Override
  public List<String> jvmOptions() {
    return Arrays.asList(JavaModuleOptions.defaultModuleOptionArray());
  }

  @Override
  public GridExecutor open(GridOrder order, String master, Map<String, String> settings) {
    String threads = Integer.toString(order.threads());
    boolean local = master.matches(LOCAL);
    SparkConf conf = new SparkConf();
    conf.setMaster(master).setAppName("palimpsest " + order.name());
    // A cell has an executor to itself, which believes that the machine has as many processors as it is to use.
    conf.set("spark.task.cpus", threads).set("spark.executor.cores", threads);
    conf.set("spark.executor.memory", "4g");
    conf.set("spark.executor.heartbeatInterval", "2s");
    // Results depend on it: each worker makes sure that its processor has what these kernels need.
    String kernels = System.getenv(BlasKernels.VARIABLE);
    if (kernels != null) {
      conf.set("spark.executorEnv." + BlasKernels.VARIABLE, kernels);
    }
    // A failure that may be the machine's sends the cell to another one; a machine that fails often is left alone.
    conf.set("spark.excludeOnFailure.enabled", local ? "false" : "true");
    // All starts in their order, then all cells in theirs.
    conf.set("spark.scheduler.mode", "FIFO");
    conf.set("spark.locality.wait", "0s");
    conf.set("spark.ui.showConsoleProgress", "false");
    settings.forEach(conf::set);
    conf.set(
        JVM_OPTIONS,
        "-XX:ActiveProcessorCount=" + threads + " -XX:+UseParallelGC -Djava.awt.headless=true "
            + settings.getOrDefault(JVM_OPTIONS, ""));
    if (!local) {
      requireReachable(master);
      if (!settings.containsKey("spark.jars")) {
        conf.set("spark.jars", jars());
      }
    }
    return new SparkExecutor(order, conf);
  }

  /** Spark itself would try for a minute. */
  private static void requireReachable(String master) {
    String form = "--master: expected spark://HOST:PORT, local[N] or local[*], was '" + master + "'";
    if (!master.matches("spark://[^:/,]+:\\d+(,[^:/,]+:\\d+)*")) {
      if (master.matches("(yarn|k8s:.*)")) {
        return;
      }
      throw new IllegalArgumentException(form);
    }
    for (String place : master.substring("spark://".length()).split(",")) {
      int colon = place.lastIndexOf(':');
      try (Socket socket = new Socket()) {
        int port = Integer.parseInt(place.substring(colon + 1));
        socket.connect(new InetSocketAddress(place.substring(0, colon), port), REACH_MILLISECONDS);
        return;
      } catch (IOException | IllegalArgumentException e) {
        // Another of several masters may answer.
      }
    }
    throw new IllegalArgumentException("--master: nobody answers at " + master);
  }

  private static String jars() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .flatMap(SparkProvider::withManifest)
        .filter(path -> path.toString().endsWith(".jar") && Files.isRegularFile(path))
        .filter(path -> OF_SPARK.stream().noneMatch(path.getFileName().toString()::startsWith))
        .map(path -> path.toAbsolutePath().normalize().toString())
        .distinct()
        .collect(Collectors.joining(","));
  }

  /** A jar of ours brings the libraries beside it through its manifest. */
  private static Stream<Path> withManifest(String entry) {
    Path jar = Path.of(entry);
    Path libraries = jar.toAbsolutePath().resolveSibling("lib");
    if (!jar.getFileName().toString().equals("palimpsest.jar") || !Files.isDirectory(libraries)) {
      return Stream.of(jar);
    }
    try (Stream<Path> files = Files.list(libraries)) {
      return Stream.concat(Stream.of(jar), files.sorted().toList().stream());
    } catch (IOException e) {
      throw new IllegalArgumentException(libraries + ": cannot be listed: " + e.getMessage());
    }
  }
}

package org.palimpsest.experiment.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The grid on a real cluster on this machine, some of which is killed in the middle of its work: the same numbers, byte
 * for byte, as without Spark.
 */
class SparkGridIT {

  private static final Path JAR = Path.of("target/palimpsest.jar").toAbsolutePath();

  /** Where the cluster's files are, and what every run said, to be looked at afterwards. */
  private static final Path HOME = Path.of("target/spark-cluster").toAbsolutePath();

  private static final String EPOCH = "/training/epoch-[0-9]+";

  private static final String SPEC =
      """
      name: grid
      title: A grid for a cluster
      digits: drawn
      pools: {encoderTrain: 600, validation: 100, attackTrain: 150, test: 100}
      network: {widths: [16, 64], kernelSize: 5}
      train: {epochs: 6, batchSize: 50}
      rho: [0.9]
      methods:
        - vanilla
        - {method: vanilla, start: {condition: 1, train: {epochs: 2}}}
      attackers: [balanced]
      seeds: 2
      """;

  @TempDir private static Path folder;
  private static final List<Process> DRIVERS = new ArrayList<>();
  private static LoopbackCluster cluster;
  private static Path spec;
  private static Path expected;

  @BeforeAll
  static void runItHere() throws Exception {
    Files.createDirectories(HOME);
    spec = Files.writeString(folder.resolve("grid.yaml"), SPEC);
    Path results = folder.resolve("here");
    assertThat(wait(palimpsest("here", results, "--threads", "1"))).as(said("here")).isZero();
    expected = results.resolve("runs.csv");
    List<Path> jars = new ArrayList<>(List.of(JAR));
    try (Stream<Path> libraries = Files.list(JAR.resolveSibling("lib"))) {
      libraries.sorted().forEach(jars::add);
    }
    cluster = new LoopbackCluster(HOME, jars);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @AfterEach
  void endWhatIsLeft() {
    DRIVERS.forEach(LoopbackCluster::kill);
    DRIVERS.clear();
    cluster.killWorkers();
  }

  @Test
  void aWorkerKilledInTheMiddleOfACell() throws Exception {
    Process first = cluster.startWorker();
    Path results = folder.resolve("shared");
    Process driver = onSpark("shared", results);
    LoopbackCluster.await("a cell in training", () -> LoopbackCluster.holds(results, EPOCH));
    cluster.startWorker();
    LoopbackCluster.kill(first);
    assertThat(wait(driver)).as(said("shared")).isZero();
    assertSame(results);
    assertThat(said("shared")).contains("is gone", "finished now: 4, before: 0, failed: 0");
  }

  /** Workers do not see the folder of results, and think in other digits; the driver is killed and comes again. */
  @Test
  void aDriverKilledWhileResultsAreCollected() throws Exception {
    cluster.startWorker();
    Path results = folder.resolve("collected");
    Path own = Files.createDirectories(folder.resolve("workers-own"));
    String[] options = {
      "--conf", "spark.palimpsest.collected=true",
      "--conf", "spark.executor.extraJavaOptions=-Duser.language=ar -Duser.country=EG -Djava.io.tmpdir=" + own
    };
    Process driver = onSpark("collected-1", results, options);
    LoopbackCluster.await(
        "a finished cell and one in training",
        () -> LoopbackCluster.holds(results, "/rows-[^/]+csv") && LoopbackCluster.holds(own, EPOCH));
    LoopbackCluster.kill(driver);
    assertThat(wait(onSpark("collected-2", results, options))).as(said("collected-2")).isZero();
    assertSame(results);
    assertThat(said("collected-2")).containsPattern("before: [1-3], failed: 0").contains("going on after epoch");
  }

  /** One worker cannot write what it must: its cells are done by the other. */
  @Test
  void aFullDisk() throws Exception {
    cluster.startWorker();
    Path results = folder.resolve("full");
    Path own = Files.createDirectories(folder.resolve("workers-own-too"));
    Process driver =
        onSpark(
            "full", results, "--conf", "spark.palimpsest.collected=true",
            "--conf", "spark.executor.extraJavaOptions=-Djava.io.tmpdir=" + own);
    LoopbackCluster.await("a cell in training", () -> LoopbackCluster.holds(own, EPOCH));
    cluster.startWorker("ulimit -f 200;");
    assertThat(wait(driver)).as(said("full")).isZero();
    assertSame(results);
    assertThat(said("full")).contains("an attempt has failed", "finished now: 4, before: 0, failed: 0");
  }

  private static void assertSame(Path results) throws IOException {
    assertThat(Files.mismatch(results.resolve("runs.csv"), expected)).as("first byte that differs").isEqualTo(-1);
  }

  private static Process onSpark(String log, Path results, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("--executor", "spark", "--master", cluster.master()));
    for (String setting : List.of("spark.jars=", "spark.ui.enabled=false", "spark.executor.memory=1g", "spark.driver.host=127.0.0.1")) {
      all.addAll(List.of("--conf", setting));
    }
    all.addAll(Arrays.asList(options));
    Process driver = palimpsest(log, results, all.toArray(String[]::new));
    DRIVERS.add(driver);
    return driver;
  }

  private static Process palimpsest(String log, Path results, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-jar", JAR.toString(), "run", spec.toString(), "--out", results.toString()));
    command.addAll(Arrays.asList(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(log));
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("PALIMPSEST_JAVA_OPTS", "-Xmx1g");
    return builder.start();
  }

  private static int wait(Process process) throws InterruptedException {
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  private static File log(String name) {
    return HOME.resolve(name + ".txt").toFile();
  }

  private static String said(String log) throws IOException {
    return Files.readString(log(log).toPath());
  }
}

package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.xray.DrawnSiimFiles;

/** A run of its own process, killed as by {@code kill -9} between two steps, goes on with the same bits. */
class KilledProcessTest {

  private static final String TEXT =
      """
      name: killed
      title: Killed
      dataset: {dataset: drawn-siim, height: 32, width: 32}
      network: {architecture: resnet-18, width: 2, bottleneck: tanh-unit}
      train: {epochs: 3, batchSize: 16, learningRate: 0.01, flip: 0.5, optimiser: sgd, momentum: 0.9}
      methods:
        - {method: end, alpha: 1, beta: 1, share: 0.1}
      attackers: [published]
      """;

  @TempDir static Path folder;

  private static DataHome home;

  @BeforeAll
  static void draw() throws IOException {
    home = new DataHome(folder.resolve("data"), "test");
    new DrawnSiimFiles(160, 40).write(home.of("drawn-siim"), (done, of) -> {});
  }

  private static void run(DataHome home, Path results, RunListener listener) throws IOException {
    ExperimentSpec spec = new ExperimentReader(Catalogue.standard(), home).read("killed.yaml", TEXT, List.of());
    new Runner(spec, home, results, listener).run(new Provenance("test", Map.of()), false);
  }

  /** What the process runs that is killed. */
  static final class Victim {

    private Victim() {}

    /** {@code DATA RESULTS EPOCH STEP}: waits to be killed after that step. */
    public static void main(String... args) throws IOException {
      run(
          new DataHome(Path.of(args[0]), "test"),
          Path.of(args[1]),
          new RunListener() {
            @Override
            public void step(Cell cell, int epoch, int step, int stepsPerEpoch) {
              if (epoch == Integer.parseInt(args[2]) && step == Integer.parseInt(args[3])) {
                System.out.println("kill me");
                await();
              }
            }
          });
    }

    private static void await() {
      try {
        Thread.sleep(300_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void killedAfter(int epoch, int step, Path results) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
                "-XX:TieredStopAtLevel=1", "--add-modules", "jdk.incubator.vector", "-cp",
                System.getProperty("java.class.path"), Victim.class.getName(), home.of("").toString(),
                results.toString(), "" + epoch, "" + step)
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      StringBuilder said = new StringBuilder();
      String line = out.readLine();
      while (line != null && !line.equals("kill me")) {
        said.append(line).append('\n');
        line = out.readLine();
      }
      assertThat(line).as(said.toString()).isEqualTo("kill me");
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(process.exitValue()).isEqualTo(128 + 9);
  }

  @Test
  void theResultIsThatOfARunThatNobodyKilled() throws IOException, InterruptedException {
    Path killed = folder.resolve("killed");
    killedAfter(2, 2, killed);
    killedAfter(3, 1, killed);
    run(home, killed, new RunListener() {});
    run(home, folder.resolve("whole"), new RunListener() {});
    assertThat(Files.readString(killed.resolve("runs.csv")))
        .isEqualTo(Files.readString(folder.resolve("whole/runs.csv")))
        .contains("train_loss");
  }
}

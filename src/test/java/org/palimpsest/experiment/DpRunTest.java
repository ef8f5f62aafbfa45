package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.digits.DrawnDigits;
import org.palimpsest.experiment.cost.StepTimer;
import org.palimpsest.random.Seed;
import org.palimpsest.report.Report;

/** Private training, from the experiment file to the report. */
class DpRunTest {

  private static final String TEXT =
      """
      name: tiny
      digits: drawn
      title: A tiny experiment
      pools: {encoderTrain: 60, validation: 20, attackTrain: 60, test: 40}
      network: {architecture: small-conv-net}
      train:
        {epochs: 3, batchSize: 20, learningRate: 0.05, stepFactor: 1, weightDecay: 0, optimiser: sgd, momentum: 0.9}
      rho: [0.5]
      methods:
        - vanilla
        - {method: dp-sgd, targetEpsilon: 4}
        - {method: dp-sgd, noiseMultiplier: 0}
        - {method: biasbal, dp: {noiseMultiplier: 2}}
      attackers: [balanced, membership]
      """;

  @TempDir private Path folder;

  @Test
  void whatWasPromisedIsAmongTheResults() throws IOException {
    run(folder, new RunListener() {});
    List<ResultRow> rows = RunsCsv.read(folder.resolve("runs.csv"));
    assertThat(value(rows, "targetEpsilon=4.0", "epsilon_pld")).isBetween(3.95, 4.0);
    assertThat(value(rows, "targetEpsilon=4.0", "epsilon_rdp")).isGreaterThan(4);
    assertThat(value(rows, "targetEpsilon=4.0", "delta")).isEqualTo(1e-5);
    assertThat(value(rows, "targetEpsilon=4.0", "steps")).isEqualTo(9);
    assertThat(value(rows, "targetEpsilon=4.0", "sampling_rate")).isEqualTo(20 / 60.0);
    assertThat(value(rows, "targetEpsilon=4.0", "clipped_share")).isBetween(0.5, 1.0);
    assertThat(value(rows, "targetEpsilon=4.0", "epsilon_pld_error")).isBetween(1e-5, 0.01);
    assertThat(value(rows, "targetEpsilon=4.0", "rdp_order")).isBetween(1.2, 20.0);
    assertThat(value(rows, "targetEpsilon=4.0", "rdp_order_at_edge")).isZero();
    assertThat(value(rows, "targetEpsilon=4.0", "epsilon_unamplified")).isGreaterThan(4);
    assertThat(value(rows, "noiseMultiplier=0.0", "epsilon_pld")).isInfinite();
    assertThat(value(rows, "noiseMultiplier=2.0", "noise_multiplier")).isEqualTo(2);
    assertThat(rows).noneMatch(row -> row.method().equals("vanilla") && row.metric().startsWith("epsilon"));
    String cell = rows.stream().filter(row -> row.method().equals("dp-biasbal")).findFirst().orElseThrow().cell();
    assertThat(Files.readString(folder.resolve("cells/" + cell + "/privacy.txt")))
        .contains("Poisson: each of 60 examples", "add or remove one example", "whatever BiasBal takes");

    Report.write(folder);
    String table = Files.readString(folder.resolve("tables/privacy.md"));
    assertThat(table)
        .contains("does not bound what its features tell")
        .contains("| none proven |", "| \u221e |", "9 steps at q = 0.3333", "Membership: area")
        .contains("Poisson: each of 60 examples enters a step", "| add or remove one example |")
        .doesNotContain("not recorded")
        .contains("Private accuracy, balanced");
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains("Two meanings of privacy", "What training promised")
        .contains("<summary>DP-SGD (targetEpsilon=4.0), 1 network</summary>")
        .contains("conversion Canonne-Kamath-Steinke/Balle", "an approximation, not a bound", "whatever BiasBal takes");
  }

  /** Relation and scheme are what the run says, whatever that is; where it says nothing, that is said. */
  @Test
  void whatTheRunSaysIsReported() throws IOException {
    run(folder, new RunListener() {}, "methods=[{method: dp-sgd, noiseMultiplier: 1}]", "attackers=[balanced]");
    Path file = folder.resolve("provenance.json");
    String provenance = Files.readString(file);
    Files.writeString(file, provenance.replace("Poisson: each of 60", "one by one: all 60"));
    Report.write(folder);
    Path table = folder.resolve("tables/privacy.md");
    assertThat(Files.readString(table)).contains("one by one: all 60").doesNotContain("Poisson");
    Files.writeString(file, provenance.replace("\"promise\"", "\"other\""));
    Report.write(folder);
    assertThat(Files.readString(table)).contains("| not recorded | not recorded |").doesNotContain("Poisson");
    assertThat(Files.readString(folder.resolve("report.html"))).doesNotContain("What training promised");
  }

  @Test
  void thePromiseIsHeardOnceForEachNetworkThatMakesOne() throws IOException {
    List<String> heard = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void promised(Cell cell, String summary) {
            heard.add(cell.spec().method().name() + ": " + summary);
          }
        };
    run(folder, listener, "methods=[vanilla, {method: dp-sgd, noiseMultiplier: 1}]", "attackers=[balanced]");
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0))
        .startsWith("dp-sgd: epsilon ")
        .contains("(PLD)", "(RDP) at delta 1.00e-05; neighbours: add or remove one example; sampling: Poisson: each");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", emaDecay: 0.9", ", augmentations: 3", ", emaDecay: 0.5, trainedLayers: 1"})
  void aRunThatWasKilledCountsEveryStepOnceAndEndsWithTheSameBits(String recipe) throws IOException {
    String methods = "methods=[{method: dp-sgd, noiseMultiplier: 1%s}]".formatted(recipe);
    run(folder.resolve("whole"), new RunListener() {}, methods);
    RunListener killer =
        new RunListener() {
          @Override
          public void step(Cell cell, int epoch, int step, int stepsPerEpoch) {
            if (epoch == 2 && step == 2) {
              throw new InternalError("killed");
            }
          }
        };
    assertThatThrownBy(() -> run(folder.resolve("killed"), killer, methods)).hasMessage("killed");
    run(folder.resolve("killed"), new RunListener() {}, methods);
    assertThat(Files.readString(folder.resolve("killed/runs.csv")))
        .isEqualTo(Files.readString(folder.resolve("whole/runs.csv")))
        .contains(",steps,0,9.0,");
  }

  /** Killed after what is trained before the first step but before any checkpoint, and again in the middle. */
  @Test
  void aRunOfSeveralNetworksThatWasKilledCountsEveryStepOnceAndEndsWithTheSameBits() throws IOException {
    String methods =
        "methods=[{method: rubi, head: trained, dp: {noiseMultiplier: 1}},"
            + " {method: learned-mixin, head: trained, pretrainEpochs: 2, dp: {noiseMultiplier: 1}}]";
    run(folder.resolve("whole"), new RunListener() {}, methods);
    Path killed = folder.resolve("killed");
    for (String method : List.of("dp-rubi", "dp-learned-mixin")) {
      for (int last : new int[] {1, 2}) {
        RunListener killer =
            new RunListener() {
              @Override
              public void step(Cell cell, int epoch, int step, int stepsPerEpoch) {
                if (cell.spec().method().name().equals(method) && epoch == last) {
                  throw new InternalError("killed");
                }
              }
            };
        assertThatThrownBy(() -> run(killed, killer, methods)).hasMessage("killed");
      }
    }
    run(killed, new RunListener() {}, methods);
    assertThat(Files.readString(killed.resolve("runs.csv")))
        .isEqualTo(Files.readString(folder.resolve("whole/runs.csv")))
        .contains(",steps,0,9.0,", ",steps,0,15.0,");
  }

  /** Two steps of the second epoch are released, undone and released again with other noise: 3 + 2 + 6 in all. */
  @Test
  void secureStepsThatACrashUndidCountTwice() throws IOException {
    String methods = "methods=[{method: dp-sgd, noiseMultiplier: 1, secure: true}]";
    RunListener killer =
        new RunListener() {
          @Override
          public void step(Cell cell, int epoch, int step, int stepsPerEpoch) {
            if (epoch == 2 && step == 2) {
              throw new InternalError("killed");
            }
          }
        };
    assertThatThrownBy(() -> run(folder, killer, methods)).hasMessage("killed");
    run(folder, new RunListener() {}, methods);
    List<ResultRow> rows = RunsCsv.read(folder.resolve("runs.csv"));
    assertThat(value(rows, "noiseMultiplier=1.0 secure=true", "steps")).isEqualTo(11);
    assertThat(Files.readString(folder.resolve("cells/" + rows.get(0).cell() + "/privacy.txt")))
        .contains("11 at noise multiplier 1", "SecureRandom, sums of four", "drawn by SecureRandom");
  }

  @Test
  void aRunSaysThatItShuffled() throws IOException {
    run(folder, new RunListener() {}, "methods=[{method: dp-sgd, noiseMultiplier: 1, sampling: shuffled}]");
    List<ResultRow> rows = RunsCsv.read(folder.resolve("runs.csv"));
    assertThat(value(rows, "noiseMultiplier=1.0 sampling=shuffled", "steps")).isEqualTo(3);
    assertThat(value(rows, "noiseMultiplier=1.0 sampling=shuffled", "sampling_rate")).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("cells/" + rows.get(0).cell() + "/privacy.txt")))
        .contains("shuffled: batches of 20 of 60", "replace one example's gradients by zero", "at sampling rate 1");
  }

  /** Images by heart: 60 of them, 60 times, half with wrong labels. With noise of 4, no such thing. */
  @Test
  void oneMoreRunBoundsEpsilonFromBelow() throws IOException {
    run(
        folder,
        new RunListener() {},
        "train={epochs: 60, batchSize: 10, learningRate: 0.003, stepFactor: 1, weightDecay: 0}",
        "methods=[vanilla, {method: dp-sgd, noiseMultiplier: 4}]",
        "attackers=[{attacker: one-run-audit, canaries: 30, guesses: 20, labels: wrong, delta: 1e-6}]");
    List<ResultRow> rows =
        RunsCsv.read(folder.resolve("runs.csv")).stream()
            .filter(row -> row.attacker().equals("one-run-audit-mislabelled") && row.split().equals("canaries"))
            .toList();
    Map<String, Double> plain = byMetric(rows, "vanilla");
    Map<String, Double> dp = byMetric(rows, "dp-sgd");
    assertThat(plain.get("canary_guesses")).isEqualTo(20);
    assertThat(plain.get("epsilon_at_least")).isGreaterThan(0.5).isLessThanOrEqualTo(plain.get("epsilon_ceiling"));
    assertThat(plain).containsEntry("audit_delta", 1e-6).doesNotContainKey("epsilon_claimed");
    assertThat(dp.get("epsilon_at_least")).isLessThanOrEqualTo(dp.get("epsilon_claimed"));
    assertThat(dp).containsEntry("audit_delta", 1e-5);
    Report.write(folder);
    assertThat(Files.readString(folder.resolve("tables/privacy.md"))).contains("at least, one-run-audit-mislabelled");
    assertThat(Files.readString(folder.resolve("report.html"))).contains("No promised \u03b5 was refuted by an audit.");
  }

  private static Map<String, Double> byMetric(List<ResultRow> rows, String method) {
    return rows.stream()
        .filter(row -> row.method().equals(method))
        .collect(Collectors.toMap(ResultRow::metric, ResultRow::value));
  }

  @Test
  void howLongItTakesCanBeMeasured() {
    for (Cell cell : read().grid()) {
      assertThat(new StepTimer(cell.spec().network(), cell.spec().method(), 8).step()).isPositive();
    }
  }

  private static double value(List<ResultRow> rows, String variant, String metric) {
    List<ResultRow> found =
        rows.stream()
            .filter(row -> row.variant().equals(variant) && row.metric().equals(metric) && row.epoch() == 0)
            .toList();
    assertThat(found).as("%s of %s", metric, variant).hasSize(1);
    assertThat(found.get(0).split()).isEqualTo("train");
    return found.get(0).value();
  }

  private static ExperimentSpec read(String... assignments) {
    return new ExperimentReader(Catalogue.standard()).read("tiny.yaml", TEXT, List.of(assignments));
  }

  private static void run(Path folder, RunListener listener, String... assignments) throws IOException {
    new Runner(read(assignments), DataHome.resolve(Optional.empty()), folder, listener)
        .run(new Provenance("test", Map.of()), false);
  }
}

package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.attack.BalancedAttack;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Mix;
import org.palimpsest.data.digits.DigitData;
import org.palimpsest.erase.Inlp;
import org.palimpsest.erase.Leace;
import org.palimpsest.experiment.Cell.CellState;
import org.palimpsest.experiment.Runner.Outcome;
import org.palimpsest.experiment.Runner.Planned;
import org.palimpsest.experiment.cost.RateEstimate;
import org.palimpsest.experiment.spec.SpecException;
import org.palimpsest.method.EnD;
import org.palimpsest.method.OracleData;
import org.palimpsest.method.Untrained;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.LinearEncoder;
import org.palimpsest.random.Seed;
import org.palimpsest.report.Report;

/** Erasers on trained networks, and the methods that are there for comparison alone. */
class ErasureAndControlsTest {

  private static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(new Vanilla(), new EnD(), new OracleData(), new Untrained()),
          List.of(new BalancedAttack()),
          List.of(),
          List.of(new Leace(), new Inlp()),
          List.of(new LinearEncoder.Spec(28 * 28 * 3, 10)),
          List.of(new DigitData.DrawnDigitData()));

  private static final String TEXT =
      """
      name: tiny
      digits: drawn
      title: A tiny experiment
      pools: {encoderTrain: 300, validation: 20, attackTrain: 200, test: 150}
      network: {architecture: linear}
      train: {epochs: 3, batchSize: 16, learningRate: 1e-3}
      rho: [0.9]
      methods: [vanilla, {method: end, alpha: 3}, oracle-data, untrained]
      attackers: [balanced]
      erasers: [{eraser: leace, rho: 0.1}, {eraser: leace, rho: train}, {eraser: inlp, iterations: 1}]
      seeds: 1
      """;

  private static final DataHome HOME = DataHome.resolve(Optional.empty());

  @TempDir private Path folder;

  @Test
  void everyErasureIsAnArmOfItsOwn() throws IOException {
    assertThat(run(new RunListener() {})).isEqualTo(new Outcome(0, 4, 0));
    List<ResultRow> rows = RunsCsv.read(folder.resolve("runs.csv"));
    assertThat(rows.stream().map(row -> row.method() + " " + row.variant()).distinct())
        .containsExactly(
            "vanilla ", "vanilla erased=leace@0.1", "vanilla erased=leace@train",
            "vanilla erased=inlp(iterations=1)@train",
            "end alpha=3.0", "end alpha=3.0 erased=leace@0.1", "end alpha=3.0 erased=leace@train",
            "end alpha=3.0 erased=inlp(iterations=1)@train",
            "oracle-data ", "oracle-data erased=leace@0.1", "oracle-data erased=leace@train",
            "oracle-data erased=inlp(iterations=1)@train",
            "untrained ", "untrained erased=leace@0.1", "untrained erased=leace@train",
            "untrained erased=inlp(iterations=1)@train");
    assertThat(value("vanilla", "erased=leace@0.1", "", "train", "erased_rank")).isEqualTo(9);
    assertThat(value("vanilla", "erased=leace@0.1", "", "train", "feature_dimension")).isEqualTo(10);
    double before = value("vanilla", "", "balanced", "unbiased", "private_accuracy");
    double after = value("vanilla", "erased=leace@0.1", "balanced", "unbiased", "private_accuracy");
    assertThat(before).isGreaterThan(0.9);
    assertThat(after).isLessThan(before - 0.3);
    assertThat(value("vanilla", "erased=leace@0.1", "", "biased", "target_accuracy"))
        .isLessThan(value("vanilla", "", "", "biased", "target_accuracy"));

    Path page = Report.write(folder);
    assertThat(Files.readString(page)).contains("(erased=leace@0.1)", "(alpha=3.0 erased=leace@train)");
    assertThat(Files.readString(folder.resolve("tables/main.md")))
        .contains("Vanilla (erased=leace@0.1)", "EnD (alpha=3.0 erased=leace@train)", "Untrained", "Oracle data");
  }

  @Test
  void otherErasersOtherMeasuresSameNetworks() throws IOException {
    run(new RunListener() {});
    String before = Files.readString(folder.resolve("runs.csv"));
    List<String> steps = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void step(Cell cell, int epoch, int step, int stepsPerEpoch) {
            steps.add(cell.label());
          }
        };
    assertThat(run(listener, "erasers=[leace]")).isEqualTo(new Outcome(0, 4, 0));
    assertThat(steps).isEmpty();
    assertThat(Files.readString(folder.resolve("runs.csv"))).contains("erased=leace@train").doesNotContain("@0.1");
    assertThat(run(listener)).isEqualTo(new Outcome(4, 0, 0));
    assertThat(Files.readString(folder.resolve("runs.csv"))).isEqualTo(before);
  }

  @Test
  void controlsAreWhatTheySay() throws IOException {
    run(new RunListener() {});
    List<ResultRow> rows = RunsCsv.read(folder.resolve("runs.csv"));
    assertThat(rows).filteredOn(row -> row.method().equals("untrained")).noneMatch(row -> row.epoch() > 0);
    assertThat(value("untrained", "", "", "train", "selected_epoch")).isZero();
    assertThat(value("oracle-data", "", "", "train", "selected_epoch")).isEqualTo(3);
    assertThat(value("oracle-data", "", "", "unbiased", "target_accuracy"))
        .isGreaterThan(value("vanilla", "", "", "unbiased", "target_accuracy"));
    assertThat(new OracleData().trainingMix(Mix.rho(0.99))).isEqualTo(Mix.balanced());
  }

  @Test
  void notTrainingCostsNothing() {
    RateEstimate second = cell -> 1;
    Map<String, Double> seconds = new HashMap<>();
    for (Cell cell : spec().grid()) {
      seconds.put(cell.spec().method().name(), second.remainingSeconds(spec(), new Planned(cell, CellState.NEW, 0)));
    }
    double measuring = (3 * 150 + 200 + 3 * 300) / 3.0 / 16;
    double training = 3 * (300 + 2 * 20 / 3.0) / 16;
    assertThat(seconds.get("untrained")).isCloseTo(measuring, within(1e-9));
    assertThat(seconds.get("oracle-data")).isCloseTo(measuring + training, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "erasers=[lease]|erasers[0]: unknown eraser 'lease' (did you mean 'leace'?)",
        "erasers=[{eraser: leace, rho: 2}]|erasers[0].rho: expected a share in [0, 1] or train, was 2.0",
        "erasers=[{eraser: leace, rho: none}]|erasers[0].rho: expected a number, was 'none'",
        "erasers=[{eraser: inlp, iterations: 0}]|erasers[0].iterations: expected at least 1, was 0",
        "erasers=[leace, leace]|erasers: expected each eraser once on each mix, was erased=leace@train twice",
      })
  void refusesWhatIsWrong(String assignment, String message) {
    assertThatThrownBy(() -> spec(assignment)).isInstanceOf(SpecException.class).hasMessageEndingWith(message);
  }

  private double value(String method, String variant, String attacker, String split, String metric)
      throws IOException {
    List<ResultRow> found =
        RunsCsv.read(folder.resolve("runs.csv")).stream()
            .filter(row -> row.method().equals(method) && row.variant().equals(variant))
            .filter(row -> row.attacker().equals(attacker) && row.split().equals(split))
            .filter(row -> row.metric().equals(metric) && row.group().equals("all") && row.epoch() == 0)
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0).value();
  }

  private Outcome run(RunListener listener, String... assignments) throws IOException {
    return new Runner(spec(assignments), HOME, folder, listener)
        .run(new Provenance("test", Map.of("cpu", "test machine")), false);
  }

  private static ExperimentSpec spec(String... assignments) {
    return new ExperimentReader(CATALOGUE).read("tiny.yaml", TEXT, List.of(assignments));
  }
}

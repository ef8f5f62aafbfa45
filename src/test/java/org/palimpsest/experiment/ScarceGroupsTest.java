package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.DataHome;

/** A whole run on data with more private values than targets, an empty group and one of a single image. */
class ScarceGroupsTest {

  private static final String TEXT =
      """
      name: scarce
      title: Bars of three lengths on four tints
      dataset: {dataset: drawn-bars, scarce: true}
      pools: {encoderTrain: 150, validation: 60, attackTrain: 90, test: 120}
      network: {widths: [4], kernelSize: 3}
      train: {epochs: 1, batchSize: 30}
      methods: [vanilla]
      attackers: [{attacker: linear, mix: as-is}, balanced]
      """;

  @TempDir private Path folder;

  private final List<String> missing = new ArrayList<>();
  private final List<String> foreseen = new ArrayList<>();

  @Test
  void whatCanBeMeasuredIsAndTheRestIsNamed() throws IOException {
    List<String> failures = failures();
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0))
        .startsWith("attack balanced at balanced: mix balanced: expected images of length = short with tint = grey");
    assertThat(foreseen).singleElement().satisfies(what -> assertThat(failures.get(0)).startsWith(what.substring("vanilla all seed=0: ".length())));
    List<ResultRow> rows = RunsCsv.read(folder.resolve("results/runs.csv"));
    for (String split : List.of("test", "unbiased", "conflicting")) {
      assertThat(rows.stream().filter(row -> row.split().equals(split) && row.metric().equals("target_accuracy")))
          .isNotEmpty();
      assertThat(
              rows.stream()
                  .filter(row -> row.attacker().equals("linear") && row.split().equals(split))
                  .filter(row -> row.metric().equals("private_accuracy") && row.group().equals("all")))
          .singleElement()
          .satisfies(row -> assertThat(row.value()).isBetween(0.0, 1.0));
    }
  }

  @Test
  void whatIsMissingIsSaid() throws IOException {
    failures();
    assertThat(missing)
        .singleElement()
        .satisfies(
            what ->
                assertThat(what)
                    .startsWith("no accuracy on unbiased validation images: mix balanced: expected images of"));
  }

  @Test
  void selectingByImagesThatCannotBeHadIsRefused() throws IOException {
    List<String> failures = failures("train.selection=best-validation-unbiased");
    assertThat(failures)
        .containsExactly(
            "selection: expected last, as there are no unbiased validation images, was BEST_VALIDATION_UNBIASED");
    assertThat(foreseen).singleElement().satisfies(what -> assertThat(what).endsWith(failures.get(0)));
  }

  @Test
  void networksThatDoNotFitAreForeseenOnceForAllSeeds() throws IOException {
    failures("seeds=2", "methods=[{method: dp-sgd, targetEpsilon: 0.000001}]");
    assertThat(foreseen).hasSize(1);
  }

  /** Runs the experiment; what its cell failed of. */
  private List<String> failures(String... changes) throws IOException {
    List<String> failures = new ArrayList<>();
    RunListener listener = new RunListener() {
      @Override
      public void missing(Cell cell, String what) {
        missing.add(what);
      }

      @Override
      public void failed(Cell cell, String message) {
        failures.add(message);
      }
    };
    DataHome home = new DataHome(folder, "test");
    ExperimentSpec spec = new ExperimentReader(Catalogue.standard(), home).read("scarce.yaml", TEXT, List.of(changes));
    Runner runner = new Runner(spec, home, folder.resolve("results"), listener);
    foreseen.addAll(runner.foreseen());
    runner.run(new Provenance("test", Map.of()), false);
    return failures;
  }
}

package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.DataHome;
import org.palimpsest.experiment.spec.SpecException;
import org.palimpsest.metric.Metrics;

/** Networks that start from another cell's. */
class StartTest {

  private static final DataHome HOME = new DataHome(Path.of("none"), "test");

  private static final String TEXT =
      """
      name: started
      title: Started
      digits: drawn
      pools: {encoderTrain: 40, validation: 10, attackTrain: 40, test: 40}
      network: {widths: [8], kernelSize: 1}
      train: {epochs: 1, batchSize: 20, learningRate: 1e-9}
      rho: [.5]
      methods:
        - untrained
        - {method: untrained, start: {condition: 1, train: {epochs: 60, learningRate: 0.05, stepEvery: 60}}}
        - {method: untrained, start: {condition: 1, train: {epochs: 60, learningRate: 0.05, stepEvery: 60}, keepsHead: true}}
      attackers: []
      """;

  @TempDir private Path folder;

  @Test
  void aStartIsPartOfTheIdAndAbsentWhereThereIsNone() {
    List<Cell> cells = spec(TEXT).grid();
    assertThat(cells.stream().map(Cell::id).distinct()).hasSize(3);
    assertThat(cells.get(0).spec().spelt()).doesNotContainKey("start");
    assertThat(cells.get(1).variant()).isEqualTo("start=vanilla@drawn");
    assertThat(cells.get(2).variant()).isEqualTo("start=vanilla@drawn+head");
  }

  @Test
  void theOtherCellIsTrainedOnceAndItsHeadIsKeptIfAsked() throws IOException {
    List<String> started = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void started(Cell cell, int epochsDone) {
            started.add(cell.id());
          }
        };
    ExperimentSpec spec = spec(TEXT.replace("untrained, start", "vanilla, start"));
    new Runner(spec, HOME, folder, listener).run(new Provenance("test", Map.of()), false);
    assertThat(started).hasSize(4);
    try (Stream<Path> starts = Files.list(folder.resolve("starts"))) {
      assertThat(starts).hasSize(1);
    }
    List<Double> accuracies =
        RunsCsv.read(folder.resolve("runs.csv")).stream()
            .filter(row -> row.metric().equals(Metrics.TARGET_ACCURACY) && row.split().equals("biased"))
            .filter(row -> row.epoch() == 0 && row.group().equals("all"))
            .map(ResultRow::value)
            .toList();
    assertThat(accuracies.get(2)).isGreaterThan(accuracies.get(0) + .1);
  }

  @Test
  void refusesAStartWithoutAConditionAndAHeadForAnotherQuestion() {
    assertThatThrownBy(() -> spec(TEXT.replace("condition: 1, train", "train")))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("methods[1].start: expected a condition");
    assertThatThrownBy(() -> spec(TEXT.replace("{condition: 1, train", "{condition: 1, trian")))
        .hasMessageContaining("methods[1].start.trian: unknown key (did you mean 'train'?)");
  }

  private static ExperimentSpec spec(String text) {
    return new ExperimentReader(Catalogue.standard(), HOME).read("started.yaml", text, List.of());
  }
}

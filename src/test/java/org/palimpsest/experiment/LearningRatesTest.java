package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.DataHome;
import org.palimpsest.experiment.LearningRates.Choice;

/** Rates on drawn images: every arm once, the best of all images taken, a tie to the lower. */
class LearningRatesTest {

  private static final DataHome HOME = new DataHome(Path.of("none"), "test");

  private static final String TEXT =
      """
      name: rated
      title: Rates
      dataset: {dataset: grouped-digits, group: rotated, classes: [1, 7]}
      conditions: [imbalance=0.9, imbalance=0.5]
      pools: {encoderTrain: 200, validation: 40, attackTrain: 20, test: 100}
      network: {architecture: small-conv-net}
      train: {epochs: 1, batchSize: 50, learningRate: 0.2, stepFactor: 1, weightDecay: 0, optimiser: sgd, momentum: 0.9}
      methods:
        - {method: vanilla, train: {learningRate: 0.05}}
        - {method: vanilla, train: {learningRate: 0.002}}
        - {method: dp-sgd, rescale: true, clippingNorm: 1, targetEpsilon: 8}
        - {method: untrained}
      attackers: []
      """;

  @TempDir private Path folder;

  private static LearningRates search(String source, Double... rates) {
    ExperimentSpec spec =
        new ExperimentReader(Catalogue.standard(), HOME).read("rated.yaml", TEXT, List.of("dataset.source=" + source));
    return new LearningRates(spec, List.of(rates), 1, 200);
  }

  @Test
  void everyArmOnceUnderEveryRate() throws IOException {
    LearningRates search = search("drawn", .001, .2);
    ExperimentSpec all = search.search();
    assertThat(all.methods()).extracting(MethodChoice::label)
        .containsExactly(
            "vanilla (learningRate=0.001)", "vanilla (learningRate=0.2)",
            "dp-sgd (clippingNorm=1.0 rescale=true targetEpsilon=8.0 learningRate=0.001)",
            "dp-sgd (clippingNorm=1.0 rescale=true targetEpsilon=8.0 learningRate=0.2)");
    assertThat(all.conditions()).hasSize(1);
    assertThat(all.pools().encoderTrain()).isEqualTo(200);
    new Runner(all, HOME, folder, new RunListener() {}).run(new Provenance("test", Map.of()), false);
    List<Choice> choices = search.choose(folder);
    assertThat(choices).hasSize(2).allMatch(choice -> choice.accuracies().size() == 2);
    assertThat(choices.get(0).rate()).as("hardly trained at the other").contains(.2);
    assertThat(Files.readAllLines(folder.resolve("rates.csv"))).hasSize(5).anyMatch(line -> line.endsWith(",true"));
  }

  @Test
  void aTieGoesToTheLowerAndPrivateImagesAreRefused() {
    assertThat(new Choice(new Arm("a", ""), Map.of(.1, .9, .2, .9, .4, .8)).rate()).contains(.1);
    assertThat(new Choice(new Arm("a", ""), Map.of()).rate()).isEmpty();
    assertThatThrownBy(() -> search("mnist", .1, .2)).hasMessageContaining("dataset: expected a drawn one, which is public");
    assertThatThrownBy(() -> search("drawn", .2, .1)).hasMessageContaining("rates: expected two or more above 0, ascending");
  }
}

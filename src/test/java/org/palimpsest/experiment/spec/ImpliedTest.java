package org.palimpsest.experiment.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.palimpsest.Implied;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.train.TrainSpec;

/** A component that has its implied default is not written, and no other is left out. */
class ImpliedTest {

  private enum Colour {
    RED,
    GREEN
  }

  private record Inner(int a, Optional<Integer> b) {}

  private record Sample(
      @Implied("red") Colour colour,
      @Implied("0.5") double share,
      @Implied("null") Optional<Integer> count,
      @Implied("{\"a\":1,\"b\":null}") Inner inner,
      String always) {}

  private static final Inner USUAL = new Inner(1, Optional.empty());

  @Test
  void defaultsGoWithoutSaying() {
    assertThat(text(new Sample(Colour.RED, 0.5, Optional.empty(), USUAL, ""))).isEqualTo("{\"always\":\"\"}");
  }

  @Test
  void everythingElseIsWritten() {
    assertThat(text(new Sample(Colour.GREEN, 0.25, Optional.of(0), new Inner(1, Optional.of(2)), "null")))
        .isEqualTo("{\"always\":\"null\",\"colour\":\"green\",\"count\":0,\"inner\":{\"a\":1,\"b\":2},\"share\":0.25}");
  }

  @Test
  void ofOptimisersAdamAndNoMomentum() {
    TrainSpec adam = TrainSpec.PUBLISHED;
    assertThat(text(adam)).doesNotContain("optimiser", "momentum", "schedule", "patience", "stopBelow", "flip");
    TrainSpec sgd =
        new TrainSpec(
            adam.epochs(), adam.batchSize(), adam.learningRate(), adam.stepEvery(), adam.stepFactor(),
            adam.weightDecay(), adam.selection(), OptimiserSpec.Kind.SGD, 0.9);
    assertThat(text(sgd)).contains("\"momentum\":0.9", "\"optimiser\":\"sgd\"");
  }

  @Test
  void ofNetworksAWidthThatIsTheHeight() {
    assertThat(text(SimpleConvNet.PUBLISHED)).contains("\"imageSize\":28").doesNotContain("imageWidth");
  }

  private static String text(Object spec) {
    return SpecJson.tree(spec).toString();
  }
}

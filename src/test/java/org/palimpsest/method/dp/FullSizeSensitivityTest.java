package org.palimpsest.method.dp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.BatchImages;
import org.palimpsest.data.NoiseImages;
import org.palimpsest.method.HeadTraining;
import org.palimpsest.method.Method;
import org.palimpsest.method.PerImageModel;
import org.palimpsest.method.RUBi;
import org.palimpsest.method.Training;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.SmallConvNet;
import org.palimpsest.privacy.Clipping.FlatClipping;
import org.palimpsest.random.Seed;

/** What one image can do to a clipped sum, on the networks that experiments train. */
class FullSizeSensitivityTest {

  private static final Seed SEED = new Seed(14);
  private static final int IMAGES = 6;
  private static final double BOUND = 0.1;

  static Stream<Arguments> methodsAndNetworks() {
    NetworkSpec group =
        new SimpleConvNet(28, 3, SimpleConvNet.PUBLISHED.widths(), 7, Normalisation.GROUP, Bottleneck.RELU, 10);
    return Stream.of(new Vanilla(), new RUBi(1, HeadTraining.TRAINED, RUBi.Mask.LINEAR))
        .flatMap(method -> Stream.of(SmallConvNet.COLOUR, group).map(network -> Arguments.of(method, network)));
  }

  @ParameterizedTest
  @MethodSource("methodsAndNetworks")
  void oneImageMovesTheSumByNoMoreThanTheBound(Method method, NetworkSpec network) {
    double[] sum = clippedSum(method, network, -1);
    for (int left : new int[] {0, IMAGES - 1}) {
      double moved = DpFixture.distance(sum, clippedSum(method, network, left));
      assertThat(moved).isBetween(0.9 * BOUND, 1.001 * BOUND);
    }
  }

  private static double[] clippedSum(Method method, NetworkSpec network, int left) {
    OptimiserSpec optimiser = new OptimiserSpec(0);
    Encoder encoder = network.create(optimiser, SEED);
    BatchImages images = images();
    PerImageModel model =
        method.learner(encoder, new Training(images, optimiser, IMAGES, 0.1, SEED)).perImage().orElseThrow();
    int[] chosen = IntStream.range(0, IMAGES).filter(i -> i != left).toArray();
    double[] sum = new double[model.parameters()];
    new ImageGradients(model, 512, Optional.empty())
        .give(
            new DrawnBatches.Draw(0, chosen, images.batch().select(chosen)),
            new DpFixture.Summing(new FlatClipping(BOUND), sum));
    return sum;
  }

  private static BatchImages images() {
    return NoiseImages.of(SmallConvNet.COLOUR.input(), IMAGES, 10, 10, SEED);
  }
}

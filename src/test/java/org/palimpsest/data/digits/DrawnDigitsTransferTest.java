package org.palimpsest.data.digits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchOrder;
import org.palimpsest.data.Images;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Training;
import org.palimpsest.method.Vanilla;
import org.palimpsest.metric.Proportion;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Evaluator;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.random.Seed;

/** What a small network that has seen only drawn digits makes of MNIST. */
class DrawnDigitsTransferTest {

  private static final Seed SEED = new Seed(1);
  private static final double UNBIASED = 0.1;

  @Test
  void aSmallNetworkTrainedOnDrawnDigitsReadsMostOfMnist() {
    LabelledImages read = RealMnist.require().test().select(IntStream.range(0, 2000).toArray());
    LabelledImages drawn = new DrawnDigits(5000, 1, SEED.derive("digits")).train();
    SimpleConvNet network =
        new SimpleConvNet(28, 3, List.of(8, 16, 32, 64), 7, Normalisation.BATCH, Bottleneck.RELU, 10);
    Encoder encoder = network.create(new OptimiserSpec(1e-4), SEED.derive("init"));
    Images training = new ColouredBackground().inject(drawn, UNBIASED, SEED.derive("colours"));
    Learner learner =
        new Vanilla().learner(encoder, new Training(training, new OptimiserSpec(1e-4), 50, 2e-3, SEED));
    BatchOrder order = BatchOrder.shuffled(50, SEED.derive("order"));
    for (int epoch = 1; epoch <= 4; epoch++) {
      for (Batch batch : order.batches(training, epoch)) {
        learner.update(batch, epoch < 4 ? 2e-3 : 2e-4);
      }
    }
    Images testing = new ColouredBackground().inject(read, UNBIASED, SEED.derive("test colours"));
    int[] truth = IntStream.range(0, testing.size()).map(testing::target).toArray();
    Proportion accuracy = Proportion.agreement(new Evaluator(encoder, 250).predict(testing), truth);
    System.out.printf(
        "trained on 5,000 drawn digits, reads %.1f %% of 2,000 MNIST test digits%n", 100 * accuracy.value());
    assertThat(accuracy.value()).isGreaterThan(0.5);
  }
}

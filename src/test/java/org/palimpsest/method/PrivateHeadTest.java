package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.palimpsest.method.FiniteDifferences.labels;
import static org.palimpsest.method.FiniteDifferences.random;

import java.util.Arrays;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearEncoder;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.random.Seed;

/** LNL and IRENE. */
class PrivateHeadTest {

  private static final Seed SEED = new Seed(5);
  private static final OptimiserSpec OPTIMISER = new OptimiserSpec(1e-4);

  private final int[] targets = labels(9, 3, "targets");
  private final int[] privateAttributes = labels(9, 4, "private");
  private final Activations at = new Activations(random(9, 5, 1, "z"), random(9, 3, 2, "l"));

  @Test
  void gradientsThroughTheHead() {
    FiniteDifferences.check(new Lnl(0.7, 0.1).objective(head()), at, targets, privateAttributes);
    FiniteDifferences.check(new Irene(0.5, 1.3).objective(head()), at, targets, privateAttributes);
  }

  /** Attributes that a batch lacks. */
  @Test
  void gradientOfInformationWithEmptyRows() {
    int[] three = labels(9, 3, "private");
    FiniteDifferences.check(new Irene(0.5, 1.3).objective(head()), at, targets, three);
  }

  @Test
  void gradientOfTheHeadsOwnLoss() {
    DMatrixRMaj weights = random(4, 5, 0.5, "w");
    double[] bias = {0.1, -0.3, 0.2, 0};
    LinearHead head = new LinearHead("head", weights, bias, OPTIMISER);
    head.backward(PrivateHead.loss(head.forward(at.features()), privateAttributes).dLogits());
    double[] gradient = head.gradient();
    double step = 1e-6;
    for (int i = 0; i < 24; i++) {
      double[] losses = new double[2];
      for (int side = 0; side < 2; side++) {
        DMatrixRMaj moved = weights.copy();
        double[] movedBias = bias.clone();
        double change = side == 0 ? step : -step;
        if (i < 20) {
          moved.data[i] += change;
        } else {
          movedBias[i - 20] += change;
        }
        LinearHead other = new LinearHead("head", moved, movedBias, OPTIMISER);
        losses[side] = PrivateHead.loss(other.forward(at.features()), privateAttributes).loss();
      }
      assertThat(gradient[i]).isCloseTo((losses[0] - losses[1]) / (2 * step), within(1e-9));
    }
  }

  @Test
  void entropyByHand() {
    Lnl.NegativeEntropy half = Lnl.NegativeEntropy.of(new DMatrixRMaj(new double[][] {{0, 0}, {800, 0}}));
    assertThat(half.value()).isCloseTo(-Math.log(2) / 2, within(1e-15));
    assertThat(half.gradient().data).containsExactly(new double[4], within(1e-15));
    Lnl.NegativeEntropy tilted = Lnl.NegativeEntropy.of(new DMatrixRMaj(new double[][] {{Math.log(3), 0}}));
    assertThat(tilted.value()).isCloseTo(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25), within(1e-15));
    assertThat(tilted.gradient().data[0]).isCloseTo(0.75 * 0.25 * Math.log(3), within(1e-15));
  }

  @Test
  void informationIsOneForCertaintyAndZeroForIndependence() {
    int[] balanced = {0, 1, 2, 3, 0, 1, 2, 3};
    DMatrixRMaj certain = new DMatrixRMaj(8, 4);
    DMatrixRMaj permuted = new DMatrixRMaj(8, 4);
    for (int i = 0; i < 8; i++) {
      certain.set(i, balanced[i], 1000);
      permuted.set(i, 3 - balanced[i], 1000);
    }
    assertThat(Irene.MutualInformation.of(certain, balanced).value()).isCloseTo(1, within(1e-12));
    assertThat(Irene.MutualInformation.of(permuted, balanced).value()).isCloseTo(1, within(1e-12));
    DMatrixRMaj same = new DMatrixRMaj(8, 4);
    for (int i = 0; i < 8; i++) {
      System.arraycopy(new double[] {0.3, -2, 1, 0}, 0, same.data, 4 * i, 4);
    }
    Irene.MutualInformation independent = Irene.MutualInformation.of(same, balanced);
    assertThat(independent.value()).isCloseTo(0, within(1e-14));
    assertThat(independent.gradient().data).containsExactly(new double[32], within(1e-14));
  }

  /** Two attributes in shares 3/4 and 1/4, predicted by p = (.8, .2) and (.4, .6): from the definition. */
  @Test
  void informationByHand() {
    DMatrixRMaj logits = new DMatrixRMaj(4, 2);
    double[][] p = {{0.8, 0.2}, {0.8, 0.2}, {0.8, 0.2}, {0.4, 0.6}};
    for (int i = 0; i < 8; i++) {
      logits.data[i] = Math.log(p[i / 2][i % 2]);
    }
    double expected =
        0.6 * Math.log(0.6 / (0.75 * 0.7)) + 0.15 * Math.log(0.15 / (0.75 * 0.3))
            + 0.1 * Math.log(0.1 / (0.25 * 0.7)) + 0.15 * Math.log(0.15 / (0.25 * 0.3));
    double value = Irene.MutualInformation.of(logits, new int[] {0, 0, 0, 1}).value();
    assertThat(value).isCloseTo(expected / Math.log(2), within(1e-14));
  }

  /** What reaches the features does not move the head, and the head's own loss does not move the encoder. */
  @Test
  void ireneKeepsHeadAndEncoderApart() {
    Encoder encoder = encoder();
    Irene.Run mild = (Irene.Run) new Irene(0.5, 0).learner(encoder, training());
    Irene.Run strong = (Irene.Run) new Irene(0.5, 50).learner(encoder(), training());
    LinearHead alone = PrivateHead.create(encoder, training());
    DMatrixRMaj logits = alone.forward(encoder.evaluate(batch(12)).features());
    alone.backward(PrivateHead.loss(logits, batch(12).privateAttributes()).dLogits());
    alone.step(0.1);
    mild.update(batch(12), 0.1);
    strong.update(batch(12), 0.1);
    assertThat(mild.head().parameters()).isEqualTo(alone.parameters());
    assertThat(strong.head().parameters()).isEqualTo(alone.parameters());

    Encoder vanilla = encoder();
    Objective half =
        (activations, y, b) -> {
          LossAndGradient plain = new CrossEntropy().at(activations, y, b);
          Arrays.setAll(plain.dLogits().data, i -> 0.5 * plain.dLogits().data[i]);
          return plain;
        };
    new ObjectiveLearner(vanilla, half).update(batch(12), 0.1);
    assertThat(encoder.parameters()).isEqualTo(vanilla.parameters());
    assertThat(strong.encoder().parameters()).isNotEqualTo(vanilla.parameters());
  }

  /** The head follows its own cross-entropy at the features after the first step; reversed, the encoder goes up. */
  @Test
  void lnlTakesTwoSteps() {
    Encoder reference = encoder();
    LinearHead head = PrivateHead.create(reference, training());
    Batch batch = batch(12);
    Activations first = reference.train(batch);
    LossAndGradient hide = new Lnl().objective(head).at(first, batch.targets(), batch.privateAttributes());
    reference.backward(hide.dFeatures(), hide.dLogits());
    reference.step(0.1);
    Activations second = reference.train(batch);
    LossAndGradient own = PrivateHead.loss(head.forward(second.features()), batch.privateAttributes());
    DMatrixRMaj reversed = head.backward(own.dLogits());
    Arrays.setAll(reversed.data, i -> -0.1 * reversed.data[i]);
    reference.backward(reversed, new DMatrixRMaj(12, 3));
    reference.step(0.1);
    head.step(0.1);

    Lnl.Run learner = (Lnl.Run) new Lnl().learner(encoder(), training());
    Map<String, Double> terms = learner.update(batch, 0.1);
    assertThat(learner.encoder().parameters()).isEqualTo(reference.parameters());
    assertThat(learner.head().parameters()).isEqualTo(head.parameters());
    assertThat(terms.get("private_cross_entropy")).isEqualTo(own.loss());
    assertThat(terms.get("loss")).isEqualTo(terms.get("cross_entropy") - 0.01 * terms.get("private_entropy"));
  }

  @Test
  void reversalRaisesThePrivateLoss() {
    Lnl.Run learner = (Lnl.Run) new Lnl(0, 5).learner(encoder(), training());
    Lnl.Run without = (Lnl.Run) new Lnl(0, 0).learner(encoder(), training());
    double last = 0;
    double lastWithout = 0;
    for (int step = 0; step < 100; step++) {
      last = learner.update(batch(12), 0.02).get("private_cross_entropy");
      lastWithout = without.update(batch(12), 0.02).get("private_cross_entropy");
    }
    assertThat(last).isGreaterThan(lastWithout + 0.1);
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> new Lnl(-1, 0)).hasMessage("lambda: expected finite and at least 0, was -1.0");
    assertThatThrownBy(() -> new Lnl(0, Double.NaN)).hasMessage("reversal: expected finite and at least 0, was NaN");
    assertThatThrownBy(() -> new Irene(-1, 0)).hasMessage("alpha: expected finite and at least 0, was -1.0");
    assertThatThrownBy(() -> new Irene(0, -1)).hasMessage("gamma: expected finite and at least 0, was -1.0");
    assertThatThrownBy(() -> new Irene().objective(head()).at(at, targets, new int[8]))
        .hasMessage("privateAttributes: expected 9, one per image, was 8");
  }

  private static LinearHead head() {
    return new LinearHead("private-head", 5, 4, OPTIMISER, SEED);
  }

  private static Encoder encoder() {
    return new LinearEncoder.Spec(12, 5, 3, false).create(OPTIMISER, SEED);
  }

  private static Training training() {
    return new Training(new BatchImages(batch(12), 3, 4), OPTIMISER, 12, 0.1, SEED);
  }

  private static Batch batch(int size) {
    DMatrixRMaj values = random(size, 12, 0.5, "pixels");
    float[] pixels = new float[size * 12];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) values.data[i];
    }
    return new Batch(2, 2, 3, pixels, labels(size, 3, "targets"), labels(size, 4, "private"));
  }
}

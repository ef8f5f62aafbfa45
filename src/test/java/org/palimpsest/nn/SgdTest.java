package org.palimpsest.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.random.Seed;

/** Gradient descent with momentum against PyTorch's formula, computed by hand. */
class SgdTest {

  private static final SmallConvNet NETWORK = new SmallConvNet(16, 3, 4);
  private static final double DECAY = 0.01;
  private static final double MOMENTUM = 0.9;
  private static final OptimiserSpec SGD = OptimiserSpec.sgd(MOMENTUM, DECAY);
  private static final double[] RATES = {0.5, 0.5, 0.1, 0.1};

  @Test
  void encoder() {
    Encoder encoder = NETWORK.create(SGD, new Seed(1));
    float[] start = encoder.parameters();
    double[] expected = new double[start.length];
    double[] velocity = new double[start.length];
    for (int i = 0; i < start.length; i++) {
      expected[i] = start[i];
    }
    for (int step = 0; step < RATES.length; step++) {
      float[] gradient = gradient(start.length, step);
      encoder.gradient(gradient);
      encoder.step(RATES[step]);
      for (int i = 0; i < expected.length; i++) {
        velocity[i] = MOMENTUM * velocity[i] + gradient[i] + DECAY * expected[i];
        expected[i] -= RATES[step] * velocity[i];
      }
    }
    float[] actual = encoder.parameters();
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(2e-6));
    }
  }

  @Test
  void head() {
    LinearHead head = new LinearHead("head", new DMatrixRMaj(1, 1, true, 2), new double[] {0}, SGD);
    double[] expected = {2, 0};
    double[] velocity = new double[2];
    for (double rate : RATES) {
      head.forward(new DMatrixRMaj(1, 1, true, 3));
      head.backward(new DMatrixRMaj(1, 1, true, 0.5));
      head.step(rate);
      double[] gradient = {1.5, 0.5};
      for (int i = 0; i < 2; i++) {
        velocity[i] = MOMENTUM * velocity[i] + gradient[i] + DECAY * expected[i];
        expected[i] -= rate * velocity[i];
      }
    }
    assertThat((double) head.parameters()[0]).isCloseTo(expected[0], within(1e-6));
    assertThat((double) head.parameters()[1]).isCloseTo(expected[1], within(1e-6));
  }

  @Test
  void aCheckpointKeepsTheVelocity(@TempDir Path folder) throws IOException {
    Encoder whole = NETWORK.create(SGD, new Seed(1));
    descend(whole, 0, 3);
    whole.save(folder.resolve("encoder"));
    Encoder resumed = NETWORK.create(SGD, new Seed(2));
    resumed.restore(folder.resolve("encoder"));
    Encoder loaded = Encoder.load(folder.resolve("encoder"));
    descend(whole, 3, 6);
    descend(resumed, 3, 6);
    descend(loaded, 3, 6);
    assertThat(resumed.parameters()).isEqualTo(whole.parameters());
    assertThat(loaded.parameters()).isEqualTo(whole.parameters());
    Encoder adam = NETWORK.create(new OptimiserSpec(DECAY), new Seed(1));
    assertThatThrownBy(() -> adam.restore(folder.resolve("encoder")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("momentum");
  }

  @Test
  void specsOfAdamReadAsBefore() {
    assertThat(new OptimiserSpec(1e-4)).hasToString("OptimiserSpec[weightDecay=1.0E-4]");
    assertThat(SGD.toString()).contains("kind=SGD", "momentum=0.9");
    assertThatThrownBy(() -> new OptimiserSpec(0, OptimiserSpec.Kind.ADAM, 0.9))
        .hasMessage("momentum: expected 0 with adam, whose own is 0.9, was 0.9");
    assertThatThrownBy(() -> OptimiserSpec.sgd(1, 0)).hasMessage("momentum: expected in [0, 1), was 1.0");
  }

  private static void descend(Encoder encoder, int from, int to) {
    int length = encoder.parameters().length;
    for (int step = from; step < to; step++) {
      encoder.gradient(gradient(length, step));
      encoder.step(0.1);
    }
  }

  private static float[] gradient(int length, int step) {
    float[] gradient = new float[length];
    for (int i = 0; i < length; i++) {
      gradient[i] = (float) Math.sin(i + step);
    }
    return gradient;
  }
}

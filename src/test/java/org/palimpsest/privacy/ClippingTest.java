package org.palimpsest.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.privacy.Clipping.FlatClipping;
import org.palimpsest.privacy.Clipping.NormalisedClipping;
import org.palimpsest.random.Seed;

class ClippingTest {

  private static final int PARAMETERS = 30;
  private static final int EXAMPLES = 20;

  static List<Clipping> rules() {
    return List.of(
        new FlatClipping(0.8),
        LayerClipping.equal(0.8, List.of(10, 15, 5)),
        new LayerClipping(List.of(new LayerClipping.Layer(29, 0.1), new LayerClipping.Layer(1, 2))),
        new NormalisedClipping(0.8, 0.01));
  }

  /** Removing any one example moves the sum by no more than the sensitivity, NaN and infinity included. */
  @ParameterizedTest
  @MethodSource("rules")
  void sensitivity(Clipping clipping) {
    float[] gradients = gradients();
    gradients[3 * PARAMETERS + 4] = Float.NaN;
    gradients[5 * PARAMETERS + 4] = Float.POSITIVE_INFINITY;
    gradients[6 * PARAMETERS + 4] = Float.MAX_VALUE;
    for (int i = 0; i < PARAMETERS; i++) {
      gradients[7 * PARAMETERS + i] = 0;
    }
    double[] all = sum(clipping, gradients, -1);
    double most = 0;
    for (int left = 0; left < EXAMPLES; left++) {
      double moved = distance(all, sum(clipping, gradients, left));
      assertThat(moved).isLessThanOrEqualTo(clipping.sensitivity() * (1 + 1e-9));
      most = Math.max(most, moved);
      if (left == 3 || left == 5 || left == 7) {
        assertThat(moved).isZero();
      }
    }
    assertThat(most).isGreaterThan(0.1);
  }

  @Test
  void flatKeepsShortOnesAndDirections() {
    double[] sum = new double[2];
    assertThat(new FlatClipping(1).add(new float[] {0.3f, 0.4f, 3, 4}, 0, sum)).isEqualTo(1);
    assertThat(sum).containsExactly(0.3f, 0.4f);
    new FlatClipping(1).add(new float[] {0.3f, 0.4f, 3, 4}, 2, sum);
    assertThat(sum[0]).isEqualTo(0.9, within(1e-7));
    assertThat(sum[1]).isEqualTo(1.2, within(1e-7));
  }

  @Test
  void normalised() {
    double[] sum = new double[2];
    new NormalisedClipping(2, 0.5).add(new float[] {3, 4}, 0, sum);
    assertThat(sum[0]).isEqualTo(2 * 3 / 5.5, within(1e-12));
  }

  @Test
  void layersMustFit() {
    assertThatThrownBy(() -> LayerClipping.equal(1, List.of(2, 3)).add(new float[4], 0, new double[4]))
        .hasMessage("layers: expected 4 parameters, was 5");
    assertThatThrownBy(() -> new FlatClipping(0)).hasMessage("clippingNorm: expected above 0 and finite, was 0.0");
  }

  private static float[] gradients() {
    RandomGenerator random = new Seed(8).generator();
    float[] gradients = new float[EXAMPLES * PARAMETERS];
    for (int i = 0; i < gradients.length; i++) {
      gradients[i] = (float) (random.nextGaussian() * 0.03 * (i / PARAMETERS));
    }
    return gradients;
  }

  private static double[] sum(Clipping clipping, float[] gradients, int without) {
    double[] sum = new double[PARAMETERS];
    for (int example = 0; example < EXAMPLES; example++) {
      if (example != without) {
        clipping.add(gradients, example * PARAMETERS, sum);
      }
    }
    return sum;
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(squares);
  }
}

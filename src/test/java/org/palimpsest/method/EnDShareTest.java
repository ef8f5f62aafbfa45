package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.method.EnD.Pairs;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.random.Seed;

/** EnD's two terms as a share of the loss. */
class EnDShareTest {

  private static final int[] TARGETS = {0, 1, 0, 1, 0, 1, 1, 0};
  private static final int[] PRIVATE = {0, 0, 1, 1, 0, 1, 0, 1};

  private static Activations activations() {
    RandomGenerator random = new Seed(4).generator();
    DMatrixRMaj features = new DMatrixRMaj(8, 5);
    DMatrixRMaj logits = new DMatrixRMaj(8, 2);
    for (int i = 0; i < 8; i++) {
      double norm = 0;
      for (int j = 0; j < 5; j++) {
        features.set(i, j, random.nextGaussian());
        norm += features.get(i, j) * features.get(i, j);
      }
      for (int j = 0; j < 5; j++) {
        features.set(i, j, features.get(i, j) / Math.sqrt(norm));
      }
      logits.set(i, 0, random.nextGaussian());
    }
    return new Activations(features, logits);
  }

  private static LossAndGradient at(EnD method) {
    return method.objective().at(activations(), TARGETS, PRIVATE);
  }

  /** The factor has no gradient, so that the step is that of weights which are the factor's multiples. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.9})
  void isHeldAndStepsAsTheWeightsItComesTo(double share) {
    LossAndGradient held = at(new EnD(1, 3, Pairs.PUBLISHED, Optional.of(share)));
    double base = held.terms().get("cross_entropy");
    assertThat(held.terms().get("share")).isCloseTo(share, within(1e-12));
    assertThat(held.loss()).isCloseTo(base / (1 - share), within(1e-12));
    double weighted = held.terms().get("r_orthogonal") + 3 * held.terms().get("r_parallel");
    double factor = (held.loss() - base) / weighted;
    LossAndGradient given = at(new EnD(factor, 3 * factor, Pairs.PUBLISHED));
    assertThat(given.loss()).isCloseTo(held.loss(), within(1e-12));
    assertThat(given.terms()).doesNotContainKey("share");
    for (int i = 0; i < held.dFeatures().data.length; i++) {
      assertThat(held.dFeatures().data[i]).isCloseTo(given.dFeatures().data[i], within(1e-12));
    }
    assertThat(held.dLogits().data).isEqualTo(given.dLogits().data);
  }

  @Test
  void isNoneWhereThereAreNoPairs() {
    DMatrixRMaj one = new DMatrixRMaj(1, 2);
    one.data[0] = 1;
    LossAndGradient alone =
        new EnD(1, 1, Pairs.ALL, Optional.of(0.5)).objective()
            .at(new Activations(one, new DMatrixRMaj(1, 2)), new int[1], new int[1]);
    assertThat(alone.terms().get("share")).isZero();
    assertThat(alone.dFeatures().data).containsOnly(0);
  }

  @Test
  void isRefusedOutOfRangeOrWithoutWeights() {
    assertThatThrownBy(() -> new EnD(1, 1, Pairs.ALL, Optional.of(1.0)))
        .hasMessage("share: expected above 0 and below 1, was 1.0");
    assertThatThrownBy(() -> new EnD(0, 0, Pairs.ALL, Optional.of(0.1)))
        .hasMessage("share: expected none where alpha and beta are 0, was 0.1");
  }
}

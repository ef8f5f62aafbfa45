package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.palimpsest.method.FiniteDifferences.labels;
import static org.palimpsest.method.FiniteDifferences.random;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.example.LogitPenalty;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder.Activations;

class ObjectiveTest {

  private final int[] targets = labels(9, 3, "targets");
  private final int[] privateAttributes = labels(9, 3, "private");

  @Test
  void crossEntropyGradient() {
    Activations at = new Activations(random(9, 4, 1, "z"), random(9, 3, 3, "l"));
    FiniteDifferences.check(new CrossEntropy(), at, targets, privateAttributes);
  }

  @Test
  void crossEntropyByHandAndAtExtremes() {
    DMatrixRMaj logits = new DMatrixRMaj(new double[][] {{0, Math.log(3)}, {2000, -2000}});
    LossAndGradient at = new CrossEntropy().at(new Activations(null, logits), new int[] {1, 1}, new int[2]);
    assertThat(at.loss()).isCloseTo((Math.log(4.0 / 3) + 4000) / 2, within(1e-12));
    assertThat(at.dLogits().data).containsExactly(new double[] {0.125, -0.125, 0.5, -0.5}, within(1e-15));
  }

  @Test
  void crossEntropyRefusals() {
    Activations at = new Activations(null, new DMatrixRMaj(2, 3));
    assertThatThrownBy(() -> new CrossEntropy().at(at, new int[] {0, 3}, new int[2]))
        .hasMessage("targets[1]: expected 0..2, was 3");
    assertThatThrownBy(() -> new CrossEntropy().at(at, new int[3], new int[3]))
        .hasMessage("targets: expected 2, one per row of logits, was 3");
  }

  /** Off the sphere: the terms are functions of the features as given; products stay inside (-1, 1). */
  @ParameterizedTest
  @EnumSource(EnD.Pairs.class)
  void endGradient(EnD.Pairs pairs) {
    Activations at = new Activations(random(9, 4, 0.2, "z"), random(9, 3, 1, "l"));
    FiniteDifferences.check(new EnD(0.7, 1.3, pairs).objective(), at, targets, privateAttributes);
  }

  @ParameterizedTest
  @EnumSource(EnD.Pairs.class)
  void endGradientThroughTheNormalisation(EnD.Pairs pairs) {
    Activations at = new Activations(random(9, 4, 5, "z"), random(9, 3, 1, "l"));
    Objective objective = new UnitFeatures(new EnD(0.7, 1.3, pairs).objective());
    FiniteDifferences.check(objective, at, targets, privateAttributes);
  }

  @Test
  void gradientOfTheExample() {
    Activations at = new Activations(random(9, 4, 1, "z"), random(9, 3, 1, "l"));
    FiniteDifferences.check(new LogitPenalty(0.7).objective(), at, targets, privateAttributes);
  }

  @Test
  void unitFeaturesHasNoUseForScale() {
    Activations at = new Activations(random(9, 4, 5, "z"), random(9, 3, 1, "l"));
    Activations larger = new Activations(at.features().copy(), at.logits());
    Arrays.setAll(larger.features().data, i -> 8 * at.features().data[i]);
    Objective objective = new UnitFeatures(new EnD().objective());
    LossAndGradient small = objective.at(at, targets, privateAttributes);
    LossAndGradient large = objective.at(larger, targets, privateAttributes);
    assertThat(large.loss()).isCloseTo(small.loss(), within(1e-14));
    for (int i = 0; i < 36; i++) {
      assertThat(8 * large.dFeatures().data[i]).isCloseTo(small.dFeatures().data[i], within(1e-14));
    }
  }

  @Test
  void zeroFeaturesGiveNoNaN() {
    Activations at = new Activations(new DMatrixRMaj(9, 4), random(9, 3, 1, "l"));
    LossAndGradient zero = new UnitFeatures(new EnD().objective()).at(at, targets, privateAttributes);
    assertThat(zero.dFeatures().data).containsOnly(0);
    assertThat(zero.terms().get("r_parallel")).isEqualTo(0.5);
  }

  @Test
  void unitFeaturesLeavesAPlainLossAlone() {
    Activations at = new Activations(random(9, 4, 5, "z"), random(9, 3, 1, "l"));
    assertThat(new UnitFeatures(new CrossEntropy()).at(at, targets, privateAttributes).dFeatures()).isNull();
  }

  @ParameterizedTest
  @EnumSource(EnD.Pairs.class)
  void batchesWithoutPairs(EnD.Pairs pairs) {
    Objective objective = new EnD(1, 1, pairs).objective();
    Activations four = new Activations(unit(random(4, 3, 1, "z")), random(4, 3, 1, "l"));
    LossAndGradient allDifferent = objective.at(four, new int[] {0, 0, 1, 1}, new int[] {1, 0, 3, 2});
    assertThat(allDifferent.terms().get("r_orthogonal")).isZero();
    assertThat(allDifferent.terms().get("r_parallel")).isPositive();
    LossAndGradient singleColour = objective.at(four, new int[] {0, 0, 1, 1}, new int[4]);
    assertThat(singleColour.terms().get("r_orthogonal")).isPositive();
    assertThat(singleColour.terms().get("r_parallel")).isZero();
    LossAndGradient one =
        objective.at(
            new Activations(unit(random(1, 3, 1, "z")), random(1, 3, 1, "l")), new int[] {2}, new int[] {1});
    assertThat(one.loss()).isEqualTo(one.terms().get("cross_entropy"));
    assertThat(one.dFeatures().data).containsOnly(0);
    for (LossAndGradient at : new LossAndGradient[] {allDifferent, singleColour, one}) {
      assertThat(Double.isFinite(at.loss())).isTrue();
      assertThat(Arrays.stream(at.dFeatures().data).allMatch(Double::isFinite)).isTrue();
    }
  }

  /** Products outside [-1, 1] count as the bound and pass no gradient; those at the bound pass it. */
  @Test
  void clampOfThePublishedCode() {
    DMatrixRMaj features = new DMatrixRMaj(new double[][] {{2, 0}, {1, 0}});
    EnD.PairTerms outside = EnD.PairTerms.of(new EnD(1, 1, EnD.Pairs.ALL), features, new int[2], new int[2]);
    assertThat(outside.orthogonal()).isEqualTo(1);
    assertThat(outside.gradient().data).containsOnly(0);
    features.set(0, 0, 1);
    EnD.PairTerms bound = EnD.PairTerms.of(new EnD(1, 1, EnD.Pairs.ALL), features, new int[2], new int[2]);
    assertThat(bound.gradient().data).containsExactly(1, 0, 1, 0);
  }

  /** The definition, pair by pair. */
  @ParameterizedTest
  @EnumSource(EnD.Pairs.class)
  void slowTwin(EnD.Pairs pairs) {
    DMatrixRMaj z = unit(random(40, 6, 1, "z"));
    int[] y = labels(40, 4, "y");
    int[] b = labels(40, 5, "b");
    double[] sums = new double[5];
    int same = 0;
    double pulled = 0;
    int cross = 0;
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < i; j++) {
        double s = 0;
        for (int d = 0; d < 6; d++) {
          s += z.get(i, d) * z.get(j, d);
        }
        if (b[i] == b[j]) {
          sums[b[i]] += s;
          same++;
        }
        if (y[i] == y[j] && (b[i] < b[j] || pairs == EnD.Pairs.ALL && b[i] > b[j])) {
          pulled += (1 + s) / 2;
          cross++;
        }
      }
    }
    EnD.PairTerms terms = EnD.PairTerms.of(new EnD(1, 1, pairs), z, y, b);
    assertThat(terms.orthogonal()).isCloseTo(Arrays.stream(sums).map(Math::abs).sum() / same, within(1e-14));
    assertThat(terms.parallel()).isCloseTo(1 - pulled / cross, within(1e-14));
  }

  @Test
  void endRefusals() {
    assertThatThrownBy(() -> new EnD(-1, 0, EnD.Pairs.ALL))
        .hasMessage("alpha: expected finite and at least 0, was -1.0");
    assertThatThrownBy(() -> new EnD(0, Double.NaN, EnD.Pairs.ALL))
        .hasMessage("beta: expected finite and at least 0, was NaN");
    assertThatThrownBy(() -> new EnD(0, 0, null)).hasMessage("pairs: expected published or all, was nothing");
  }

  private static DMatrixRMaj unit(DMatrixRMaj matrix) {
    for (int i = 0; i < matrix.numRows; i++) {
      double squares = 0;
      for (int d = 0; d < matrix.numCols; d++) {
        squares += matrix.get(i, d) * matrix.get(i, d);
      }
      for (int d = 0; d < matrix.numCols; d++) {
        matrix.set(i, d, matrix.get(i, d) / Math.sqrt(squares));
      }
    }
    return matrix;
  }
}

package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.palimpsest.method.FiniteDifferences.labels;
import static org.palimpsest.method.FiniteDifferences.random;

import java.util.Arrays;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.nn.Activations;

class HsicTest {

  private static final double SIGMA = 1.7;

  /** The mean over all ordered quadruples of different images of Song et al.'s kernel: O(m^4). */
  @Test
  void unbiasedIsTheUStatistic() {
    DMatrixRMaj k = Hsic.Kernel.of(random(6, 3, 1, "x"), SIGMA).matrix();
    DMatrixRMaj l = Hsic.Kernel.of(random(6, 2, 1, "y"), SIGMA).matrix();
    double sum = 0;
    int quadruples = 0;
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 6; j++) {
        for (int q = 0; q < 6; q++) {
          for (int r = 0; r < 6; r++) {
            if (i != j && i != q && i != r && j != q && j != r && q != r) {
              sum += k.get(i, j) * (l.get(i, j) + l.get(q, r) - 2 * l.get(i, q));
              quadruples++;
            }
          }
        }
      }
    }
    double value = unbiased(random(6, 3, 1, "x"), random(6, 2, 1, "y")).value();
    assertThat(value).isCloseTo(sum / quadruples, within(1e-15)).isNotZero();
  }

  /** Entries off the diagonal lower by one, as in the published code, and the formula as it is printed. */
  @Test
  void thePublishedDiagonalMakesNoDifference() {
    DMatrixRMaj x = random(9, 3, 1, "x");
    DMatrixRMaj y = random(9, 2, 1, "y");
    double zeroed = printed(zeroDiagonal(x), zeroDiagonal(y));
    double published = printed(lowered(x), lowered(y));
    assertThat(published).isCloseTo(zeroed, within(1e-13));
    assertThat(unbiased(x, y).value()).isCloseTo(zeroed, within(1e-15));
  }

  /** tr(K H L H) / (m-1)^2 with every product written out. */
  @Test
  void biasedIsItsDefinition() {
    DMatrixRMaj x = random(9, 3, 1, "x");
    DMatrixRMaj y = random(9, 2, 1, "y");
    DMatrixRMaj h = CommonOps_DDRM.identity(9);
    CommonOps_DDRM.add(h, -1.0 / 9);
    DMatrixRMaj kh = CommonOps_DDRM.mult(Hsic.Kernel.of(x, SIGMA).matrix(), h, null);
    DMatrixRMaj lh = CommonOps_DDRM.mult(Hsic.Kernel.of(y, SIGMA).matrix(), h, null);
    double expected = CommonOps_DDRM.trace(CommonOps_DDRM.mult(kh, lh, null)) / 64;
    Hsic hsic = Hsic.of(ReBias.Estimator.BIASED, Hsic.Kernel.of(x, SIGMA), Hsic.Kernel.of(y, SIGMA));
    assertThat(hsic.value()).isCloseTo(expected, within(1e-15));
  }

  @ParameterizedTest
  @EnumSource(ReBias.Estimator.class)
  void gradients(ReBias.Estimator estimator) {
    int[] targets = labels(9, 3, "targets");
    Activations at = new Activations(random(9, 4, 1, "z"), random(9, 3, 3, "l"));
    Hsic.Kernel other = Hsic.Kernel.of(random(9, 5, 1, "other"), SIGMA);
    for (double weight : new double[] {40, -40}) {
      Objective objective = new ReBias.Independence(other, weight, ReBias.Bandwidth.UNIT, estimator);
      FiniteDifferences.check(objective, at, targets, targets);
    }
    Objective wide =
        (activations, y, b) -> {
          Hsic hsic = Hsic.of(estimator, Hsic.Kernel.of(activations.features(), SIGMA), other);
          DMatrixRMaj none = new DMatrixRMaj(9, 3);
          return new LossAndGradient(Map.of("loss", hsic.value()), hsic.gradient(), none);
        };
    FiniteDifferences.check(wide, at, targets, targets);
  }

  @ParameterizedTest
  @EnumSource(ReBias.Estimator.class)
  void isSymmetricAndSeesDependence(ReBias.Estimator estimator) {
    Hsic.Kernel x = Hsic.Kernel.of(random(64, 2, 1, "x"), 1);
    Hsic.Kernel y = Hsic.Kernel.of(random(64, 2, 1, "y"), 1);
    double value = Hsic.of(estimator, x, y).value();
    assertThat(Hsic.of(estimator, y, x).value()).isCloseTo(value, within(1e-16));
    assertThat(Hsic.of(estimator, x, x).value()).isGreaterThan(5 * Math.abs(value));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void batchesTooSmallCountAsIndependent(int size) {
    Hsic hsic = unbiased(random(size, 3, 1, "x"), random(size, 3, 1, "y"));
    assertThat(hsic.value()).isZero();
    assertThat(hsic.gradient().data).containsOnly(0);
    Hsic.Kernel alone = Hsic.Kernel.of(random(1, 3, 1, "x"), ReBias.Bandwidth.MEDIAN);
    assertThat(alone.sigma()).isEqualTo(1);
    assertThat(Hsic.of(ReBias.Estimator.BIASED, alone, alone).value()).isZero();
  }

  @Test
  void equalAndFarFeaturesGiveNoNaN() {
    DMatrixRMaj far = random(8, 3, 1e3, "far");
    for (ReBias.Bandwidth bandwidth : ReBias.Bandwidth.values()) {
      for (ReBias.Estimator estimator : ReBias.Estimator.values()) {
        Hsic.Kernel equal = Hsic.Kernel.of(new DMatrixRMaj(8, 3), bandwidth);
        Hsic hsic = Hsic.of(estimator, equal, Hsic.Kernel.of(far, bandwidth));
        assertThat(hsic.value()).isCloseTo(0, within(1e-15));
        assertThat(hsic.gradient().data).containsOnly(0);
        assertThat(Hsic.of(estimator, Hsic.Kernel.of(far, bandwidth), equal).gradient().data)
            .doesNotContain(Double.NaN);
      }
    }
  }

  @Test
  void medianOfTheDistances() {
    DMatrixRMaj points = new DMatrixRMaj(new double[][] {{0}, {1}, {3}});
    assertThat(Hsic.Kernel.of(points, ReBias.Bandwidth.MEDIAN).sigma()).isEqualTo(2);
    DMatrixRMaj more = new DMatrixRMaj(new double[][] {{0}, {1}, {3}, {7}});
    double expected = Math.sqrt((9.0 + 16) / 2);
    assertThat(Hsic.Kernel.of(more, ReBias.Bandwidth.MEDIAN).sigma()).isCloseTo(expected, within(1e-15));
    assertThat(Hsic.Kernel.of(more, ReBias.Bandwidth.MEDIAN).matrix().get(0, 2))
        .isCloseTo(Math.exp(-9 / 25.0), within(1e-15));
  }

  @Test
  void refusesBatchesOfDifferentSizes() {
    Hsic.Kernel four = Hsic.Kernel.of(random(4, 3, 1, "x"), 1);
    Hsic.Kernel five = Hsic.Kernel.of(random(5, 3, 1, "y"), 1);
    assertThatThrownBy(() -> Hsic.of(ReBias.Estimator.UNBIASED, four, five))
        .hasMessage("first: expected 5 images, as in second, was 4");
  }

  private static Hsic unbiased(DMatrixRMaj x, DMatrixRMaj y) {
    return Hsic.of(ReBias.Estimator.UNBIASED, Hsic.Kernel.of(x, SIGMA), Hsic.Kernel.of(y, SIGMA));
  }

  private static double printed(DMatrixRMaj k, DMatrixRMaj l) {
    int m = k.numRows;
    DMatrixRMaj kl = CommonOps_DDRM.mult(k, l, null);
    double sums = CommonOps_DDRM.elementSum(k) * CommonOps_DDRM.elementSum(l) / ((m - 1.0) * (m - 2.0));
    double cross = 2 * CommonOps_DDRM.elementSum(kl) / (m - 2.0);
    return (CommonOps_DDRM.trace(kl) + sums - cross) / (m * (m - 3.0));
  }

  private static DMatrixRMaj zeroDiagonal(DMatrixRMaj features) {
    DMatrixRMaj kernel = Hsic.Kernel.of(features, SIGMA).matrix();
    for (int i = 0; i < kernel.numRows; i++) {
      kernel.set(i, i, 0);
    }
    return kernel;
  }

  private static DMatrixRMaj lowered(DMatrixRMaj features) {
    DMatrixRMaj kernel = Hsic.Kernel.of(features, SIGMA).matrix();
    double[] diagonal = new double[kernel.numRows];
    Arrays.setAll(diagonal, i -> kernel.get(i, i));
    for (int i = 0; i < kernel.numRows; i++) {
      for (int j = 0; j < kernel.numCols; j++) {
        kernel.set(i, j, kernel.get(i, j) - diagonal[j]);
      }
    }
    return kernel;
  }
}

package org.palimpsest.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.random.Seed;

class NoiseTest {

  private static final double DEVIATION = 1.7;

  static List<Noise> sources() {
    return List.of(new SeededNoise(new Seed(4)), new SecureNoise());
  }

  /** The distribution of Kolmogorov's test, at one in a million for the one that changes from run to run. */
  @ParameterizedTest
  @MethodSource("sources")
  void isNormalOfTheRightScale(Noise noise) {
    double[] values = new double[20_000];
    noise.add(values, DEVIATION, 3);
    assertThat(pValue(values, DEVIATION)).isGreaterThan(1e-6);
    assertThat(pValue(values, DEVIATION * 2 / 3)).isLessThan(1e-9);
    assertThat(pValue(values, DEVIATION * 3 / 2)).isLessThan(1e-9);
  }

  @Test
  void stepsAreIndependentAndRepeatable() {
    Noise noise = new SeededNoise(new Seed(4));
    double[] third = drawn(noise, 3);
    double[] fourth = drawn(noise, 4);
    assertThat(drawn(new SeededNoise(new Seed(4)), 3)).isEqualTo(third);
    double product = 0;
    for (int i = 0; i < third.length; i++) {
      product += third[i] * fourth[i] / third.length;
    }
    assertThat(Math.abs(product)).isLessThan(4 / Math.sqrt(third.length));
    assertThat(drawn(new SeededNoise(new Seed(5)), 3)).isNotEqualTo(third);
    assertThat(drawn(new SecureNoise(), 3)).isNotEqualTo(drawn(new SecureNoise(), 3));
  }

  private static double[] drawn(Noise noise, long step) {
    double[] values = new double[5000];
    noise.add(values, 1, step);
    return values;
  }

  private static double pValue(double[] values, double deviation) {
    return new KolmogorovSmirnovTest().kolmogorovSmirnovTest(new NormalDistribution(0, deviation), values);
  }
}

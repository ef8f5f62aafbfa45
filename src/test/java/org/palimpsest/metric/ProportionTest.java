package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Function;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {

  /** scipy.stats.binomtest(k, n).proportion_ci(0.95, "exact"). */
  @ParameterizedTest
  @CsvSource({
    "29, 100, 0.2036, 0.3893",
    "0, 10, 0, 0.3085",
    "10, 10, 0.6915, 1",
    "1, 10, 0.0025, 0.4450",
    "5, 10, 0.1871, 0.8129"
  })
  void clopperPearson(int hits, int n, double low, double high) {
    Interval interval = new Proportion(hits, n).clopperPearson(0.95);
    assertThat(interval.low()).isCloseTo(low, within(5e-5));
    assertThat(interval.high()).isCloseTo(high, within(5e-5));
  }

  /** The ends solve the defining equations: a tail of 2.5 % beyond what was counted. */
  @ParameterizedTest
  @CsvSource({"3, 40", "17, 40", "39, 40", "996, 10000"})
  void clopperPearsonTailsAreTheBinomials(int hits, int n) {
    Interval interval = new Proportion(hits, n).clopperPearson(0.95);
    double below = new BinomialDistribution(n, interval.high()).cumulativeProbability(hits);
    double above = 1 - new BinomialDistribution(n, interval.low()).cumulativeProbability(hits - 1);
    assertThat(below).isCloseTo(0.025, within(1e-8));
    assertThat(above).isCloseTo(0.025, within(1e-8));
  }

  /** The ends solve |value - p| = z sqrt(p (1 - p) / n). */
  @ParameterizedTest
  @CsvSource({"3, 40", "17, 40", "39, 40", "996, 10000", "0, 12", "12, 12"})
  void wilsonSolvesTheScoreEquation(int hits, int n) {
    Proportion share = new Proportion(hits, n);
    Interval interval = share.wilson(0.95);
    for (double p : new double[] {interval.low(), interval.high()}) {
      double bound = 1.959963984540054 * Math.sqrt(p * (1 - p) / n);
      assertThat(Math.abs(share.value() - p)).isCloseTo(bound, within(1e-9));
    }
    assertThat(interval.contains(share.value())).isTrue();
  }

  @Test
  void coverageIsWhatIsPromised() {
    for (int n : new int[] {10, 50, 300}) {
      double wilson = 0;
      int grid = 97;
      for (int g = 1; g <= grid; g++) {
        double p = g / (grid + 1.0);
        assertThat(coverage(n, p, share -> share.clopperPearson(0.95))).isGreaterThanOrEqualTo(0.95);
        wilson += coverage(n, p, share -> share.wilson(0.95)) / grid;
      }
      assertThat(wilson).as("mean coverage of Wilson's interval at n = %d", n).isBetween(0.94, 0.97);
    }
  }

  /** The probability that the interval of a draw from Binomial(n, p) holds p: a sum over all outcomes. */
  private static double coverage(int n, double p, Function<Proportion, Interval> interval) {
    BinomialDistribution draws = new BinomialDistribution(n, p);
    double covered = 0;
    for (int hits = 0; hits <= n; hits++) {
      double probability = draws.probability(hits);
      if (probability > 1e-12 && interval.apply(new Proportion(hits, n)).contains(p)) {
        covered += probability;
      }
    }
    return covered;
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> new Proportion(0, 0)).hasMessage("n: expected at least 1, was 0");
    assertThatThrownBy(() -> new Proportion(5, 4)).hasMessage("hits: expected 0..4, was 5");
    assertThatThrownBy(() -> new Proportion(1, 4).wilson(95)).hasMessage("level: expected inside (0, 1), was 95.0");
    assertThatThrownBy(() -> Proportion.agreement(new int[2], new int[3]))
        .hasMessage("others: expected 2 labels, was 3");
    assertThatThrownBy(() -> new Interval(1, 0)).hasMessage("low: expected at most high = 0.0, was 1.0");
    assertThatThrownBy(() -> new Interval(Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}

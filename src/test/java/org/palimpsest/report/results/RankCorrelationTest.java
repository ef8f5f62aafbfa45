package org.palimpsest.report.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.palimpsest.metric.Interval;
import org.palimpsest.random.Seed;

class RankCorrelationTest {

  private static RankCorrelation of(double[] one, double[] other) {
    return RankCorrelation.of(one, other).orElseThrow();
  }

  @Test
  void orderAloneCounts() {
    double[] one = {.1, .2, .3, .9, 1};
    assertThat(of(one, new double[] {.97, .98, .981, .99, 1}).value()).isEqualTo(1);
    assertThat(of(one, new double[] {5, 4, 3, 2, 1}).value()).isCloseTo(-1, within(1e-12));
    // 1 - 6 * (1 + 1) / (5 * 24)
    assertThat(of(one, new double[] {2, 1, 3, 4, 5}).value()).isCloseTo(.9, within(1e-12));
  }

  @Test
  void tooFewMethodsOrNoOrderHaveNone() {
    assertThat(RankCorrelation.of(new double[] {1, 2}, new double[] {1, 2})).isEmpty();
    assertThat(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {1, 1, 1})).isEmpty();
    assertThat(of(new double[] {1, 2, 3, 4}, new double[] {1, 3, 2, 4}).interval()).isEmpty();
    assertThat(of(new double[] {1, 2, 3, 4, 5, 6}, new double[] {1, 2, 3, 4, 5, 6}).interval()).isEmpty();
  }

  /** By hand: z = 1.4722, error = sqrt(1.405 / 9) = 0.39511, so 0.6978 and 2.2466. */
  @Test
  void theIntervalIsThatOfBonettAndWright() {
    Interval interval = new RankCorrelation(.9, 12).interval().orElseThrow();
    assertThat(interval.low()).isCloseTo(Math.tanh(.69782), within(1e-4));
    assertThat(interval.high()).isCloseTo(Math.tanh(2.24662), within(1e-4));
    assertThat(new RankCorrelation(.9, 12).words()).isEqualTo("0.90 [0.60, 0.98]");
  }

  /** 2000 samples of 12 from a bivariate normal of correlation .8, whose rank correlation is 6 / pi asin(.4). */
  @Test
  void theIntervalHoldsTheTruthAboutAsOftenAsItSays() {
    double truth = 6 / Math.PI * Math.asin(.4);
    RandomGenerator random = new Seed(5).generator();
    int held = 0;
    int intervals = 0;
    for (int trial = 0; trial < 2000; trial++) {
      double[] one = new double[12];
      double[] other = new double[12];
      for (int i = 0; i < one.length; i++) {
        one[i] = random.nextGaussian();
        other[i] = .8 * one[i] + .6 * random.nextGaussian();
      }
      RankCorrelation found = of(one, other);
      if (found.interval().isPresent()) {
        intervals++;
        held += found.interval().get().contains(truth) ? 1 : 0;
      }
    }
    assertThat((double) held / intervals).isBetween(.92, .98);
  }
}

package org.palimpsest.privacy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.metric.Interval;
import org.palimpsest.random.Seed;

/** Few counts and many, rare ones and certain ones: what is bounded lies within as often as is said. */
class ParticipationsTest {

  @ParameterizedTest
  @CsvSource({
    "1, 0.0075, 10", "50, 1e-5, 1000", "200, 0.02, 20000", "3, 0.5, 7", "10, 0.999, 40", "1, 1, 5", "200, 1, 1000"
  })
  void theMeanOfCountsIsBinomial(long steps, double q, int examples) {
    Interval range = new Participations(steps, q).meanOf(examples, 0.999);
    int trials = Math.toIntExact(steps * examples);
    BinomialDistribution sum = new BinomialDistribution(trials, q);
    int least = (int) Math.round(range.low() * examples);
    int most = (int) Math.round(range.high() * examples);
    assertThat(sum.cumulativeProbability(least - 1)).isLessThanOrEqualTo(0.0005);
    assertThat(sum.cumulativeProbability(most)).isGreaterThanOrEqualTo(0.9995 - 1e-12);
    if (q < 1) {
      assertThat(sum.cumulativeProbability(least)).isGreaterThan(0.0005);
      assertThat(most == 0 ? 0 : sum.cumulativeProbability(most - 1)).isLessThan(0.9995);
    } else {
      assertThat(range).isEqualTo(new Interval(steps, steps));
    }
  }

  /** At 90 %, so that misses are many enough to be counted: 2,000 trials show more than 12 % once in 1,000 times. */
  @ParameterizedTest
  @CsvSource({"1, 0.0075, 10", "50, 1e-4, 20", "100, 0.05, 30", "3, 0.5, 7", "10, 0.99, 12", "20, 0.3, 400"})
  void theMeanSquareStaysWithin(int steps, double q, int examples) {
    Participations claimed = new Participations(steps, q);
    Interval range = claimed.squaresOf(examples, 0.9);
    RandomGenerator random = new Seed(4).generator();
    int outside = 0;
    for (int trial = 0; trial < 2000; trial++) {
      double squares = 0;
      for (int i = 0; i < examples; i++) {
        int count = 0;
        for (int step = 0; step < steps; step++) {
          count += random.nextDouble() < q ? 1 : 0;
        }
        squares += (count - claimed.mean()) * (count - claimed.mean()) / examples;
      }
      outside += range.contains(squares) ? 0 : 1;
    }
    assertThat(outside).isLessThan(240);
    assertThat(range.contains(claimed.variance())).isTrue();
  }

  /** As sharp as a normal interval of the same confidence, times 1.5, where counts are many. */
  @Test
  void manyCountsAreBoundedTightly() {
    Participations claimed = new Participations(200, 0.02);
    Interval range = claimed.squaresOf(20000, 0.999);
    double variance = claimed.variance();
    double fourth = variance * (1 + 3 * 198 * 0.02 * 0.98);
    double normal = 3.29 * Math.sqrt((fourth - variance * variance) / 20000);
    assertThat(range.high() - variance).isBetween(normal, 1.5 * normal);
    assertThat(variance - range.low()).isBetween(0.9 * normal, 1.5 * normal);
  }

  @Test
  void whatIsCertainHasNoRoom() {
    assertThat(new Participations(7, 1).squaresOf(3, 0.999)).isEqualTo(new Interval(0, 0));
  }
}

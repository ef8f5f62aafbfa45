package org.palimpsest.privacy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneRunAuditTest {

  /** ln(p / (1 - p)) with p = 0.05^(1/r). */
  @ParameterizedTest
  @CsvSource({"100, 3.49", "200, 4.19", "500, 5.11", "1000, 5.81", "2000, 6.50", "10000, 8.11"})
  void ceilings(int guesses, double epsilon) {
    assertThat(new OneRunAudit(guesses, guesses, 0).ceiling(0, 0.95)).isEqualTo(epsilon, within(0.006));
  }

  /** The definition, with a library's binomial and both loops written out. */
  @ParameterizedTest
  @CsvSource({"1000, 80, 60, 0.5, 1e-3", "500, 100, 99, 2, 1e-4", "300, 40, 20, 0, 1e-2", "50, 10, 0, 1, 0.1"})
  void pValues(int canaries, int guesses, int correct, double epsilon, double delta) {
    BinomialDistribution right = new BinomialDistribution(guesses, Math.exp(epsilon) / (1 + Math.exp(epsilon)));
    double atLeast = 1 - right.cumulativeProbability(correct - 1);
    double worst = 0;
    for (int i = 1; i <= correct; i++) {
      double between = 0;
      for (int k = correct - i; k < correct; k++) {
        between += right.probability(k);
      }
      worst = Math.max(worst, between / i);
    }
    assertThat(new OneRunAudit(canaries, guesses, correct).pValue(epsilon, delta))
        .isEqualTo(Math.min(1, atLeast + 2 * canaries * delta * worst), within(1e-10));
  }

  @Test
  void boundsAreWhereThePValueCrosses() {
    OneRunAudit audit = new OneRunAudit(1000, 200, 160);
    double bound = audit.lowerBound(1e-5, 0.95);
    assertThat(bound).isPositive().isLessThan(audit.ceiling(1e-5, 0.95)).isLessThan(Math.log(160 / 40.0));
    assertThat(audit.pValue(bound, 1e-5)).isEqualTo(0.05, within(1e-6));
    assertThat(new OneRunAudit(1000, 200, 100).lowerBound(1e-5, 0.95)).isZero();
  }

  @Test
  void guessesTheExtremes() {
    double[] scores = {5, 1, 4, 2, 3};
    boolean[] included = {true, false, false, true, true};
    assertThat(OneRunAudit.of(scores, included, 2, 1)).isEqualTo(new OneRunAudit(5, 3, 2));
    assertThatThrownBy(() -> OneRunAudit.of(scores, included, 4, 2)).hasMessageContaining("guesses: expected");
    assertThatThrownBy(() -> new OneRunAudit(5, 3, 4)).hasMessage("correct: expected in 0..3, was 4");
  }
}

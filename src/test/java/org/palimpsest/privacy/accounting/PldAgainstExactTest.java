package org.palimpsest.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.privacy.accounting.Pld.PldBound;

/** One step, whose delta has a closed form in both directions, at every delta from one half down. */
class PldAgainstExactTest {

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 0.5, 0.1, 0.01, 1e-4})
  void neverBelowTheExactValueAndNeverAboveItByMoreThanIsSaid(double q) {
    for (double sigma : new double[] {0.2, 0.5, 1, 2, 20}) {
      for (double delta : new double[] {0.5, 0.2, 0.05, 0.01, 2e-3, 1e-4, 1e-6}) {
        PldBound bound = new Pld().bound(List.of(new SubsampledGaussian(q, sigma, 1)), delta);
        String run = "q %s sigma %s delta %s: %s".formatted(q, sigma, delta, bound);
        assertThat(bound.epsilon()).as(run).isGreaterThanOrEqualTo(epsilon(q, sigma, delta) - 1e-9);
        double most = epsilon(q, sigma, delta * (1 - 1e-3)) + bound.error();
        assertThat(bound.epsilon()).as(run).isLessThanOrEqualTo(most + 1e-9);
      }
    }
  }

  /** Many steps at large deltas: a coarse mesh errs by no more than it says, and no finer one gives more. */
  @ParameterizedTest
  @CsvSource({"0.5, 0.7, 3, 0.4", "0.01, 0.5, 40, 0.05", "0.2, 0.3, 2, 0.3", "0.9, 2, 5, 0.1", "1e-3, 1, 900, 0.02"})
  void severalStepsAtLargeDeltas(double q, double sigma, long steps, double delta) {
    List<SubsampledGaussian> run = List.of(new SubsampledGaussian(q, sigma, steps));
    PldBound coarse = new Pld(5e-3).bound(run, delta);
    double fine = new Pld(2e-5).epsilon(run, delta * (1 - 1e-3));
    assertThat(coarse.epsilon()).isBetween(new Pld(2e-5).epsilon(run, delta) - 1e-9, fine + coarse.error() + 1e-9);
    if (coarse.epsilon() > 0) {
      assertThat(new Pld(5e-3).delta(run, coarse.epsilon())).isEqualTo(delta, within(1e-3 * delta));
    }
  }

  /** An example that is in no step but with a probability of delta. */
  @Test
  void whoHardlyEverTakesPartIsHidden() {
    assertThat(new Pld().bound(List.of(new SubsampledGaussian(1e-7, 0.01, 100)), 1e-5)).isEqualTo(new PldBound(0, 0, 0));
    assertThat(new Pld().epsilon(List.of(new SubsampledGaussian(1e-7, 0.01, 101)), 1e-5)).isPositive();
  }

  /** At the edge of what it takes, it still gives a number, above that of divergences by no more than its error. */
  @ParameterizedTest
  @CsvSource({"0.5, 0.002, 10, 1e-5", "0.01, 1, 1000, 1e-200", "0.3, 1e6, 1000000, 1e-9", "1e-9, 1, 1000000, 1e-5"})
  void theCornersAreAccountedFor(double q, double sigma, long steps, double delta) {
    List<SubsampledGaussian> run = List.of(new SubsampledGaussian(q, sigma, steps));
    PldBound bound = new Pld().bound(run, delta);
    assertThat(bound.epsilon()).isBetween(0.0, new Rdp().epsilon(run, delta) + bound.error());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.1 | 0.0019 | 1 | 1e-5 | noiseMultiplier: expected at least 0.002 for a privacy-loss distribution, was 0.0019",
        "0.1 | 1 | 1 | 1e-201 | delta: expected at least 1e-200 for a privacy-loss distribution, was 1.0E-201",
        "0.1 | 1 | 9007199254740992 | 1e-5 | pld: expected losses that spread over at most 2^20 points of a mesh",
      })
  void beyondThemItSaysWhy(double q, double sigma, long steps, double delta, String message) {
    List<SubsampledGaussian> run = List.of(new SubsampledGaussian(q, sigma, steps));
    assertThatThrownBy(() -> new Pld().bound(run, delta))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void theRecordOfStepsHasBoundsThatDoublesHold() {
    assertThatThrownBy(() -> new SubsampledGaussian(0.1, 1e-101, 1))
        .hasMessage("noiseMultiplier: expected 0 or in [1e-100, 1e100], was 1.0E-101");
    assertThatThrownBy(() -> new SubsampledGaussian(0.1, 1, (1L << 53) + 1))
        .hasMessage("steps: expected in 0..2^53, was 9007199254740993");
    assertThatThrownBy(() -> new SubsampledGaussian(Double.NaN, 1, 1))
        .hasMessage("samplingRate: expected in [0, 1], was NaN");
    for (double sigma : new double[] {1e-100, 1e-20, 1e20, 1e100}) {
      List<SubsampledGaussian> plain = List.of(new SubsampledGaussian(1, sigma, 1L << 53));
      assertThat(new Rdp().epsilon(plain, 1e-5)).isFinite();
      assertThat(new Pld().epsilon(plain, 1e-5)).isFinite();
      assertThat(new Rdp().epsilon(List.of(new SubsampledGaussian(0.5, sigma, 1L << 53)), 1e-5)).isFinite();
    }
  }

  /** The least epsilon with {@link #delta} at most {@code delta}. */
  private static double epsilon(double q, double sigma, double delta) {
    if (delta(q, sigma, 0) <= delta) {
      return 0;
    }
    double low = 0;
    double high = 700;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      if (delta(q, sigma, middle) > delta) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** The larger of P(S) - e^epsilon Q(S) and Q(S) - e^epsilon P(S) over all sets S. */
  private static double delta(double q, double sigma, double epsilon) {
    double scale = Math.exp(epsilon);
    double most = 0;
    if (scale > 1 - q) {
      double x = sigma * sigma * Math.log((scale - 1 + q) / q) + 0.5;
      most = (1 - q) * above(x / sigma) + q * above((x - 1) / sigma) - scale * above(x / sigma);
    }
    double ratio = Math.exp(-epsilon) - 1 + q;
    if (ratio > 0) {
      double x = sigma * sigma * Math.log(ratio / q) + 0.5;
      double p = (1 - q) * above(-x / sigma) + q * above((1 - x) / sigma);
      most = Math.max(most, above(-x / sigma) - scale * p);
    }
    return most;
  }

  private static double above(double z) {
    return Erf.erfc(z / Math.sqrt(2)) / 2;
  }
}

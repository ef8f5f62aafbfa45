package org.palimpsest.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.privacy.accounting.GaussianMoment.FractionalSeries;
import org.palimpsest.privacy.accounting.Pld.PldBound;
import org.palimpsest.random.Seed;

/**
 * Properties on random runs. Each holds order by order and mesh by mesh, so that what is cheap stands for what is not:
 * 2,000 runs go through {@link #RDP}, which has a few orders of each kind, and {@link #PLD}, which has a coarse mesh;
 * 200 go through the accountants as they are used.
 */
class AccountantPropertiesTest {

  private static final int CONFIGURATIONS = 2000;
  private static final int EXPENSIVE = 200;
  private static final int CALIBRATIONS = 300;
  private static final Rdp RDP =
      new Rdp(
          List.of(1.5, 2.2, 3.0, 4.6, 7.0, 10.0, 16.0, 32.0, 63.0, 128.0, 300.0, 1000.0),
          FractionalSeries.SIGNED,
          Conversion.IMPROVED);
  private static final Pld PLD = new Pld(5e-3);
  private static final Pld COARSE = new Pld(1e-3);

  record Run(double q, double sigma, long steps, double delta) {

    static Run random(int index) {
      RandomGenerator random = new Seed(3).derive(index).generator();
      return new Run(
          Math.exp(random.nextDouble(Math.log(1e-4), Math.log(0.3))),
          random.nextDouble(0.5, 6),
          (long) Math.exp(random.nextDouble(0, Math.log(3000))),
          Math.exp(random.nextDouble(Math.log(1e-9), Math.log(1e-3))));
    }

    /** Runs that cost less: less sampling, more noise, fewer steps, a larger delta. */
    List<Run> cheaper() {
      return List.of(
          new Run(q / 1.2, sigma, steps, delta),
          new Run(q, sigma * 1.1, steps, delta),
          new Run(q, sigma, (steps + 1) / 2, delta),
          new Run(q, sigma, steps, delta * 2));
    }

    List<SubsampledGaussian> events() {
      return List.of(new SubsampledGaussian(q, sigma, steps));
    }

    double epsilon(Accountant accountant) {
      return accountant.epsilon(events(), delta);
    }
  }

  @Test
  void rdpIsMonotoneInEachParameter() {
    forRuns(CONFIGURATIONS, i -> isMonotone(Run.random(i), RDP, 1e-9));
    forRuns(EXPENSIVE, i -> isMonotone(Run.random(i), new Rdp(), 1e-9));
  }

  @Test
  void pldIsMonotoneInEachParameter() {
    forRuns(CONFIGURATIONS, i -> isMonotone(Run.random(i), PLD, 1e-4));
  }

  /** In parallel: every run has a seed of its own. */
  private static void forRuns(int count, IntConsumer check) {
    IntStream.range(0, count).parallel().forEach(check);
  }

  private static void isMonotone(Run run, Accountant accountant, double relative) {
    double most = run.epsilon(accountant) * (1 + relative) + 1e-9;
    for (Run cheaper : run.cheaper()) {
      assertThat(cheaper.epsilon(accountant)).as("%s %s, %s", accountant, run, cheaper).isLessThanOrEqualTo(most);
    }
  }

  /** A finer mesh gives less, and not more than the stated error less; the finer one gives less than RDP. */
  @Test
  void pldErrsUpwardsAndByLessThanItSays() {
    forRuns(
        EXPENSIVE,
        i -> {
          Run run = Run.random(i);
          PldBound coarse = COARSE.bound(run.events(), run.delta());
          double fine = run.epsilon(new Pld());
          assertThat(coarse.epsilon()).as("%s", run).isBetween(fine * (1 - 1e-4), fine + coarse.error());
          assertThat(fine).as("%s", run).isLessThanOrEqualTo(run.epsilon(new Rdp()) + 1e-9);
        });
  }

  @Test
  void roundTrip() {
    forRuns(
        CONFIGURATIONS,
        i -> {
          Run run = Run.random(i);
          double pld = run.epsilon(PLD);
          if (pld > 0) {
            assertThat(PLD.delta(run.events(), pld)).as("%s", run).isEqualTo(run.delta(), within(1e-3 * run.delta()));
          }
          comesBack(run, RDP);
          if (i < EXPENSIVE) {
            comesBack(run, new Rdp());
          }
        });
  }

  private static void comesBack(Run run, Rdp rdp) {
    double epsilon = run.epsilon(rdp);
    if (epsilon > 0) {
      assertThat(rdp.delta(run.events(), epsilon)).as("%s", run).isEqualTo(run.delta(), within(1e-6 * run.delta()));
    }
  }

  /** Once with the same rate, which is put together, and once with almost the same, which is composed. */
  @Test
  void composition() {
    forRuns(
        CONFIGURATIONS,
        i -> {
          Run run = Run.random(i);
          SubsampledGaussian whole = new SubsampledGaussian(run.q(), run.sigma(), 2 * run.steps());
          SubsampledGaussian half = new SubsampledGaussian(run.q(), run.sigma(), run.steps());
          SubsampledGaussian almostHalf = new SubsampledGaussian(run.q() * (1 + 1e-10), run.sigma(), run.steps());
          assertThat(SubsampledGaussian.merged(List.of(half, half))).containsExactly(whole);
          for (Accountant accountant : List.of(PLD, RDP, new Gdp())) {
            double epsilon = accountant.epsilon(List.of(whole), run.delta());
            assertThat(accountant.epsilon(List.of(half, almostHalf), run.delta()))
                .as("%s %s", accountant, run)
                .isEqualTo(epsilon, within(1e-5 * epsilon + 1e-9));
          }
        });
  }

  /** The same events one by one and put together. */
  @Test
  void equalEventsAreOne() {
    for (Accountant accountant : List.of(new Pld(), new Rdp(), new Gdp())) {
      SubsampledGaussian half = new SubsampledGaussian(0.01, 1.1, 500);
      assertThat(accountant.epsilon(List.of(half, half), 1e-5))
          .isEqualTo(accountant.epsilon(List.of(new SubsampledGaussian(0.01, 1.1, 1000)), 1e-5));
    }
  }

  @Test
  void unsampledStepsComposeWithSampledOnes() {
    List<SubsampledGaussian> both = List.of(new SubsampledGaussian(1, 5, 2), new SubsampledGaussian(0.01, 1, 500));
    double epsilon = new Pld().epsilon(both, 1e-6);
    assertThat(epsilon)
        .isGreaterThan(new Pld().epsilon(both.subList(0, 1), 1e-6))
        .isGreaterThan(new Pld().epsilon(both.subList(1, 2), 1e-6))
        .isLessThan(new Rdp().epsilon(both, 1e-6));
    // A rate just below 1 is as good as 1, though it takes the other route.
    assertThat(new Pld().epsilon(List.of(new SubsampledGaussian(1 - 1e-12, 2, 10)), 1e-5))
        .isEqualTo(new Pld().epsilon(List.of(new SubsampledGaussian(1, 2, 10)), 1e-5), within(1e-4));
  }

  /** Divergences of a few orders for all, the privacy-loss distribution for every fifth. */
  @Test
  void calibrationNeverOvershoots() {
    forRuns(
        CALIBRATIONS,
        i -> {
          Run run = Run.random(i);
          double target = 0.2 + i % 60 / 10.0;
          calibrates(RDP, target, run);
          if (i % 5 == 0) {
            calibrates(PLD, target, run);
          }
        });
  }

  private static void calibrates(Accountant accountant, double target, Run run) {
    double sigma = Calibration.noiseMultiplier(accountant, target, run.delta(), run.q(), run.steps());
    Run calibrated = new Run(run.q(), sigma, run.steps(), run.delta());
    assertThat(calibrated.epsilon(accountant)).isLessThanOrEqualTo(target);
    Run less = new Run(run.q(), sigma * (1 - 2 * Calibration.TOLERANCE), run.steps(), run.delta());
    assertThat(less.epsilon(accountant)).as("%s %s", accountant, less).isGreaterThan(target);
    long steps = Calibration.steps(accountant, target, run.delta(), run.q(), sigma);
    assertThat(steps).isGreaterThanOrEqualTo(run.steps());
    assertThat(new Run(run.q(), sigma, steps, run.delta()).epsilon(accountant)).isLessThanOrEqualTo(target);
    assertThat(new Run(run.q(), sigma, steps + 1, run.delta()).epsilon(accountant)).isGreaterThan(target);
  }

  @Test
  void nothingReleasedCostsNothingAndNoNoiseEverything() {
    for (Accountant accountant : List.of(new Pld(), new Rdp(), new Gdp())) {
      assertThat(accountant.epsilon(List.of(), 1e-5)).isZero();
      assertThat(accountant.epsilon(List.of(new SubsampledGaussian(0, 1, 100)), 1e-5)).isZero();
      assertThat(accountant.epsilon(List.of(new SubsampledGaussian(0.1, 1, 0)), 1e-5)).isZero();
      assertThat(accountant.epsilon(List.of(new SubsampledGaussian(0.1, 0, 1)), 1e-5)).isInfinite();
      assertThat(accountant.epsilon(List.of(new SubsampledGaussian(0, 0, 1)), 1e-5)).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.01, 1, 1000, 1e-15", "0.01, 1, 1000, 1e-60", "0.01, 1, 1000, 0.5", "0.01, 0.05, 100, 1e-5",
    "0.5, 0.02, 10, 1e-5", "1e-7, 0.5, 1000000, 1e-9", "0.001, 300, 1000000, 1e-6", "0.999, 50, 1, 1e-6",
    "0.00001, 1, 1, 1e-5", "0.3, 20, 100000, 1e-6", "0.1, 0.1, 1, 1e-12"
  })
  void extremes(double q, double sigma, long steps, double delta) {
    Run run = new Run(q, sigma, steps, delta);
    double pld = run.epsilon(new Pld());
    assertThat(pld).isNotNegative().isFinite().isLessThanOrEqualTo(run.epsilon(new Rdp()) * (1 + 1e-6) + 1e-9);
    if (pld > 0 && delta > 1e-29) {
      assertThat(new Pld().delta(run.events(), pld)).isEqualTo(delta, within(0.02 * delta));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-0.1, 1, 1, 1e-5, samplingRate", "1.1, 1, 1, 1e-5, samplingRate", "NaN, 1, 1, 1e-5, samplingRate",
    "0.1, -1, 1, 1e-5, noiseMultiplier", "0.1, NaN, 1, 1e-5, noiseMultiplier", "0.1, 1, -1, 1e-5, steps",
    "0.1, 1, 1, 0, delta", "0.1, 1, 1, 1, delta", "0.1, 1, 1, NaN, delta"
  })
  void refuses(double q, double sigma, long steps, double delta, String name) {
    for (Accountant accountant : List.of(new Pld(), new Rdp(), new Gdp())) {
      assertThatThrownBy(() -> new Run(q, sigma, steps, delta).epsilon(accountant))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name + ": expected");
    }
  }
}

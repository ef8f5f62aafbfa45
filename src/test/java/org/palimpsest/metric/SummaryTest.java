package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.palimpsest.random.Seed;

class SummaryTest {

  /** t(0.975, 2) = 4.302652729911275; the mean of .1, .2, .6 is .3 and its sd sqrt(.07). */
  @Test
  void studentsIntervalOfThreeSeeds() {
    Summary summary = Summary.of(0.1, 0.2, 0.6);
    assertThat(summary.mean()).isCloseTo(0.3, within(1e-15));
    assertThat(summary.standardDeviation()).isCloseTo(Math.sqrt(0.07), within(1e-15));
    double half = 4.302652729911275 * Math.sqrt(0.07 / 3);
    Interval interval = summary.interval(0.95).orElseThrow();
    assertThat(interval.low()).isCloseTo(0.3 - half, within(1e-9));
    assertThat(interval.high()).isCloseTo(0.3 + half, within(1e-9));
  }

  @Test
  void oneValueHasNoInterval() {
    assertThat(Summary.of(0.4).interval(0.95)).isEmpty();
    assertThat(Summary.of(0.4).standardDeviation()).isNaN();
    assertThat(Summary.of(0.5, 0.5, 0.5).interval(0.95)).contains(new Interval(0.5, 0.5));
  }

  @Test
  void coverageOverSimulatedSeeds() {
    RandomGenerator random = new Seed(5).derive("coverage").generator();
    int trials = 20_000;
    int covered = 0;
    for (int trial = 0; trial < trials; trial++) {
      double[] values = random.doubles(4).map(u -> 0.7 + 0.1 * random.nextGaussian()).toArray();
      covered += Summary.of(values).interval(0.95).orElseThrow().contains(0.7) ? 1 : 0;
    }
    assertThat(covered / (double) trials).isCloseTo(0.95, within(4 * Math.sqrt(0.95 * 0.05 / trials)));
  }

  @Test
  void pairedDifferencesRemoveWhatPairsShare() {
    Summary summary = Summary.ofDifferences(new double[] {0.5, 0.7, 0.9}, new double[] {0.4, 0.6, 0.8});
    assertThat(summary.mean()).isCloseTo(0.1, within(1e-15));
    assertThat(summary.standardDeviation()).isCloseTo(0, within(1e-15));
  }

  @Test
  void refusals() {
    assertThatThrownBy(Summary::of).hasMessage("values: expected at least one, was none");
    assertThatThrownBy(() -> Summary.of(1, Double.NaN)).hasMessage("values[1]: expected a finite number, was NaN");
    assertThatThrownBy(() -> Summary.ofDifferences(new double[2], new double[1]))
        .hasMessage("b: expected 2 values, one per a, was 1");
  }
}

package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.random.Seed;

class StratifiedProportionTest {

  @Test
  void aMeanOfGroups() {
    StratifiedProportion share =
        new StratifiedProportion(List.of(new Proportion(3, 4), new Proportion(10, 20)), List.of(3.0, 1.0));
    assertThat(share.n()).isEqualTo(24);
    assertThat(share.weights()).containsExactly(0.75, 0.25);
    assertThat(share.value()).isEqualTo(0.75 * 0.75 + 0.25 * 0.5);
    assertThat(share.effectiveSize()).isEqualTo(1 / (0.75 * 0.75 / 4 + 0.25 * 0.25 / 20), within(1e-9));
  }

  /** By hand, at z = 1.96 of the level .95: each share is drawn to the mean by z^2 images. */
  @Test
  void theIntervalIsWilsonsAtTheSizeOfTheVariance() {
    StratifiedProportion share =
        new StratifiedProportion(List.of(new Proportion(9, 9), new Proportion(10, 20)), List.of(0.5, 0.5));
    double squared = 1.959963984540054 * 1.959963984540054;
    double first = (9 + squared * 0.75) / (9 + squared);
    double second = (10 + squared * 0.75) / (20 + squared);
    double variance = 0.25 * first * (1 - first) / 9 + 0.25 * second * (1 - second) / 20;
    Interval expected = Proportion.wilson(0.75, 0.75 * 0.25 / variance, 0.95);
    assertThat(share.interval(0.95).low()).isEqualTo(expected.low(), within(1e-9));
    assertThat(share.interval(0.95).high()).isEqualTo(expected.high(), within(1e-9));
  }

  @Test
  void noneAndAllKeepAWidthAndOneGroupIsWilsons() {
    List<Double> halves = List.of(0.5, 0.5);
    StratifiedProportion none = new StratifiedProportion(List.of(new Proportion(0, 9), new Proportion(0, 40)), halves);
    StratifiedProportion all = new StratifiedProportion(List.of(new Proportion(9, 9), new Proportion(40, 40)), halves);
    assertThat(none.value()).isZero();
    assertThat(all.value()).isEqualTo(1);
    assertThat(none.interval(0.95)).isEqualTo(Proportion.wilson(0, none.effectiveSize(), 0.95));
    assertThat(all.interval(0.95)).isEqualTo(Proportion.wilson(1, all.effectiveSize(), 0.95));
    assertThat(none.interval(0.95).high()).isBetween(0.05, 0.2);
    StratifiedProportion one = StratifiedProportion.of(new Proportion(3, 7));
    assertThat(one.interval(0.9)).isEqualTo(new Proportion(3, 7).wilson(0.9));
    assertThat(one.effectiveSize()).isEqualTo(7);
  }

  /** That 600 trials of an interval that covers 91 % show less than 88 % happens once in 100 times. */
  @ParameterizedTest
  @CsvSource({"4, 30, 0.9", "20, 9, 0.97", "10, 12, 0.5"})
  void theIntervalCovers(int groups, int size, double usual) {
    int covered = 0;
    for (int trial = 0; trial < 600; trial++) {
      RandomGenerator random = new Seed(6).derive(trial).generator();
      List<Proportion> strata = new ArrayList<>();
      List<Double> weights = new ArrayList<>();
      double truth = 0;
      for (int g = 0; g < groups; g++) {
        double share = g % 2 == 0 ? usual : 1 - (1 - usual) / 2;
        int hits = (int) random.doubles(size).filter(u -> u < share).count();
        strata.add(new Proportion(hits, size));
        weights.add(1.0);
        truth += share / groups;
      }
      covered += new StratifiedProportion(strata, weights).interval(0.95).contains(truth) ? 1 : 0;
    }
    assertThat(covered).isGreaterThan(528);
  }

  @Test
  void refusals() {
    Proportion half = new Proportion(1, 2);
    assertThatThrownBy(() -> new StratifiedProportion(List.of(), List.of())).hasMessage("strata: expected at least one, was none");
    assertThatThrownBy(() -> new StratifiedProportion(List.of(half), List.of(1.0, 1.0)))
        .hasMessage("weights: expected 1, one per stratum, was 2");
    assertThatThrownBy(() -> new StratifiedProportion(List.of(half), List.of(0.0)))
        .hasMessage("weights: expected finite and above 0, was 0.0");
    StratifiedProportion two = new StratifiedProportion(List.of(half, half), List.of(1.0, 1.0));
    assertThatThrownBy(() -> two.interval(1)).hasMessage("level: expected inside (0, 1), was 1.0");
  }
}

package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.random.Seed;

class RocTest {

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0.3", "3, 1", "4, 4"})
  void areaAndCurveAreThoseOfBruteForce(long seed, double shift) {
    RandomGenerator random = new Seed(seed).generator();
    double[] members = random.doubles(57, 0, 10).map(x -> Math.floor(x + shift)).toArray();
    double[] others = random.doubles(83, 0, 10).map(Math::floor).toArray();
    Roc roc = new Roc(members, others);
    double wins = 0;
    for (double m : members) {
      for (double n : others) {
        wins += m > n ? 1 : m == n ? 0.5 : 0;
      }
    }
    assertThat(roc.auc()).isCloseTo(wins / 57 / 83, within(1e-12));
    for (double rate : new double[] {0, 0.01, 0.05, 0.2, 0.5, 0.9, 1}) {
      assertThat(roc.truePositives(rate).hits()).isEqualTo(bruteTruePositives(members, others, rate));
    }
    double best = 0;
    for (double threshold = -1; threshold < 15; threshold += 0.5) {
      best = Math.max(best, balanced(roc, threshold));
    }
    assertThat(balanced(roc, roc.bestThreshold())).isEqualTo(best);
  }

  private static double balanced(Roc roc, double threshold) {
    return (roc.members(threshold).value() + roc.nonMembers(threshold).value()) / 2;
  }

  /** Over thresholds between and outside of all scores, which are whole. */
  private static int bruteTruePositives(double[] members, double[] others, double rate) {
    int best = 0;
    for (double threshold = -0.5; threshold < 16; threshold++) {
      int falsePositives = 0;
      int truePositives = 0;
      for (double n : others) {
        falsePositives += n > threshold ? 1 : 0;
      }
      for (double m : members) {
        truePositives += m > threshold ? 1 : 0;
      }
      if (falsePositives <= rate * others.length) {
        best = Math.max(best, truePositives);
      }
    }
    return best;
  }

  @Test
  void lowFalsePositiveRatesOnScoresMadeByHand() {
    double[] others = new double[1000];
    for (int i = 0; i < 1000; i++) {
      others[i] = i;
    }
    double[] members = {10, 500, 989.5, 990, 998.5, 998.9, 999, 999.5, 2000, 3000};
    Roc roc = new Roc(members, others);
    assertThat(roc.truePositives(0)).isEqualTo(new Proportion(3, 10));
    assertThat(roc.truePositives(0.0009)).isEqualTo(new Proportion(3, 10));
    assertThat(roc.truePositives(0.001)).isEqualTo(new Proportion(6, 10));
    assertThat(roc.truePositives(0.01)).isEqualTo(new Proportion(8, 10));
    assertThat(roc.truePositives(1)).isEqualTo(new Proportion(10, 10));
  }

  /** Ties at the threshold are nobody's gain. */
  @Test
  void equalScoresAreChance() {
    Roc roc = new Roc(new double[] {1, 1, 1}, new double[] {1, 1});
    assertThat(roc.auc()).isEqualTo(0.5);
    assertThat(roc.truePositives(0.5).hits()).isZero();
    assertThat(balanced(roc, roc.bestThreshold())).isEqualTo(0.5);
  }

  @Test
  void infiniteScoresAreScores() {
    Roc roc = new Roc(new double[] {Double.POSITIVE_INFINITY, 0}, new double[] {Double.NEGATIVE_INFINITY, 0});
    assertThat(roc.auc()).isEqualTo(0.875);
  }

  @Test
  void perfectSeparationKeepsAnInterval() {
    Interval interval = new Roc(new double[] {4, 5, 6, 7}, new double[] {0, 1, 2, 3}).aucInterval(0.95);
    assertThat(interval.high()).isEqualTo(1);
    assertThat(interval.low()).isBetween(0.3, 0.9);
    Interval worst = new Roc(new double[] {0, 1, 2, 3}, new double[] {4, 5, 6, 7}).aucInterval(0.95);
    assertThat(worst.low()).isZero();
    assertThat(worst.high()).isCloseTo(1 - interval.low(), within(1e-9));
  }

  /** Normal scores apart by d have the area Phi(d / sqrt 2). */
  @ParameterizedTest
  @CsvSource({"0, 0.5", "1, 0.7602499", "2, 0.9213504"})
  void theIntervalCovers(double shift, double area) {
    int covered = 0;
    int trials = 600;
    for (int trial = 0; trial < trials; trial++) {
      RandomGenerator random = new Seed(77).derive(trial).generator();
      double[] members = new double[60];
      double[] others = new double[40];
      for (int i = 0; i < 60; i++) {
        members[i] = random.nextGaussian() + shift;
      }
      for (int i = 0; i < 40; i++) {
        others[i] = random.nextGaussian();
      }
      covered += new Roc(members, others).aucInterval(0.95).contains(area) ? 1 : 0;
    }
    Interval coverage = new Proportion(covered, trials).clopperPearson(0.999);
    assertThat(coverage.high()).isGreaterThan(0.95);
    assertThat((double) covered / trials).isLessThan(0.995);
  }

  /**
   * Normal scores apart by d: the share found at the threshold that a share r of the others exceeds is Phi(d - z(1 -
   * r)). With few others the threshold is the larger part of what is not known. Coverage is 95 % at least; that 600
   * trials show less than 92.5 % then happens once in 500.
   */
  @ParameterizedTest
  @CsvSource({"0, 0.01, 2000", "0, 0.1, 60", "1, 0.05, 200", "3, 0.01, 400", "0, 0.5, 11", "-2, 0.02, 300"})
  void theIntervalOfTruePositivesCovers(double shift, double rate, int n) {
    NormalDistribution normal = new NormalDistribution();
    double truth = normal.cumulativeProbability(shift - normal.inverseCumulativeProbability(1 - rate));
    int covered = 0;
    int trials = 600;
    for (int trial = 0; trial < trials; trial++) {
      RandomGenerator random = new Seed(78).derive(trial).generator();
      double[] members = random.doubles(n, 0, 1).map(u -> normal.inverseCumulativeProbability(u) + shift).toArray();
      double[] others = random.doubles(n, 0, 1).map(normal::inverseCumulativeProbability).toArray();
      Roc roc = new Roc(members, others);
      Interval interval = roc.truePositivesInterval(rate, 0.95);
      covered += interval.contains(truth) ? 1 : 0;
      assertThat(interval.contains(roc.truePositives(rate).value())).isTrue();
    }
    assertThat((double) covered / trials).isGreaterThan(0.925);
  }

  /** Two thresholds and four tails, from their definitions. */
  @Test
  void theIntervalOfTruePositivesIsMadeOfOrderStatistics() {
    double[] others = new double[400];
    double[] members = new double[300];
    Arrays.setAll(others, i -> i);
    Arrays.setAll(members, i -> 1.5 * i);
    Roc roc = new Roc(members, others);
    BinomialDistribution exceeding = new BinomialDistribution(400, 0.1);
    int fewer = 0;
    while (1 - exceeding.cumulativeProbability(fewer) >= 1 - 0.0125) {
      fewer++;
    }
    int more = 1;
    while (1 - exceeding.cumulativeProbability(more - 1) > 0.0125) {
      more++;
    }
    double high = others[400 - fewer];
    double low = others[400 - more];
    int least = (int) Arrays.stream(members).filter(m -> m > high).count();
    int most = (int) Arrays.stream(members).filter(m -> m >= low).count();
    Interval interval = roc.truePositivesInterval(0.1, 0.95);
    assertThat(interval.low()).isEqualTo(new Proportion(least, 300).clopperPearson(0.975).low(), within(1e-9));
    assertThat(interval.high()).isEqualTo(new Proportion(most, 300).clopperPearson(0.975).high(), within(1e-9));
  }

  @Test
  void theIntervalOfTruePositivesIsWholeWhereNothingIsKnown() {
    Roc few = new Roc(new double[] {1, 2, 3, 4}, new double[] {0, 0, 0, 0});
    assertThat(few.truePositivesInterval(0.01, 0.95).low()).isZero();
    assertThat(few.truePositivesInterval(1, 0.95).high()).isEqualTo(1);
    Roc equal = new Roc(new double[50], new double[50]);
    assertThat(equal.truePositivesInterval(0.1, 0.95)).isEqualTo(new Interval(0, 1));
  }

  /**
   * What is estimated is the balanced accuracy, in the population, at the two thresholds that were chosen. Simulated, as
   * there is no exact interval of the mean of two shares.
   */
  @ParameterizedTest
  @CsvSource({"0, 12", "0, 100", "1.5, 40", "9, 10"})
  void theIntervalOfBalancedAccuracyCovers(double shift, int n) {
    NormalDistribution normal = new NormalDistribution();
    int covered = 0;
    int trials = 600;
    for (int trial = 0; trial < trials; trial++) {
      RandomGenerator random = new Seed(79).derive(trial).generator();
      double[] members = random.doubles(n, 0, 1).map(u -> normal.inverseCumulativeProbability(u) + shift).toArray();
      double[] others = random.doubles(n, 0, 1).map(normal::inverseCumulativeProbability).toArray();
      double truth = 0;
      for (int half = 0; half < 2; half++) {
        double threshold = new Roc(every(members, half), every(others, half)).bestThreshold();
        double found = 1 - normal.cumulativeProbability(threshold - shift);
        truth += (found + normal.cumulativeProbability(threshold)) / 4;
      }
      Measurement row = Membership.balancedAccuracy(members, others);
      covered += row.low() <= truth && truth <= row.high() ? 1 : 0;
    }
    assertThat((double) covered / trials).isGreaterThan(0.925);
  }

  private static double[] every(double[] scores, int half) {
    return IntStream.range(0, scores.length).filter(i -> i % 2 == half).mapToDouble(i -> scores[i]).toArray();
  }

  @Test
  void refusesWhatHasNoOrder() {
    assertThatThrownBy(() -> new Roc(new double[] {1, Double.NaN}, new double[] {1, 2}))
        .hasMessage("members[1]: expected a number, was NaN");
    assertThatThrownBy(() -> new Roc(new double[] {1, 2}, new double[] {1}))
        .hasMessage("nonMembers: expected at least 2 scores, was 1");
    Roc roc = new Roc(new double[] {1, 2}, new double[] {1, 2});
    assertThatThrownBy(() -> roc.truePositives(1.1))
        .hasMessage("falsePositiveRate: expected in [0, 1], was 1.1");
  }

  @Test
  void rowsHaveTheRatesThatCanBeMeasured() {
    double[] scores = new Seed(5).generator().doubles(1000).toArray();
    List<Measurement> rows = Membership.measurements(scores, scores);
    assertThat(rows)
        .extracting(Measurement::metric)
        .startsWith("membership_auc", "membership_balanced_accuracy", "membership_tpr_at_fpr_0.001")
        .contains("membership_tpr_at_fpr_0.01")
        .doesNotContain("membership_tpr_at_fpr_0.0005");
    assertThat(rows.get(0).value()).isEqualTo(0.5);
    for (Measurement row : rows) {
      assertThat(row.low()).isLessThanOrEqualTo(row.value());
      assertThat(row.high()).isGreaterThanOrEqualTo(row.value());
    }
  }

  /** The mean of 3 of 4 and 2 of 4 at thresholds from the other halves, and MOVER by hand. */
  @Test
  void balancedAccuracyByHand() {
    double[] members = {5, 6, 1, 7};
    double[] others = {2, 0, 6.5, 0};
    Measurement row = Membership.balancedAccuracy(members, others);
    double first = new Roc(new double[] {6, 7}, new double[] {0, 0}).bestThreshold();
    double second = new Roc(new double[] {5, 1}, new double[] {2, 6.5}).bestThreshold();
    int hits = above(first, 5, 1) + above(second, 6, 7);
    int cleared = 4 - above(first, 2, 6.5) - above(second, 0, 0);
    Proportion found = new Proportion(hits, 4);
    Proportion right = new Proportion(cleared, 4);
    double value = (found.value() + right.value()) / 2;
    assertThat(row.value()).isEqualTo(value);
    Interval a = found.wilson(0.95);
    Interval b = right.wilson(0.95);
    assertThat(row.low()).isEqualTo(value - Math.hypot(found.value() - a.low(), right.value() - b.low()) / 2, within(1e-12));
    assertThat(row.high()).isEqualTo(value + Math.hypot(a.high() - found.value(), b.high() - right.value()) / 2, within(1e-12));
    assertThat(row.n()).isEqualTo(8);
    assertThat(Membership.auc("all", new Roc(members, others)).n()).isEqualTo(8);
  }

  private static int above(double threshold, double... scores) {
    return (int) Arrays.stream(scores).filter(score -> score > threshold).count();
  }

  @Test
  void ratesAreNamedAsPeopleWriteThem() {
    assertThat(Membership.RATES.stream().map(Membership::name))
        .startsWith("0.0001", "0.0002", "0.0005", "0.001")
        .endsWith("0.1", "0.2", "0.5");
  }

  /** A threshold chosen on the images it is judged on would score well above one half here. */
  @Test
  void balancedAccuracyIsNotFlattered() {
    double sum = 0;
    for (int trial = 0; trial < 200; trial++) {
      RandomGenerator random = new Seed(8).derive(trial).generator();
      sum += Membership.balancedAccuracy(random.doubles(20).toArray(), random.doubles(20).toArray()).value();
    }
    assertThat(sum / 200).isCloseTo(0.5, within(0.02));
  }
}

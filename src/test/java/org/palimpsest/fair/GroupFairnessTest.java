package org.palimpsest.fair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;

class GroupFairnessTest {

  private static final Seed SEED = new Seed(11);

  /** The example in fairlearn's documentation: five answers of each of two groups. */
  @Test
  void fairlearnsExample() {
    GroupCounts counts =
        GroupCounts.of(
            new int[] {0, 1, 1, 1, 1, 0, 0, 0, 1, 1}, new int[] {1, 1, 1, 1, 1, 0, 0, 1, 1, 0},
            new int[] {0, 0, 0, 0, 0, 1, 1, 1, 1, 1}, 2, 2);
    assertThat(counts.selected(0, 1).orElseThrow().value()).isEqualTo(.8);
    assertThat(counts.selected(1, 1).orElseThrow().value()).isEqualTo(.4);
    assertThat(counts.accuracy(0).orElseThrow()).isEqualTo(new Proportion(4, 5));
    assertThat(counts.accuracy(1).orElseThrow()).isEqualTo(new Proportion(3, 5));
    assertThat(counts.parityMax(0, 1).orElseThrow()).isCloseTo(.4, within(1e-12));
    assertThat(counts.parityTotalVariation(0, 1).orElseThrow()).isCloseTo(.4, within(1e-12));
    // Group 0 has no image of class 0: nothing is known of its false positives there.
    assertThat(counts.falsePositives(0, 1)).isEmpty();
    assertThat(counts.opportunityMax(0, 1).orElseThrow()).isCloseTo(.3, within(1e-12));
    assertThat(counts.oddsMax(0, 1).orElseThrow()).isCloseTo(.3, within(1e-12));
  }

  /** Twelve answers of three classes, worked out by hand. */
  @Test
  void threeClassesByHand() {
    int[] truth = {0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2};
    int[] said = {0, 0, 1, 1, 2, 0, 0, 1, 1, 2, 2, 2};
    int[] group = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
    GroupCounts counts = GroupCounts.of(said, truth, group, 3, 2);
    // Answers: group 0 has 3, 2, 1 of the classes, group 1 has 1, 2, 3.
    assertThat(counts.parityMax(0, 1).orElseThrow()).isCloseTo(2 / 6.0, within(1e-12));
    assertThat(counts.parityTotalVariation(0, 1).orElseThrow()).isCloseTo(2 / 6.0, within(1e-12));
    // True positives: 1, 1, 1/2 and 1/2, 1/2, 1.
    assertThat(counts.opportunityMean(0, 1)).contains(.5);
    assertThat(counts.opportunityMax(0, 1)).contains(.5);
    // False positives: 1/4, 0, 0 and 0, 1/4, 1/4.
    assertThat(counts.oddsMax(0, 1)).contains(.5);
    int[] swapped = Arrays.stream(group).map(g -> 1 - g).toArray();
    GroupCounts other = GroupCounts.of(said, truth, swapped, 3, 2);
    assertThat(other.oddsMax(0, 1)).isEqualTo(counts.oddsMax(0, 1));
    int[] twice = IntStream.range(0, 24).map(i -> i % 12).toArray();
    GroupCounts doubled = GroupCounts.of(at(said, twice), at(truth, twice), at(group, twice), 3, 2);
    assertThat(doubled.opportunityMean(0, 1)).isEqualTo(counts.opportunityMean(0, 1));
    assertThat(doubled.size(1)).isEqualTo(12);
    int[] alone = IntStream.range(0, 6).toArray();
    assertThat(GroupCounts.of(at(said, alone), at(truth, alone), at(group, alone), 3, 2).opportunityMax(0, 1)).isEmpty();
  }

  private static int[] at(int[] values, int[] rows) {
    return Arrays.stream(rows).map(row -> values[row]).toArray();
  }

  /** Newcombe's own examples, of independent and of paired shares. */
  @Test
  void newcombesExamples() {
    ShareDifference independent = ShareDifference.independent(new Proportion(56, 70), new Proportion(48, 80), .95);
    assertThat(independent.value()).isCloseTo(.2, within(1e-12));
    assertThat(independent.interval().low()).isCloseTo(.0524, within(5e-5));
    assertThat(independent.interval().high()).isCloseTo(.3339, within(5e-5));
    ShareDifference paired = ShareDifference.paired(36, 12, 2, 0, .95);
    assertThat(paired.value()).isCloseTo(.2, within(1e-12));
    assertThat(paired.interval().low()).isCloseTo(.0569, within(5e-5));
    assertThat(paired.interval().high()).isCloseTo(.3404, within(5e-5));
  }

  /** Over 600 draws the share that covers is at least .93; at .95 it falls below by chance with probability .02. */
  @Test
  void pairedIntervalsCover() {
    RandomGenerator random = SEED.derive("pairs").generator();
    int covered = 0;
    for (int draw = 0; draw < 600; draw++) {
      int[] counts = new int[4];
      for (int i = 0; i < 300; i++) {
        double u = random.nextDouble();
        counts[u < .85 ? 0 : u < .92 ? 1 : u < .95 ? 2 : 3]++;
      }
      covered += ShareDifference.paired(counts[0], counts[1], counts[2], counts[3], .95).interval().contains(.04) ? 1 : 0;
    }
    assertThat(covered).isGreaterThan(558);
  }

  /** Ten equal classes: the worst looks worse than it is, measured where it was chosen. Wrong once in 10^5 seeds. */
  @Test
  void theWorstOfEqualsIsNotWorseWhenItIsMeasuredElsewhere() {
    double plain = 0;
    double crossed = 0;
    int draws = 60;
    for (int draw = 0; draw < draws; draw++) {
      RandomGenerator random = SEED.derive("equal").derive(draw).generator();
      int n = 10_000;
      int[] targets = IntStream.range(0, n).map(i -> i / 2 % 10).toArray();
      int[] predicted =
          IntStream.range(0, n).map(i -> random.nextDouble() < .95 ? targets[i] : (targets[i] + 1) % 10).toArray();
      GroupFairness fairness =
          new GroupFairness(
              List.of("a", "b"), 10, predicted, targets, new int[n], new double[n], new double[n], false);
      crossed += fairness.worst(new Seed(draw)).orElseThrow().value() / draws;
      GroupCounts counts = GroupCounts.of(predicted, targets, new int[n], 10, 2);
      plain += IntStream.range(0, 10).mapToDouble(c -> counts.truePositives(0, c).orElseThrow().value()).min().orElseThrow() / draws;
    }
    assertThat(plain).isCloseTo(.939, within(.003));
    assertThat(crossed).isCloseTo(.95, within(.005));
  }

  @Test
  void theFloorOfASpreadIsWhatEqualClassesShow() {
    int[] sizes = new int[10];
    Arrays.fill(sizes, 1000);
    // 3.08 standard deviations of a share of .97 of 1,000.
    assertThat(GroupFairness.floor(sizes, .97, SEED)).isCloseTo(.0166, within(.0005));
  }

  /** Of calibrated answers the debiased error is 0 within 4 standard errors, the raw one is not. */
  @Test
  void calibratedAnswersHaveNoErrorOnceTheBiasIsOff() {
    double raw = 0;
    double debiased = 0;
    for (int draw = 0; draw < 40; draw++) {
      RandomGenerator random = SEED.derive("calibrated").derive(draw).generator();
      double[] confidence = IntStream.range(0, 1000).mapToDouble(i -> .5 + .5 * random.nextDouble()).toArray();
      boolean[] right = new boolean[1000];
      IntStream.range(0, 1000).forEach(i -> right[i] = random.nextDouble() < confidence[i]);
      raw += Calibration.USUAL.raw(confidence, right) / 40;
      debiased += new Calibration(15, 50).debiased(confidence, right, new Seed(draw)) / 40;
    }
    assertThat(debiased).isCloseTo(0, within(.005));
    assertThat(raw).isGreaterThan(.02);
  }

  @Test
  void aSmallGroupHasAnAccuracyAndNoGap() {
    List<Measurement> of199 = measurements(199);
    assertThat(of199).extracting(Measurement::metric).contains(GroupFairness.ACCURACY).doesNotContain(GroupFairness.GAP);
    assertThat(measurements(200)).extracting(Measurement::metric)
        .contains(GroupFairness.GAP, GroupFairness.PARITY_MAX, GroupFairness.ODDS_MAX);
    for (Measurement measured : measurements(200)) {
      if (!measured.metric().equals(GroupFairness.SPREAD_FLOOR)) {
        assertThat(measured.low()).as(measured.toString()).isLessThanOrEqualTo(measured.value());
        assertThat(measured.high()).as(measured.toString()).isGreaterThanOrEqualTo(measured.value());
      }
    }
  }

  private static List<Measurement> measurements(int minority) {
    int n = 1000 + minority;
    int[] targets = IntStream.range(0, n).map(i -> i % 2).toArray();
    int[] predicted = IntStream.range(0, n).map(i -> i % 7 == 0 ? 1 - i % 2 : i % 2).toArray();
    int[] groups = IntStream.range(0, n).map(i -> i < 1000 ? 0 : 1).toArray();
    double[] confidence = new double[n];
    Arrays.fill(confidence, .9);
    return new GroupFairness(List.of("most", "few"), 2, predicted, targets, groups, confidence, new double[n], false)
        .measurements(SEED);
  }

  @Test
  void refusesPairsThatAreNone() {
    assertThatThrownBy(
            () ->
                new GroupFairness(
                    List.of("a", "b"), 2, new int[2], new int[] {0, 1}, new int[] {0, 1}, new double[2], new double[2],
                    true))
        .hasMessage("image 1: expected group 1 and its pair's target, was group 1 and target 1");
  }
}

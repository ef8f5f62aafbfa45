package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.random.Seed;

/** Groups with shares, of two targets and three private values. */
class GroupingTest {

  private static final double[][] EVEN = {{1 / 6.0, 1 / 6.0, 1 / 6.0}, {1 / 6.0, 1 / 6.0, 1 / 6.0}};

  /** Target 0 goes with private values 0 and 1, target 1 with 2. */
  private static final Grouping ALIGNED =
      new Grouping(Optional.of(new boolean[][] {{true, true, false}, {false, false, true}}), Optional.empty());

  private final int[] targets = {0, 0, 0, 0, 1, 1};
  private final int[] privateAttributes = {0, 0, 0, 2, 2, 1};
  private final int[] right = {1, 1, 1, 1, 1, 1};
  private final int[] answers = {1, 1, 0, 0, 1, 1};

  private GroupedAccuracy accuracy(Grouping grouping) {
    return GroupedAccuracy.of(answers, right, targets, privateAttributes, grouping);
  }

  @Test
  void alignmentIsWhatTheTaskSays() {
    GroupedAccuracy accuracy = accuracy(ALIGNED);
    assertThat(accuracy.all()).isEqualTo(StratifiedProportion.of(new Proportion(4, 6)));
    assertThat(accuracy.aligned()).contains(StratifiedProportion.of(new Proportion(3, 4)));
    assertThat(accuracy.conflicting()).contains(StratifiedProportion.of(new Proportion(1, 2)));
    GroupedAccuracy without = accuracy(Grouping.NONE);
    assertThat(without.aligned()).isEmpty();
    assertThat(without.conflicting()).isEmpty();
    assertThat(without.measurements("accuracy")).extracting(Measurement::group).containsExactly("all");
  }

  /** Groups y0b0 2 of 3, y0b2 0 of 1, y1b1 1 of 1, y1b2 1 of 1; two of six have no image. */
  @Test
  void meansAreOverGroupsThatAreThere() {
    GroupedAccuracy accuracy = accuracy(ALIGNED.withShares(EVEN));
    assertThat(accuracy.all().value()).isCloseTo((2 / 3.0 + 0 + 1 + 1) / 4, within(1e-15));
    assertThat(accuracy.all().n()).isEqualTo(6);
    assertThat(accuracy.aligned().orElseThrow().value()).isCloseTo((2 / 3.0 + 1) / 2, within(1e-15));
    assertThat(accuracy.conflicting().orElseThrow().value()).isCloseTo(0.5, within(1e-15));
    assertThat(accuracy.emptyGroups()).isEqualTo(2);
    assertThat(accuracy(ALIGNED).emptyGroups()).isZero();
  }

  @Test
  void aGroupWithoutAShareDoesNotCount() {
    GroupedAccuracy accuracy = accuracy(ALIGNED.withShares(new double[][] {{0.75, 0, 0}, {0, 0.25, 0}}));
    assertThat(accuracy.all().value()).isCloseTo(0.75 * 2 / 3 + 0.25, within(1e-15));
    assertThat(accuracy.groups().keySet()).containsExactly(new Group(0, 0), new Group(1, 1));
    assertThat(accuracy.emptyGroups()).isZero();
    Grouping absent = ALIGNED.withShares(new double[][] {{0, 1, 0}, {0, 0, 0}});
    assertThatThrownBy(() -> accuracy(absent))
        .hasMessage("predictions: expected one or more of a group that counts, was none of 6");
  }

  @Test
  void oneGroupHasWilsonsInterval() {
    Proportion share = new Proportion(7, 9);
    assertThat(StratifiedProportion.of(share).interval(0.95)).isEqualTo(share.wilson(0.95));
    Interval almost =
        new StratifiedProportion(List.of(share, new Proportion(1, 3)), List.of(1.0, 1e-9)).interval(0.95);
    assertThat(almost.low()).isCloseTo(share.wilson(0.95).low(), within(1e-6));
    assertThat(almost.high()).isCloseTo(share.wilson(0.95).high(), within(1e-6));
    StratifiedProportion halves =
        new StratifiedProportion(List.of(new Proportion(5, 10), new Proportion(10, 20)), List.of(1.0, 2.0));
    assertThat(halves.effectiveSize()).as("as images come").isCloseTo(30, within(1e-9));
    assertThat(halves.interval(0.95).low()).isCloseTo(new Proportion(15, 30).wilson(0.95).low(), within(1e-9));
  }

  /** A bootstrap inside groups would give these no width. */
  @Test
  void hitsAloneAreNoCertainty() {
    Interval nine =
        new StratifiedProportion(List.of(new Proportion(9, 9), new Proportion(900, 900)), List.of(1.0, 1.0))
            .interval(0.95);
    assertThat(nine.high()).isEqualTo(1);
    assertThat(nine.low()).isLessThan(0.91);
    Interval single =
        new StratifiedProportion(List.of(new Proportion(1, 1), new Proportion(450, 900)), List.of(1.0, 1.0))
            .interval(0.95);
    assertThat(single.high() - single.low()).isGreaterThan(0.4);
  }

  /**
   * 2,000 draws each of groups as they occur. The interval is built to hold the truth in 95 of 100; it holds it in 92
   * to 99, and a mistake in a weight or a variance shows far below .9. Were the true coverage .92, 2,000 draws would be
   * below .9 once in 2,000 times.
   */
  @Test
  void theIntervalCoversTheTruth() {
    assertThat(coverage(new int[] {9, 100, 1000, 5000}, .95, .9, .95, .6)).isBetween(.9, .998);
    assertThat(coverage(new int[] {9, 40, 400, 900}, .5, .99, .99, .99)).isBetween(.9, .998);
    assertThat(coverage(new int[] {50, 50, 50, 50}, .9, .1, .9, .1)).isBetween(.9, .998);
    int[] many = new int[100];
    double[] same = new double[100];
    Arrays.fill(many, 9);
    Arrays.fill(same, .99);
    assertThat(coverage(many, same)).isBetween(.9, .998);
  }

  private static double coverage(int[] sizes, double... truth) {
    double mean = Arrays.stream(truth).average().orElseThrow();
    RandomGenerator random = new Seed(17).derive(sizes.length).derive(sizes[1]).generator();
    int held = 0;
    for (int draw = 0; draw < 2000; draw++) {
      List<Proportion> counted =
          IntStream.range(0, sizes.length)
              .mapToObj(
                  g ->
                      new Proportion(
                          (int) random.doubles(sizes[g]).filter(u -> u < truth[g]).count(), sizes[g]))
              .toList();
      Interval interval =
          new StratifiedProportion(counted, Collections.nCopies(sizes.length, 1.0)).interval(0.95);
      held += interval.contains(mean) ? 1 : 0;
    }
    return held / 2000.0;
  }

  @Test
  void theMeanOfAValueByHand() {
    double[] values = {1, 2, 6, 5, 3, 9};
    Measurement plain = GroupedMean.of("bits", values, targets, privateAttributes, ALIGNED);
    assertThat(plain.value()).isCloseTo(26 / 6.0, within(1e-12));
    assertThat(plain.n()).isEqualTo(6);
    Measurement even = GroupedMean.of("bits", values, targets, privateAttributes, ALIGNED.withShares(EVEN));
    double mean = (3 + 5 + 3 + 9) / 4.0;
    assertThat(even.value()).isCloseTo(mean, within(1e-12));
    double variance = (7.0 / 3 + 0 + 4 + 16) / 16;
    assertThat(even.high() - even.value()).isCloseTo(1.959964 * Math.sqrt(variance), within(1e-5));
    int[] one = {0};
    assertThat(GroupedMean.of("bits", new double[] {4}, one, one, ALIGNED.withShares(EVEN)).low()).isNaN();
  }

  @Test
  void targetsWithPrivateValuesOfTheirOwn() {
    assertThat(ALIGNED.ownValues()).as("target 0 has two").isEmpty();
    assertThat(Grouping.NONE.ownValues()).isEmpty();
    assertThat(Grouping.equalNumbers(2, 3).ownValues().orElseThrow()).containsExactly(0, 1);
    assertThat(Grouping.equalNumbers(3, 2).ownValues()).as("target 2 has none").isEmpty();
    boolean[][] crossed = {{false, true}, {true, false}};
    assertThat(new Grouping(Optional.of(crossed), Optional.empty()).ownValues().orElseThrow()).containsExactly(1, 0);
    boolean[][] merged = {{false, true}, {false, true}};
    assertThat(new Grouping(Optional.of(merged), Optional.empty()).ownValues()).isEmpty();
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> ALIGNED.withShares(new double[][] {{1, 0, 0}}))
        .hasMessage("shares: expected 2 x 3 as aligned has, was 1 x 3");
    assertThatThrownBy(() -> Grouping.NONE.withShares(new double[][] {{0.5, 0.6}}))
        .hasMessage("shares: expected a sum of 1, was 1.1");
    assertThatThrownBy(() -> Grouping.NONE.withShares(new double[][] {{1.5, -0.5}}))
        .hasMessage("shares[0][1]: expected at least 0, was -0.5");
    assertThatThrownBy(() -> Grouping.NONE.withShares(new double[][] {{0.5, 0.5}, {0}}))
        .hasMessage("shares[1]: expected 2 private values, was 1");
    assertThatThrownBy(
            () -> GroupedAccuracy.of(new int[1], new int[1], new int[] {2}, new int[1], ALIGNED))
        .hasMessage("targets[0]: expected 0..1, was 2");
    assertThatThrownBy(() -> new StratifiedProportion(List.of(), List.of()))
        .hasMessage("strata: expected at least one, was none");
    assertThatThrownBy(() -> new StratifiedProportion(List.of(new Proportion(1, 1)), List.of(0.0)))
        .hasMessage("weights: expected finite and above 0, was 0.0");
  }
}

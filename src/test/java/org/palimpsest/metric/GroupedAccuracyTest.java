package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.palimpsest.metric.Grouping.Group;

class GroupedAccuracyTest {

  private static final Grouping EQUAL = Grouping.equalNumbers(3, 3);

  private final int[] targets = {0, 0, 0, 1, 1, 1};
  private final int[] privateAttributes = {0, 0, 1, 1, 1, 0};
  private final int[] predictions = {0, 1, 1, 1, 1, 1};

  @Test
  void countsByHand() {
    GroupedAccuracy accuracy = GroupedAccuracy.of(predictions, targets, targets, privateAttributes, EQUAL);
    assertThat(accuracy.all()).isEqualTo(StratifiedProportion.of(new Proportion(4, 6)));
    assertThat(accuracy.aligned()).contains(StratifiedProportion.of(new Proportion(3, 4)));
    assertThat(accuracy.conflicting()).contains(StratifiedProportion.of(new Proportion(1, 2)));
    assertThat(accuracy.groups().toString()).isEqualTo(
        "{y0b0=Proportion[hits=1, n=2], y0b1=Proportion[hits=0, n=1], y1b0=Proportion[hits=1, n=1],"
            + " y1b1=Proportion[hits=2, n=2]}");
    assertThat(accuracy.worst(1).orElseThrow().getKey()).isEqualTo(new Group(0, 1));
    assertThat(accuracy.worst(2).orElseThrow().getKey()).isEqualTo(new Group(0, 0));
    assertThat(accuracy.worst(3)).isEmpty();
  }

  @Test
  void absentGroupsGiveNoRows() {
    int[] labels = {0, 1, 2};
    GroupedAccuracy accuracy = GroupedAccuracy.of(labels, labels, labels, labels, EQUAL);
    assertThat(accuracy.conflicting()).isEmpty();
    assertThat(accuracy.measurements("target_accuracy"))
        .extracting(Measurement::group)
        .containsExactly("all", "aligned");
    assertThat(accuracy.groupMeasurements("target_accuracy"))
        .extracting(Measurement::group)
        .containsExactly("y0b0", "y1b1", "y2b2");
  }

  /** Of six images of two private values, with and without shares of their groups. */
  @Test
  void theRecallOfEachPrivateValueWeighsItsTargets() {
    int[] ys = {0, 0, 1, 1, 1, 1};
    int[] bs = {0, 0, 0, 1, 1, 1};
    int[] answers = {0, 0, 1, 1, 1, 0};
    GroupedAccuracy plain = GroupedAccuracy.of(answers, bs, ys, bs, EQUAL);
    assertThat(plain.privateValueMeasurements("private_accuracy"))
        .extracting(row -> row.group() + " " + row.value() + " " + row.n())
        .containsExactly(
            "private=0 " + 2 / 3. + " 3", "private=1 " + 2 / 3. + " 3",
            "private=0 " + 1 / 3. + " 3", "private=1 " + 1 / 3. + " 3");
    double[][] shares = {{.1, 0, 0}, {.3, .6, 0}, {0, 0, 0}};
    GroupedAccuracy weighted = GroupedAccuracy.of(answers, bs, ys, bs, EQUAL.withShares(shares));
    assertThat(weighted.byPrivateValue().get(0).value()).isCloseTo(.25, within(1e-12));
    assertThat(weighted.byPrivateValue().get(1).value()).isCloseTo(2 / 3., within(1e-12));
  }

  @Test
  void worstGroupIsARowOnceItIsLargeEnough() {
    int n = 2 * GroupedAccuracy.SMALLEST_WORST_GROUP;
    int[] ys = new int[n];
    int[] bs = new int[n];
    for (int i = n / 2; i < n; i++) {
      bs[i] = 1;
    }
    Measurement worst = GroupedAccuracy.of(ys, bs, ys, bs, EQUAL).measurements("private_accuracy").get(3);
    assertThat(worst.metric()).isEqualTo("worst_group_private_accuracy");
    assertThat(worst.group()).isEqualTo("y0b1");
    assertThat(worst.value()).isZero();
    assertThat(worst.n()).isEqualTo(n / 2);
  }

  @Test
  void advantageIsZeroAtChanceAndOneAtAll() {
    assertThat(Leakage.advantage(0.1, 10)).isCloseTo(0, within(1e-15));
    assertThat(Leakage.advantage(1, 10)).isEqualTo(1);
    assertThat(Leakage.advantage(0.25, 2)).isCloseTo(-0.5, within(1e-15));
    Measurement row = Leakage.measurement(StratifiedProportion.of(new Proportion(55, 100)), 10);
    assertThat(row.low()).isLessThan(row.value());
    assertThat(row.high()).isGreaterThan(row.value());
    assertThatThrownBy(() -> Leakage.advantage(55, 10)).hasMessage("accuracy: expected in [0, 1], was 55.0");
    assertThatThrownBy(() -> Leakage.chance(1)).hasMessage("classes: expected at least 2, was 1");
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> GroupedAccuracy.of(new int[2], new int[2], new int[1], new int[2], EQUAL))
        .hasMessage("targets: expected 2, one per prediction, was 1");
    assertThatThrownBy(() -> GroupedAccuracy.of(new int[0], new int[0], new int[0], new int[0], EQUAL))
        .hasMessage("predictions: expected one or more of a group that counts, was none of 0");
  }
}

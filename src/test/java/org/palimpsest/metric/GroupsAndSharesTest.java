package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.palimpsest.metric.Grouping.Group;

class GroupsAndSharesTest {

  private static final double[][] SHARES = {{0.5, 0}, {0.25, 0.25}};

  @Test
  void equalNumbersAreAligned() {
    Grouping grouping = Grouping.equalNumbers(3, 2);
    assertThat(grouping.isAligned(new Group(1, 1))).contains(true);
    assertThat(grouping.isAligned(new Group(2, 1))).contains(false);
    assertThat(grouping.counts(new Group(2, 0))).isTrue();
    assertThat(grouping.ownValues()).isEmpty();
    assertThat(grouping.wanted()).isZero();
    assertThat(Grouping.equalNumbers(2, 3).ownValues()).hasValueSatisfying(own -> assertThat(own).containsExactly(0, 1));
    assertThat(Grouping.NONE.isAligned(new Group(0, 0))).isEmpty();
  }

  @Test
  void twoTargetsOfOneValueHaveNoneOfTheirOwn() {
    boolean[][] shared = {{true, false}, {true, false}};
    boolean[][] several = {{true, true}, {false, true}};
    assertThat(new Grouping(Optional.of(shared), Optional.empty()).ownValues()).isEmpty();
    assertThat(new Grouping(Optional.of(several), Optional.empty()).ownValues()).isEmpty();
  }

  @Test
  void groupsWithoutAShareDoNotCount() {
    Grouping grouping = Grouping.equalNumbers(2, 2).withShares(SHARES);
    assertThat(grouping.counts(new Group(0, 1))).isFalse();
    assertThat(grouping.counts(new Group(1, 1))).isTrue();
    assertThat(grouping.share(new Group(1, 0))).isEqualTo(0.25);
    assertThat(grouping.wanted()).isEqualTo(3);
    assertThat(grouping.rows(new int[] {0, 0, 1, 1, 0}, new int[] {0, 1, 1, 1, 0}))
        .containsOnlyKeys(new Group(0, 0), new Group(1, 1))
        .hasEntrySatisfying(new Group(0, 0), rows -> assertThat(rows).containsExactly(0, 4));
  }

  @Test
  void refusals() {
    Grouping grouping = Grouping.equalNumbers(2, 2);
    refuses(() -> grouping.requireLabels(new int[] {0, 2}, new int[2]), "targets[1]: expected 0..1, was 2");
    refuses(() -> grouping.requireLabels(new int[] {-1}, new int[1]), "targets[0]: expected 0..1, was -1");
    refuses(() -> grouping.requireLabels(new int[1], new int[] {2}), "privateAttributes[0]: expected 0..1, was 2");
    refuses(() -> grouping.requireLabels(new int[1], new int[] {-1}), "privateAttributes[0]: expected 0..1, was -1");
    grouping.requireLabels(new int[] {0, 1}, new int[] {1, 0});
    Grouping shares = new Grouping(Optional.empty(), Optional.of(SHARES));
    refuses(() -> shares.requireLabels(new int[] {2}, new int[1]), "targets[0]: expected 0..1, was 2");
    refuses(() -> shares(new double[][] {{0.5, 0.5}, {0.5}}), "shares[1]: expected 2 private values, was 1");
    refuses(() -> shares(new double[][] {{1.5, -0.5}}), "shares[0][1]: expected at least 0, was -0.5");
    refuses(() -> shares(new double[][] {{0.5, 0.4}}), "shares: expected a sum of 1, was 0.9");
    refuses(() -> shares(new double[0][0]), "shares: expected at least 1 x 1, was no row");
    refuses(() -> shares(new double[1][0]), "shares: expected at least 1 x 1, was rows without values");
    refuses(
        () -> new Grouping(Optional.of(new boolean[][] {{true}, {}}), Optional.empty()),
        "aligned[1]: expected 1 private values, was 0");
    refuses(() -> Grouping.equalNumbers(3, 2).withShares(SHARES), "shares: expected 3 x 2 as aligned has, was 2 x 2");
    shares(new double[][] {{1 + 1e-10}});
  }

  private static void shares(double[][] shares) {
    new Grouping(Optional.empty(), Optional.of(shares));
  }

  private static void refuses(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}

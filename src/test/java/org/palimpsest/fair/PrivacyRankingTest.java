package org.palimpsest.fair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.metric.Interval;
import org.palimpsest.random.Seed;

/** Ranks of a table made by hand, and what is read off a grid of epsilons. */
class PrivacyRankingTest {

  /** Three levels, three networks, images: read by all; from level 2 on; at 1 and 3 alone; by one network ever. */
  private static final List<boolean[][]> READ =
      List.of(
          new boolean[][] {row("1010"), row("1010"), row("1000")},
          new boolean[][] {row("1100"), row("1101"), row("1010")},
          new boolean[][] {row("1110"), row("1110"), row("1100")});

  private static final double[] LOG_ODDS = {3, 1, 1, -2};

  private static boolean[] row(String bits) {
    boolean[] row = new boolean[bits.length()];
    IntStream.range(0, row.length).forEach(i -> row[i] = bits.charAt(i) == '1');
    return row;
  }

  @Test
  void threeDefinitionsOfARank() {
    PrivacyRanking ranking = new PrivacyRanking(READ, LOG_ODDS);
    assertThat(ranking.firstLevels()).containsExactly(1, 2, 1, 4);
    assertThat(ranking.settledLevels()).containsExactly(1, 2, 3, 4);
    assertThat(ranking.scores()).usingComparatorWithPrecision(1e-12).containsExactly(1, 5 / 9.0, 5 / 9.0, 1 / 9.0);
    assertThat(ranking.order()).as("ties by log-odds, then number").containsExactly(3, 1, 2, 0);
    assertThat(new PrivacyRanking(READ, new double[] {3, 1, .5, -2}).order()).containsExactly(3, 2, 1, 0);
    assertThat(ranking.accuracy(0, new int[] {0, 2})).isCloseTo(5 / 6.0, within(1e-12));
    assertThatThrownBy(() -> new PrivacyRanking(READ, new double[3]))
        .hasMessage("images of a network: expected 3, as many as log-odds, was 4");
  }

  @Test
  void theOrderOfNetworksIsNothingAndThatOfLevelsIsNothingToTheScore() {
    PrivacyRanking ranking = new PrivacyRanking(READ, LOG_ODDS);
    List<boolean[][]> shuffled =
        READ.stream().map(level -> new boolean[][] {level[2], level[0], level[1]}).toList();
    PrivacyRanking same = new PrivacyRanking(shuffled, LOG_ODDS);
    assertThat(same.firstLevels()).isEqualTo(ranking.firstLevels());
    assertThat(same.settledLevels()).isEqualTo(ranking.settledLevels());
    assertThat(same.scores()).usingComparatorWithPrecision(1e-12).containsExactly(ranking.scores());
    List<boolean[][]> reversed = new ArrayList<>(READ);
    Collections.reverse(reversed);
    PrivacyRanking other = new PrivacyRanking(reversed, LOG_ODDS);
    assertThat(other.firstLevels()).isNotEqualTo(ranking.firstLevels());
    assertThat(other.scores()).usingComparatorWithPrecision(1e-12).containsExactly(ranking.scores());
  }

  /** Networks that all agree have halves that do; with one network there are no halves. */
  @Test
  void halvesOfTheNetworksAgreeIfAllDo() {
    boolean[][] level = {row("1100"), row("1100")};
    assertThat(new PrivacyRanking(List.<boolean[][]>of(level), LOG_ODDS).splitHalfCorrelation()).isCloseTo(1, within(1e-12));
    assertThat(new PrivacyRanking(List.<boolean[][]>of(new boolean[][] {level[0]}), LOG_ODDS).splitHalfCorrelation()).isNaN();
  }

  @Test
  void epsilonIsReadOffBetweenLevels() {
    double[] epsilons = {.1, 1, 10};
    assertThat(EpsilonNeeded.of(epsilons, new double[] {.5, .8, 1}, .9).orElseThrow().epsilon())
        .isCloseTo(Math.sqrt(10), within(1e-9));
    assertThat(EpsilonNeeded.of(epsilons, new double[] {.5, .9, 1}, .9).orElseThrow().epsilon()).isCloseTo(1, within(1e-12));
    assertThat(EpsilonNeeded.of(epsilons, new double[] {.95, .8, 1}, .9)).contains(new EpsilonNeeded(.1, true));
    assertThat(EpsilonNeeded.of(epsilons, new double[] {.5, .6, .7}, .9)).isEqualTo(Optional.empty());
    assertThatThrownBy(() -> EpsilonNeeded.of(new double[] {1, 1}, new double[2], .9))
        .hasMessage("epsilons: expected above 0 and ascending, was [1.0, 1.0]");
  }

  /** Five runs of values 0..4: the mean of five draws has sd .63, so that nineteen of twenty lie within 1.4 of 2. */
  @Test
  void bootstrapDrawsRunsAnew() {
    EpsilonNeeded.Reading mean = drawn -> IntStream.of(drawn[0]).average().orElseThrow();
    Interval interval = EpsilonNeeded.bootstrap(new int[] {5, 1}, mean, .95, new Seed(3)).orElseThrow();
    assertThat(interval.low()).isBetween(.6, 1.0);
    assertThat(interval.high()).isBetween(3.0, 3.4);
    assertThat(EpsilonNeeded.bootstrap(new int[] {5}, drawn -> drawn[0][0] == 0 ? Double.NaN : 1, .95, new Seed(3)))
        .as("one draw in five says nothing").isEmpty();
  }
}

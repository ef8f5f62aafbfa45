package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.random.Seed;

class SampledPoolTest {

  private static final Seed SEED = new Seed(3);

  /** The scarcest group has 6 images. */
  private static final SampledPool POOL = pool(new int[][] {{60, 20, 10, 9}, {8, 70, 12, 6}, {30, 7, 11, 44}});

  @Test
  void asTheyComeAreAllImagesInTheirOrder() {
    Sample sample = POOL.in(Mix.asIs(), SEED);
    assertThat(sample.isWhole()).isTrue();
    assertThat(sample.view()).isSameAs(POOL.images());
  }

  @Test
  void theScarcestGroupBoundsABalancedSample() {
    for (int[] row : groups(Mix.balanced()).counts()) {
      assertThat(row).containsOnly(6);
    }
  }

  @Test
  void groupsHaveTheirProportions() {
    Groups imbalanced = groups(new Mix.Imbalance(0.7));
    // 7 : 1 : 1 : 1 for each target; the 8 images of group (1, 0) are the bound.
    for (int[] row : imbalanced.counts()) {
      assertThat(row).containsExactly(8, 1, 1, 1);
    }
    Groups half = groups(Mix.rho(0.5));
    // Targets keep 99 : 96 : 92; the 11 images of group (2, 2), half of their target's, are the bound: 68.6 in all.
    assertThat(half.counts()).isDeepEqualTo(new int[][] {{11, 3, 3, 3}, {3, 11, 3, 3}, {3, 3, 11, 3}});
  }

  @ParameterizedTest
  @ValueSource(strings = {"balanced", "rho=0.6", "rho=0.0", "rho=1.0", "imbalance=0.4"})
  void drawsWithoutReplacementAndAsTheSeedSays(String label) {
    Mix mix = Mix.of(label);
    int[] rows = POOL.in(mix, SEED).rows();
    assertThat(Arrays.stream(rows).distinct().count()).isEqualTo(rows.length).isPositive();
    assertThat(POOL.in(mix, SEED).rows()).isEqualTo(rows);
    assertThat(POOL.in(mix, new Seed(4)).rows()).hasSameSizeAs(rows).isNotEqualTo(rows);
    int[] sorted = rows.clone();
    Arrays.sort(sorted);
    assertThat(sorted).as("in a random order").isNotEqualTo(rows);
  }

  /** Groups of equal size: which of their images are drawn has nothing to do with one another. */
  @Test
  void everyGroupHasADrawOfItsOwn() {
    SampledPool pool = pool(new int[][] {{5, 50, 50, 50}, {50, 50, 50, 50}, {50, 50, 50, 50}});
    int[] rows = pool.in(Mix.balanced(), SEED).rows();
    Set<Set<Integer>> draws = new HashSet<>();
    for (int group = 1; group < 12; group++) {
      int first = 5 + 50 * (group - 1);
      draws.add(
          Arrays.stream(rows).filter(row -> row >= first && row < first + 50).mapToObj(row -> row - first)
              .collect(Collectors.toSet()));
    }
    assertThat(draws).hasSize(11);
  }

  /** A mix that wants fewer of a group takes part of those that another one takes under the same seed. */
  @Test
  void samplesOfOneSeedAreNested() {
    int[] few = POOL.in(new Mix.Imbalance(0.7), SEED).rows();
    int[] many = POOL.in(Mix.balanced(), SEED).rows();
    Labels labels = POOL.images().labels();
    int[] fewOfOthers = Arrays.stream(few).filter(row -> labels.privateAttributes()[row] > 0).toArray();
    assertThat(fewOfOthers).hasSize(9);
    assertThat(many).contains(fewOfOthers);
  }

  @Test
  void aGroupThatIsNotWantedMayBeEmpty() {
    SampledPool pool = pool(new int[][] {{5, 0, 3, 2}, {4, 9, 1, 2}, {3, 3, 7, 8}});
    assertThat(pool.in(Mix.rho(1), SEED).labels().groups().count(1, 1)).isEqualTo(5);
    assertThat(pool.in(Mix.asIs(), SEED).size()).isEqualTo(47);
  }

  @Test
  void refusalsNameTheGroupWhatThereIsAndWhatIsWanted() {
    SampledPool empty = pool(new int[][] {{5, 0, 3, 2}, {4, 9, 1, 2}, {3, 3, 7, 8}});
    assertThatThrownBy(() -> empty.in(Mix.balanced(), SEED))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "mix balanced: expected images of age = 0 with sex = 1, of which it wants a share of 0.08333, was none");
    SampledPool scarce = pool(new int[][] {{50, 50, 50, 50}, {50, 50, 1, 50}, {50, 50, 50, 50}});
    assertThat(scarce.in(Mix.balanced(), SEED).size()).isEqualTo(12);
    assertThatThrownBy(() -> scarce.in(Mix.of("imbalance=0.05"), SEED))
        .hasMessage(
            "mix imbalance=0.05: expected at least one image of age = 0 with sex = 0, was 0.16: age = 1 with sex = 2"
                + " has 1, which at a share of 0.1056 allows 9.5 in all");
    assertThatThrownBy(() -> new SampledPool(POOL.images(), Optional.empty()).in(Mix.rho(0.5), SEED))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected one that needs no alignment");
  }

  private static Groups groups(Mix mix) {
    return POOL.in(mix, SEED).labels().groups();
  }

  private static SampledPool pool(int[][] counts) {
    boolean[][] goesWith = {{true, false, false, false}, {false, true, false, false}, {false, false, true, false}};
    return new SampledPool(PlainImages.of(counts), Optional.of(new Alignment(goesWith)));
  }
}

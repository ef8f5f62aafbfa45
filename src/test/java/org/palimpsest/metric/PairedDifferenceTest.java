package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.random.Seed;

class PairedDifferenceTest {

  private static final Grouping ONE = Grouping.NONE.withShares(new double[][] {{1}});
  private static final Grouping TWO = Grouping.NONE.withShares(new double[][] {{.5, .5}});

  /** 100 rows, 20 right in the first way alone and 5 in the second: (n12 + 1) / (n + 2) and (n21 + 1) / (n + 2). */
  @Test
  void sharesByHand() {
    double[] differences = new double[100];
    Arrays.fill(differences, 0, 20, 1);
    Arrays.fill(differences, 20, 25, -1);
    PairedDifference found = PairedDifference.ofShares(differences, new int[100], new int[100], ONE);
    double a = 21 / 102.0;
    double b = 6 / 102.0;
    double half = 1.959963984540054 * Math.sqrt((a + b - (a - b) * (a - b)) / 102);
    assertThat(found.mean()).isCloseTo(.15, within(1e-12));
    assertThat(found.interval().low()).isCloseTo(a - b - half, within(1e-9));
    assertThat(found.interval().high()).isCloseTo(a - b + half, within(1e-9));
    assertThat(found.p()).isBetween(.001, .01);
    assertThat(found.n()).isEqualTo(100);
  }

  @Test
  void rowsThatNeverDifferHaveAnIntervalAllTheSame() {
    PairedDifference same = PairedDifference.ofShares(new double[50], new int[50], new int[50], ONE);
    assertThat(same.mean()).isZero();
    assertThat(same.p()).isEqualTo(1);
    assertThat(same.interval().high()).isBetween(.01, .1);
  }

  @Test
  void groupsCountByTheirShares() {
    double[] differences = new double[110];
    Arrays.fill(differences, 0, 10, 1);
    int[] values = IntStream.range(0, 110).map(i -> i < 10 ? 0 : 1).toArray();
    assertThat(PairedDifference.ofShares(differences, new int[110], values, TWO).mean()).isCloseTo(.5, within(1e-12));
    assertThat(PairedDifference.ofValues(differences, new int[110], values, TWO).mean()).isCloseTo(.5, within(1e-12));
    assertThatThrownBy(() -> PairedDifference.ofShares(differences, new int[110], values, Grouping.NONE))
        .hasMessageContaining("shares of the groups");
  }

  /**
   * Two groups of 40 and 160 rows, attackers right together in most: of 2,000 intervals 95 % hold the truth; fewer than
   * 93 % or more than 98 % is seen less than once in 10,000 times where 94.5 % to 96.5 % do.
   */
  @Test
  void intervalsHoldTheTruthAsOftenAsTheySay() {
    RandomGenerator random = new Seed(6).derive("paired").generator();
    int[] values = IntStream.range(0, 200).map(i -> i < 40 ? 0 : 1).toArray();
    int held = 0;
    for (int study = 0; study < 2000; study++) {
      double[] differences = new double[200];
      for (int i = 0; i < 200; i++) {
        double u = random.nextDouble();
        differences[i] = values[i] == 0 ? (u < .2 ? 1 : u < .25 ? -1 : 0) : u < .1 ? 1 : u < .2 ? -1 : 0;
      }
      held += PairedDifference.ofShares(differences, new int[200], values, TWO).interval().contains(.075) ? 1 : 0;
    }
    assertThat(held / 2000.0).isBetween(.93, .98);
  }
}

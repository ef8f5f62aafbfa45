package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.random.Seed;

/** Simulations of 1,000 trials: their shares lie within .028 of .95 or .05 but for one time in 15,000. */
class TwoLevelTest {

  private static final int TRIALS = 1000;
  private static final double TOLERANCE = .028;
  private static final Seed SEED = new Seed(5);

  private static TwoLevel of(double[][] values, double[] errors, int count) {
    return TwoLevel.of(values, errors, count, SEED.derive("draws"));
  }

  @Test
  void withoutImageErrorItIsStudentsInterval() {
    double[] values = {.61, .70, .66, .58, .64};
    Interval student = Summary.of(values).interval(.95).orElseThrow();
    Interval drawn = of(new double[][] {values}, new double[1], 200_000).interval(0, .95);
    assertThat(drawn.low()).isCloseTo(student.low(), within(.002));
    assertThat(drawn.high()).isCloseTo(student.high(), within(.002));
  }

  @Test
  void ofOneSeedItIsTheIntervalOverImages() {
    Interval drawn = of(new double[][] {{.5}}, new double[] {.01}, 200_000).interval(0, .95);
    assertThat(drawn.low()).isCloseTo(.5 - .0196, within(.0003));
    assertThat(drawn.high()).isCloseTo(.5 + .0196, within(.0003));
  }

  /** Seeds of standard deviation .02 and images, the same for all seeds, of standard error .01 or none. */
  @ParameterizedTest
  @CsvSource({"2, .01", "3, .01", "5, .01", "5, 0", "5, .05", "10, .01"})
  void coversTheMeanOfOtherSeedsOnOtherImages(int seeds, double imageError) {
    RandomGenerator random = SEED.derive("coverage", "" + seeds, "" + imageError).generator();
    int covered = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      double images = imageError * random.nextGaussian();
      double[] values = random.doubles(seeds).map(u -> images + .02 * random.nextGaussian()).toArray();
      covered += of(new double[][] {values}, new double[] {imageError}, 600).interval(0, .95).contains(0) ? 1 : 0;
    }
    assertThat(covered / (double) TRIALS).isBetween(.95 - TOLERANCE, 1.0);
  }

  /** Four attackers that go together by seed, of which none reads: how often one of them seems to. */
  @ParameterizedTest
  @CsvSource({"5, 0", "5, .8", "10, .8"})
  void boundsHoldForAllAttackersTogether(int seeds, double alike) {
    RandomGenerator random = SEED.derive("simultaneous", "" + seeds, "" + alike).generator();
    int read = 0;
    int alsoByP = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      double[][] values = attackers(random, seeds, alike, .1);
      double[] errors = {.01, .01, .01, .01};
      TwoLevel draws = of(values, errors, 600);
      boolean above = Arrays.stream(draws.simultaneousLower(.95)).anyMatch(low -> low > .1);
      read += above ? 1 : 0;
      alsoByP += draws.pNoneAbove(.1) <= .05 ? 1 : 0;
    }
    assertThat(read / (double) TRIALS).isLessThan(.05 + TOLERANCE);
    assertThat(alsoByP / (double) TRIALS).isLessThan(.05 + TOLERANCE);
  }

  private static double[][] attackers(RandomGenerator random, int seeds, double alike, double mean) {
    double[][] values = new double[4][seeds];
    double[] images = random.doubles(4).map(u -> .01 * random.nextGaussian()).toArray();
    for (int i = 0; i < seeds; i++) {
      double together = random.nextGaussian();
      for (int a = 0; a < 4; a++) {
        double own = Math.sqrt(alike) * together + Math.sqrt(1 - alike) * random.nextGaussian();
        values[a][i] = mean + images[a] + .03 * own;
      }
    }
    return values;
  }

  /** One attacker of four reads exactly the margin: how often it is taken for nothing. */
  @Test
  void nothingIsSaidOfWhatIsAtTheMargin() {
    RandomGenerator random = SEED.derive("nothing").generator();
    int nothing = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      double[][] values = attackers(random, 5, .5, 0);
      double shift = .1;
      values[2] = Arrays.stream(values[2]).map(value -> value + shift).toArray();
      nothing += of(values, new double[] {.01, .01, .01, .01}, 600).pSomeAbove(.1) <= .05 ? 1 : 0;
    }
    assertThat(nothing / (double) TRIALS).isLessThan(.05 + TOLERANCE);
  }

  @Test
  void equivalenceIsShownFromBothSides() {
    TwoLevel near = of(new double[][] {{.01, -.01, .02, 0, -.02}}, new double[] {.01}, 4000);
    assertThat(TwoLevel.pNotEquivalent(near.draws(0), .1)).isLessThan(.01);
    for (double shift : new double[] {-.1, .1}) {
      double[] moved = Arrays.stream(near.draws(0)).map(value -> value + shift).toArray();
      assertThat(TwoLevel.pNotEquivalent(moved, .1)).isBetween(.4, .6);
    }
  }

  @Test
  void quantitiesArePairedBySeed() {
    double[] first = {.5, .7, .6, .9, .8};
    double[] second = Arrays.stream(first).map(value -> value - .05).toArray();
    TwoLevel draws = of(new double[][] {first, second}, new double[2], 500);
    double[] gaps = new double[500];
    for (int d = 0; d < gaps.length; d++) {
      gaps[d] = draws.draws(0)[d] - draws.draws(1)[d];
    }
    assertThat(TwoLevel.interval(gaps, .95).low()).isCloseTo(.05, within(1e-9));
  }

  @Test
  void whatImagesHaveInCommonCancels() {
    double[][] one = {{.5}, {.5}};
    for (double common : new double[] {0, .5, 1}) {
      TwoLevel draws = TwoLevel.of(one, new double[] {.01, .01}, new int[2], common, 20_000, SEED);
      double square = 0;
      for (int d = 0; d < 20_000; d++) {
        square += Math.pow(draws.draws(0)[d] - draws.draws(1)[d], 2) / 20_000;
      }
      assertThat(square).isCloseTo(2e-4 * (1 - common), within(1e-5));
    }
  }

  @Test
  void sameSeedSameDraws() {
    double[][] values = {{.1, .2, .3}};
    assertThat(of(values, new double[] {.1}, 50).draws(0)).isEqualTo(of(values, new double[] {.1}, 50).draws(0));
  }

  @Test
  void refusesWhatIsNoSample() {
    assertThatThrownBy(() -> of(new double[][] {{1, 2}, {1}}, new double[2], 10)).hasMessageContaining("bySeed[1]");
    assertThatThrownBy(() -> of(new double[][] {{1, 2}}, new double[] {-1}, 10)).hasMessageContaining("imageErrors[0]");
    assertThatThrownBy(() -> TwoLevel.of(new double[][] {{1}}, new double[1], new int[1], 2, 10, SEED)).hasMessageContaining("common");
  }
}

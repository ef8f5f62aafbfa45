package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.palimpsest.random.Seed;

class MultiplicityTest {

  @Test
  void holmByHand() {
    assertThat(Multiplicity.holm(.01, .04, .03, .005)).containsExactly(new double[] {.03, .06, .06, .02}, within(1e-12));
    assertThat(Multiplicity.holm()).isEmpty();
    assertThat(Multiplicity.holm(.9, .8)).containsExactly(1, 1);
    assertThatThrownBy(() -> Multiplicity.holm(.1, 1.5)).hasMessageContaining("p[1]");
  }

  /** 2,000 tables of 20 true nulls: the share with a claim exceeds .065 one time in 1,000 if it is .05. */
  @Test
  void tablesOfNullsRarelyClaimAnything() {
    RandomGenerator random = new Seed(1).derive("holm").generator();
    int tables = 0;
    for (int t = 0; t < 2000; t++) {
      double[] p = random.doubles(20).toArray();
      tables += Arrays.stream(Multiplicity.holm(p)).anyMatch(one -> one <= Multiplicity.ALPHA) ? 1 : 0;
    }
    assertThat(tables / 2000.0).isLessThan(.065);
  }

  @Test
  void looksSpendAlphaBetweenThem() {
    assertThat(Multiplicity.LOOKS.stream().mapToDouble(Multiplicity.Look::alpha).sum())
        .isCloseTo(Multiplicity.ALPHA, within(1e-12));
    assertThat(Multiplicity.alpha(5, false)).isEqualTo(.05);
    assertThat(Multiplicity.alpha(5, true)).isEqualTo(.02);
    assertThat(Multiplicity.alpha(3, true)).isEqualTo(.01);
    assertThat(Multiplicity.alpha(4, true)).isZero();
  }

  /** Looks at a null at 3, 5 and 10 seeds: without spending a claim comes up twice as often as is said. */
  @Test
  void peekingWithSpendingKeepsTheLevel() {
    RandomGenerator random = new Seed(2).derive("peeking").generator();
    int spent = 0;
    int unspent = 0;
    for (int trial = 0; trial < 2000; trial++) {
      double[] values = random.doubles(10).map(u -> random.nextGaussian()).toArray();
      boolean any = false;
      boolean anyUnspent = false;
      for (Multiplicity.Look look : Multiplicity.LOOKS) {
        Summary summary = Summary.of(Arrays.copyOf(values, look.seeds()));
        any |= !summary.interval(1 - look.alpha()).orElseThrow().contains(0);
        anyUnspent |= !summary.interval(1 - Multiplicity.ALPHA).orElseThrow().contains(0);
      }
      spent += any ? 1 : 0;
      unspent += anyUnspent ? 1 : 0;
    }
    assertThat(spent / 2000.0).isLessThan(.065);
    assertThat(unspent / 2000.0).isGreaterThan(.075);
  }

  @Test
  void frontierFallsWithTargetAccuracy() {
    Frontier curve = Frontier.through(new double[] {.96, .5, .9, .955}, new double[] {2.2, 3.3, 3.1, 1.8});
    assertThat(curve.targets()).containsExactly(.5, .9, .955, .96);
    assertThat(curve.leaks()).containsExactly(new double[] {3.3, 3.1, 2.0, 2.0}, within(1e-12));
    assertThat(curve.at(.7)).isCloseTo(3.2, within(1e-12));
    assertThat(curve.at(.1)).isEqualTo(3.3);
    assertThat(curve.at(1)).isEqualTo(2.0);
    assertThat(Frontier.through(new double[] {.5, .5}, new double[] {1, 2}).at(.5)).isEqualTo(2);
    assertThatThrownBy(() -> Frontier.through(new double[] {1}, new double[] {1})).hasMessageContaining("2 or more");
  }
}

package org.palimpsest.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.palimpsest.privacy.AdaptiveClipping.Rule;
import org.palimpsest.privacy.accounting.Pld;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import org.palimpsest.random.Seed;

/** Groups drawn at rates of their own, and clipping that follows norms: what they do and what they cost. */
class FairerDpTest {

  private static final Seed SEED = new Seed(5);

  @Test
  void equalWeightsDrawWhatPoissonDraws() {
    int[] groups = IntStream.range(0, 500).map(i -> i % 3 == 0 ? 1 : 0).toArray();
    Sampler same = new GroupPoissonSampler(groups, List.of("a", "b"), List.of(2.0, 2.0), 40, SamplingSeed.known(SEED));
    PoissonSampler poisson = new PoissonSampler(500, 40, SEED);
    for (int step = 0; step < 50; step++) {
      assertThat(same.sample(step)).isEqualTo(poisson.sample(step));
    }
    assertThat(same.events(1.5, 7)).isEqualTo(poisson.events(1.5, 7));
    assertThat(same.ratesByGroup()).isEmpty();
  }

  /** Mean and variance of how often images of a group enter, each within four standard errors. */
  @Test
  void everyGroupIsDrawnAtItsRate() {
    int[] groups = IntStream.range(0, 1000).map(i -> i < 900 ? 0 : 1).toArray();
    GroupPoissonSampler sampler =
        new GroupPoissonSampler(groups, List.of("most", "few"), List.of(1.0, 4.0), 65, SamplingSeed.known(SEED));
    assertThat(sampler.rates()).isEqualTo(Map.of("most", .05, "few", .2));
    int steps = 400;
    int[] counts = new int[1000];
    for (int step = 0; step < steps; step++) {
      int[] batch = sampler.sample(step);
      assertThat(batch).isSorted().doesNotHaveDuplicates();
      Arrays.stream(batch).forEach(i -> counts[i]++);
    }
    for (int g = 0; g < 2; g++) {
      double q = g == 0 ? .05 : .2;
      int group = g;
      double[] own = IntStream.range(0, 1000).filter(i -> groups[i] == group).mapToDouble(i -> counts[i]).toArray();
      double mean = Arrays.stream(own).average().orElseThrow();
      double variance = Arrays.stream(own).map(x -> (x - mean) * (x - mean)).sum() / (own.length - 1);
      double expected = steps * q * (1 - q);
      assertThat(mean).isCloseTo(steps * q, within(4 * Math.sqrt(expected / own.length)));
      assertThat(variance).isCloseTo(expected, within(4 * expected * Math.sqrt(2.0 / own.length)));
    }
    assertThat(sampler.events(1, 3)).containsExactly(new SubsampledGaussian(.2, 1, 3));
    GroupPoissonSampler full =
        new GroupPoissonSampler(new int[] {0, 0, 1}, List.of("a", "b", "none"), List.of(1.0, 9.0, 1.0), 2, SamplingSeed.known(SEED));
    assertThat(full.rates()).containsOnlyKeys("a", "b").containsEntry("b", 1.0);
  }

  /** Class 8 of 500 among 54,649, drawn four times as often: the noise is for it, the others have a fifth of its epsilon. */
  @Test
  void theOthersPayLess() {
    long steps = 8 * 53;
    double q8 = 4 * 1024.0 / (54_149 + 4 * 500);
    assertThat(q8).isCloseTo(.0729, within(.0001));
    double sigma = 2.273;
    assertThat(epsilon(q8, sigma, steps, 1e-5)).isCloseTo(3, within(.03));
    assertThat(epsilon(q8 / 4, sigma, steps, 1e-5)).isCloseTo(.65, within(.01));
    GroupPoissonSampler sampler =
        new GroupPoissonSampler(
            IntStream.range(0, 54_649).map(i -> i < 500 ? 1 : 0).toArray(), List.of("others", "rare"),
            List.of(1.0, 4.0), 1024, SamplingSeed.known(SEED));
    DpStatement statement =
        DpStatement.of(
            sampler, new Clipping.FlatClipping(1), new SeededNoise(SEED), sampler.events(sigma, steps), 1e-5);
    assertThat(statement.byGroup().get("rare")).isEqualTo(statement.pld().epsilon());
    assertThat(statement.byGroup().get("others")).isCloseTo(.65, within(.01));
    assertThat(statement.items()).containsKey("by group");
    assertThat(statement.notCovered()).contains(DpStatement.KNOWN_GROUPS);
  }

  /** Values of an independent accountant: what one release of both costs, and what is said if the count is forgotten. */
  @Test
  void countsAndGradientsAreOneRelease() {
    double q = 256 / 54_649.0;
    long steps = 12_840;
    AdaptiveClipping clipping = new AdaptiveClipping(new Rule(1, .5, .2, 1, 0, 10, 1));
    double ofGradients = clipping.sumNoise(1.1);
    assertThat(joint(ofGradients, 2)).isCloseTo(1.1, within(1e-12));
    assertThat(epsilon(q, 1.1, steps, 1e-6)).isCloseTo(2.849, within(.005));
    assertThat(epsilon(q, ofGradients, steps, 1e-6)).as("counts forgotten").isCloseTo(2.145, within(.005));
    assertThat(epsilon(q, joint(ofGradients, 1), steps, 1e-6)).as("counts not centred").isCloseTo(5.501, within(.005));
    assertThat(epsilon(q, joint(.8, 10), steps, 1e-6)).isCloseTo(5.484, within(.005));
    assertThat(epsilon(q, joint(1.1, 1), steps, 1e-6)).isCloseTo(6.676, within(.005));
    assertThatThrownBy(() -> clipping.sumNoise(2))
        .hasMessage("countNoise: expected above half the noise multiplier 2.0, was 1.0");
  }

  private static double joint(double gradients, double counts) {
    return 1 / Math.sqrt(1 / (gradients * gradients) + 1 / (counts * counts));
  }

  private static double epsilon(double q, double sigma, long steps, double delta) {
    return new Pld().epsilon(List.of(new SubsampledGaussian(q, sigma, steps)), delta);
  }

  /**
   * Whoever sees both releases of one step tells whether an example was there as often as the accounted sigma allows,
   * and more often than the sigma of gradients alone would: within four standard errors of 4,000 runs.
   */
  @Test
  void anObserverOfBothReleasesReachesTheAccountedBound() {
    double sigma = 1;
    double countNoise = .6;
    int runs = 4000;
    int hits = 0;
    for (int run = 0; run < runs; run++) {
      boolean there = run % 2 == 0;
      AdaptiveClipping clipping = new AdaptiveClipping(new Rule(1, .5, 1, 1, 0, 1e9, countNoise));
      DpMechanism mechanism =
          new DpMechanism(
              new PoissonSampler(2, 2, SEED), clipping, sigma, new SeededNoise(SEED.derive(run)), 1, Ledger.inMemory());
      mechanism.sample();
      mechanism.accept(2, new float[] {0, there ? 10 : 0});
      double sum = 2 * mechanism.release()[0];
      // Without it, two gradients of norm 0 are counted; with it, one of two.
      double count = (-Math.log(clipping.bound()) + .5 - .5) * 2;
      double sumNoise = clipping.sumNoise(sigma);
      double ratio = (sum - .5) / (sumNoise * sumNoise) - (count - .5) / (countNoise * countNoise);
      hits += ratio > 0 == there ? 1 : 0;
    }
    double shift = Math.sqrt(1 / (new AdaptiveClipping(new Rule(1, .5, 1, 1, 0, 1e9, countNoise)).sumNoise(sigma)
        * new AdaptiveClipping(new Rule(1, .5, 1, 1, 0, 1e9, countNoise)).sumNoise(sigma)) + 1 / (countNoise * countNoise));
    double expected = new NormalDistribution().cumulativeProbability(shift / 2);
    assertThat((double) hits / runs).isCloseTo(expected, within(4 * Math.sqrt(expected * (1 - expected) / runs)));
  }

  @Test
  void noGradientIsLongerThanOneWhateverTheBound() {
    RandomGenerator random = SEED.generator();
    for (double bound : new double[] {1e-6, .3, 1, 50, 1e6}) {
      AdaptiveClipping clipping = new AdaptiveClipping(new Rule(bound, .5, .2, 1, 0, 1e9, 1));
      for (int i = 0; i < 50; i++) {
        float[] gradient = new float[5];
        for (int k = 0; k < 5; k++) {
          gradient[k] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8) - 4));
        }
        double[] sum = new double[5];
        clipping.add(gradient, 0, sum);
        assertThat(Math.sqrt(Arrays.stream(sum).map(x -> x * x).sum())).isLessThanOrEqualTo(1 + 1e-12);
      }
      double[] sum = new double[2];
      assertThat(clipping.add(new float[] {Float.NaN, 1}, 0, sum)).isZero();
      assertThat(sum).containsExactly(0, 0);
    }
  }

  /** Two implementations of one rule: the quantile form, and Global-Adapt's, which counts the share above. */
  @Test
  void globalAdaptIsTheQuantileRule() {
    RandomGenerator random = SEED.derive("norms").generator();
    AdaptiveClipping clipping = new AdaptiveClipping(new Rule(50, .9, 1, .7, 0, Double.POSITIVE_INFINITY, 10));
    double z = 50;
    int n = 20;
    for (int step = 0; step < 30; step++) {
      float[] norms = new float[n];
      int above = 0;
      for (int i = 0; i < n; i++) {
        norms[i] = (float) (40 * random.nextDouble());
        above += norms[i] > .7 * z ? 1 : 0;
        clipping.add(norms, i, new double[1]);
      }
      clipping.released(0, n);
      z *= Math.exp(-.1 + (double) above / n);
      assertThat(clipping.bound()).isCloseTo(z, within(1e-12 * z));
    }
  }

  /** Of 60 gradients of norm C/10 and 40 of 10 C, most are below: the bound falls without end, but not below its least. */
  @Test
  void anUnboundedQuantileCollapsesAndABoundedOneDoesNot() {
    AdaptiveClipping free = new AdaptiveClipping(Rule.quantile(1, 100));
    AdaptiveClipping bounded = new AdaptiveClipping(Rule.bounded(1, .5, 100));
    for (int step = 0; step < 500; step++) {
      for (AdaptiveClipping clipping : List.of(free, bounded)) {
        for (int i = 0; i < 100; i++) {
          clipping.add(new float[] {i < 60 ? 0 : 1}, 0, new double[1]);
        }
        clipping.released(0, 100);
      }
    }
    assertThat(free.bound()).isLessThan(1e-3);
    assertThat(bounded.bound()).isEqualTo(.5);
  }

  @Test
  void aBoundGoesOnWhereItWas() {
    Rule rule = new Rule(1, .5, .2, 1, 0, 1e9, 1);
    AdaptiveClipping clipping = new AdaptiveClipping(rule);
    PoissonSampler sampler = new PoissonSampler(10, 10, SEED);
    DpMechanism first = new DpMechanism(sampler, clipping, 1, new SeededNoise(SEED), 1, Ledger.inMemory());
    step(first);
    DpMechanism.State state = first.state();
    double[] second = step(first);
    AdaptiveClipping other = new AdaptiveClipping(rule);
    DpMechanism resumed = new DpMechanism(sampler, other, 1, new SeededNoise(SEED), 1, Ledger.inMemory());
    resumed.resume(state);
    assertThat(state.clipping()).isNotEqualTo(List.of(1.0));
    assertThat(step(resumed)).isEqualTo(second);
    assertThat(other.bound()).isEqualTo(clipping.bound());
  }

  private static double[] step(DpMechanism mechanism) {
    mechanism.sample();
    mechanism.accept(10, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    return mechanism.release();
  }
}

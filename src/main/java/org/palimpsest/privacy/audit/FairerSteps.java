package org.palimpsest.privacy.audit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.privacy.AdaptiveClipping.Rule;
import org.palimpsest.privacy.AdaptiveClipping;
import org.palimpsest.privacy.Clipping;
import org.palimpsest.privacy.DpMechanism;
import org.palimpsest.privacy.GroupPoissonSampler;
import org.palimpsest.privacy.Ledger;
import org.palimpsest.privacy.Noise;
import org.palimpsest.privacy.NoisyStep;
import org.palimpsest.privacy.Sampler;
import org.palimpsest.privacy.SamplingSeed;
import org.palimpsest.privacy.accounting.SubsampledGaussian;

/**
 * The steps of what is said to be fairer, as {@link CanaryAudit} can look at them: canaries in a minority that is drawn
 * more often, and clipping whose count of short gradients is released, too.
 */
public final class FairerSteps {

  /** Examples of the majority for each canary, whose gradients are zero. */
  private static final int OTHERS = 9;

  /** Canaries a run where the count is released: all of a run share it, and an audit needs independent ones. */
  public static final int COUNTED_GROUP = 2;

  private FairerSteps() {}

  /**
   * Canaries are a tenth of the examples and drawn {@code weight} times as often as the others. The audit's claim has the
   * canaries' rate.
   *
   * @param population how many canaries are in
   * @param weight at least 1, so that the others' rate is none above 1
   * @param claim what the canaries are promised
   * @param clipping of a mechanism with sensitivity 1
   */
  public static NoisyStep minority(
      int population, double weight, SubsampledGaussian claim, Clipping clipping, Noise noise,
      int parameters, SamplingSeed seed) {
    Require.that(weight >= 1, "weight", "at least 1", weight);
    int[] groups = IntStream.range(0, (1 + OTHERS) * population).map(i -> i < population ? 1 : 0).toArray();
    double expected = claim.samplingRate() * population * (1 + OTHERS / weight);
    Sampler sampler = new GroupPoissonSampler(groups, List.of("others", "canaries"), List.of(1.0, weight), expected, seed);
    DpMechanism mechanism =
        new DpMechanism(sampler, clipping, claim.noiseMultiplier(), noise, parameters, Ledger.inMemory());
    return new Minority(mechanism, population, parameters, expected / (claim.samplingRate() * population));
  }

  /**
   * Shows canaries alone, and sums in units of the canaries' expected number.
   *
   * @param canaries the first examples
   */
  private record Minority(DpMechanism mechanism, int canaries, int parameters, double factor) implements NoisyStep {

    @Override
    public int[] sample() {
      int[] all = mechanism.sample();
      int[] own = Arrays.stream(all).filter(i -> i < canaries).toArray();
      int others = all.length - own.length;
      mechanism.accept(others, new float[others * parameters]);
      return own;
    }

    @Override
    public void accept(int count, float[] gradients) {
      mechanism.accept(count, gradients);
    }

    @Override
    public double[] release() {
      return Arrays.stream(mechanism.release()).map(value -> factor * value).toArray();
    }
  }

  /**
   * Clipping to an adaptive bound, which tells how many gradients were short. What is shown of a coordinate is what an
   * observer makes of both releases who knows what all others did: the sum's, with noise sigma_g, and the count's, in
   * which a canary stands as -1/2, weighted by their precisions. Its noise is {@code claim.noiseMultiplier()} if both are
   * accounted for together.
   *
   * @param countNoise sigma_b, above half the claimed noise multiplier
   */
  public static NoisyStep counted(
      Sampler sampler, SubsampledGaussian claim, double countNoise, Noise noise, int parameters) {
    // So slow a bound stays below the canaries' norm over all steps.
    Rule rule = new Rule(1, .5, 1.0 / Math.max(1000, claim.steps()), 1, 0, Double.POSITIVE_INFINITY, countNoise);
    AdaptiveClipping clipping = new AdaptiveClipping(rule);
    DpMechanism mechanism =
        new DpMechanism(sampler, clipping, claim.noiseMultiplier(), noise, parameters, Ledger.inMemory());
    return new Counted(mechanism, clipping, rule, sampler.expectedBatchSize(), claim.noiseMultiplier());
  }

  private static final class Counted implements NoisyStep {
    private final DpMechanism mechanism;
    private final AdaptiveClipping clipping;
    private final Rule rule;
    private final double expectedBatchSize;
    private final double ofSum;
    private final double ofCount;
    private boolean[] taken = new boolean[0];
    private int batch;

    Counted(
        DpMechanism mechanism, AdaptiveClipping clipping, Rule rule, double expectedBatchSize, double noiseMultiplier) {
      this.mechanism = mechanism;
      this.clipping = clipping;
      this.rule = rule;
      this.expectedBatchSize = expectedBatchSize;
      double sumNoise = clipping.sumNoise(noiseMultiplier);
      double sum = 1 / (sumNoise * sumNoise);
      double count = 1 / (4 * rule.countNoise() * rule.countNoise());
      this.ofSum = sum / (sum + count);
      this.ofCount = count / (sum + count);
    }

    @Override
    public int[] sample() {
      int[] drawn = mechanism.sample();
      batch = drawn.length;
      taken = new boolean[mechanism.parameters()];
      return drawn;
    }

    @Override
    public void accept(int count, float[] gradients) {
      for (int i = 0; i < count * taken.length; i++) {
        taken[i % taken.length] |= gradients[i] != 0;
      }
      mechanism.accept(count, gradients);
    }

    @Override
    public double[] release() {
      double before = clipping.bound();
      double[] released = mechanism.release();
      double share = rule.quantile() - Math.log(clipping.bound() / before) / rule.rate();
      double count = (share - .5) * expectedBatchSize;
      for (int i = 0; i < released.length; i++) {
        double ofOthers = -.5 * (batch - (taken[i] ? 1 : 0));
        double own = -2 * (count - ofOthers);
        released[i] = ofSum * released[i] + ofCount * own / expectedBatchSize;
      }
      return released;
    }
  }
}

package org.palimpsest.method.dp;

import java.util.Optional;
import org.palimpsest.Implied;
import org.palimpsest.Require;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method;
import org.palimpsest.method.Training;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.Encoder;

/**
 * Differentially private descent of cross-entropy: every image enters a step with probability q = batchSize / N, its
 * gradient is clipped, the sum gets Gaussian noise and is divided by batchSize, whatever the number of images drawn.
 * Steps an epoch: N / batchSize rounded, at least 1. {@link Sampling} has another scheme. What (epsilon, delta) bounds
 * is what the network tells of single training images; what its features tell of an attribute of other images is
 * another matter, and not bounded.
 *
 * <p>{@link #around} makes other methods private. What they train beside the network under study is clipped with it, as
 * one vector; what they train before the first step has steps of its own that are sampled, clipped and noised likewise,
 * and epsilon is that of all steps together.
 *
 * <p>Weight decay is added outside, to the released gradient. Recipes for private training use none, and the optimiser
 * {@code sgd} with momentum. Validation accuracies and the terms {@code loss}, {@code clipped_share} and
 * {@code non_finite_share} are exact, and not covered by the guarantee. {@link DpRecipe} adds averages of the weights,
 * copies of images and training of the last layers alone; epsilon is the same with and without.
 *
 * @param noiseMultiplier sigma, the noise's standard deviation over the clipping norm, at least 0; 0 clips and
 *     averages, with epsilon infinite
 * @param targetEpsilon above 0: the noise is the least that keeps the run's epsilon at {@code delta} below it, by the
 *     privacy-loss distribution. Not with {@code noiseMultiplier}; 3 if neither is given
 * @param delta in (0, 1)
 * @param clippingNorm C, above 0
 * @param clipping how gradients are bounded
 * @param sampling how images come into a step
 * @param secure whether noise and the seed of sampling come from SecureRandom, so that no run repeats another, nor
 *     itself after a restart: steps that a crash undid are on a ledger and count. With Poisson sampling only
 * @param microBatch images, or copies of them, in memory at once, at least 1, with the gradients of whatever network is
 *     trained beside the one under study; changes results by rounding only
 * @param rescale whether what is released is divided by C, so that one learning rate suits every C, and plain training
 *     (De et al. 2022, arXiv:2204.13650)
 * @param recipe what is added; in a spec its settings stand among these
 * @param streams who else has this run's noise and batches where {@code secure} is false
 * @param fairer what is added for minorities; in a spec its settings stand among these
 */
public record DpSgd(
    Optional<Double> noiseMultiplier,
    Optional<Double> targetEpsilon,
    double delta,
    double clippingNorm,
    ClippingRule clipping,
    @Implied("poisson") Sampling sampling,
    boolean secure,
    int microBatch,
    boolean rescale,
    @Implied(DpRecipe.NONE_TEXT) DpRecipe recipe,
    @Implied("shared") Streams streams,
    @Implied(FairerDp.NONE_TEXT) FairerDp fairer)
    implements Method {

  /** The method that this is the private form of. */
  private static final Method PLAIN = new Vanilla();

  /** The way in which a gradient is bounded. */
  public enum ClippingRule {
    /** As a whole. */
    FLAT,
    /** Layer by layer, each with the same share of the bound. */
    PER_LAYER,
    /** As a whole, to the bound also where it is shorter. */
    NORMALISED
  }

  /** The choice of the images of a step. */
  public enum Sampling {
    /** Each with probability batchSize / N, independently: what amplification by sampling is proven for. */
    POISSON,
    /**
     * Batches of batchSize from a permutation each epoch, of which what fills no batch is left out. No amplification is
     * claimed: an epoch counts as one release of every image, neighbours differ by an image's gradients being zero.
     */
    SHUFFLED
  }

  /** The runs that draw noise and batches from the same seed. */
  public enum Streams {
    /**
     * Those of one method in one condition and of one number, whatever their settings: rows of a table that differ in
     * epsilon alone are pairs, not replicates. Two of them must not be released together, since the difference of what
     * they release can be free of noise.
     */
    SHARED,
    /** No other: the seed depends on all that decides the run's numbers. */
    OWN
  }

  public DpSgd {
    noiseMultiplier.ifPresent(sigma -> Require.weight("noiseMultiplier", sigma));
    targetEpsilon.ifPresent(epsilon -> Require.positive("targetEpsilon", epsilon));
    if (noiseMultiplier.isPresent() && targetEpsilon.isPresent()) {
      throw new IllegalArgumentException(
          "noiseMultiplier: expected none where targetEpsilon is given, was " + noiseMultiplier.get());
    }
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException("delta: expected in (0, 1), was " + delta);
    }
    Require.positive("clippingNorm", clippingNorm);
    Require.given("clipping", clipping, ClippingRule.class);
    Require.given("sampling", sampling, Sampling.class);
    Require.given("streams", streams, Streams.class);
    if (secure && sampling == Sampling.SHUFFLED) {
      throw new IllegalArgumentException(
          "sampling: expected poisson where secure is true, as a permutation that a crash cut off would have to be kept"
              + " for the rest of its epoch, was shuffled");
    }
    if (microBatch < 1) {
      throw new IllegalArgumentException("microBatch: expected at least 1, was " + microBatch);
    }
    fairer.requireFitting(rescale, clipping, secure, sampling);
  }

  /** With nothing added for minorities. */
  public DpSgd(
      Optional<Double> noiseMultiplier,
      Optional<Double> targetEpsilon,
      double delta,
      double clippingNorm,
      ClippingRule clipping,
      Sampling sampling,
      boolean secure,
      int microBatch,
      boolean rescale,
      DpRecipe recipe,
      Streams streams) {
    this(
        noiseMultiplier, targetEpsilon, delta, clippingNorm, clipping, sampling, secure, microBatch, rescale, recipe,
        streams, FairerDp.NONE);
  }

  /** Epsilon 3 at delta 1e-5, flat clipping to 0.1, repeatable noise. */
  public DpSgd() {
    this(
        Optional.empty(), Optional.empty(), 1e-5, 0.1, ClippingRule.FLAT, Sampling.POISSON, false, 512, false,
        DpRecipe.NONE, Streams.SHARED);
  }

  /** The defaults with this noise and this bound. */
  public static DpSgd withNoise(double noiseMultiplier, double clippingNorm) {
    DpSgd usual = new DpSgd();
    return new DpSgd(
        Optional.of(noiseMultiplier), Optional.empty(), usual.delta, clippingNorm, usual.clipping, usual.sampling,
        usual.secure, usual.microBatch, usual.rescale, usual.recipe, usual.streams);
  }

  /** The same with what a recipe adds. */
  public DpSgd with(DpRecipe added) {
    return new DpSgd(
        noiseMultiplier, targetEpsilon, delta, clippingNorm, clipping, sampling, secure, microBatch, rescale, added,
        streams, fairer);
  }

  /**
   * Another method, trained like this; this itself for plain training.
   *
   * @throws IllegalArgumentException if clipping would bound nothing
   */
  public Method around(Method base) {
    return base.equals(PLAIN) ? this : new WithDp(base, this);
  }

  @Override
  public String name() {
    return "dp-sgd";
  }

  @Override
  public String title() {
    return "DP-SGD";
  }

  @Override
  public String citation() {
    return "Abadi, Chu, Goodfellow, McMahan, Mironov, Talwar & Zhang, Deep learning with differential privacy, CCS"
        + " 2016, arXiv:1607.00133";
  }

  @Override
  public boolean looksAhead() {
    return false;
  }

  @Override
  public Learner learner(Encoder encoder, Training training) {
    return new DpTraining(this, training).learner(PLAIN, encoder);
  }
}

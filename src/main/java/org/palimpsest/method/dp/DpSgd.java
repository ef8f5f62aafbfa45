package org.palimpsest.method.dp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.Implied;
import org.palimpsest.Require;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method;
import org.palimpsest.method.PerImageModel;
import org.palimpsest.method.Training;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.Encoder;
import org.palimpsest.privacy.Clipping;
import org.palimpsest.privacy.DpMechanism;
import org.palimpsest.privacy.FileLedger;
import org.palimpsest.privacy.FlatClipping;
import org.palimpsest.privacy.LayerClipping;
import org.palimpsest.privacy.Ledger;
import org.palimpsest.privacy.Noise;
import org.palimpsest.privacy.NormalisedClipping;
import org.palimpsest.privacy.PoissonSampler;
import org.palimpsest.privacy.Sampler;
import org.palimpsest.privacy.SamplingSeed;
import org.palimpsest.privacy.SecureNoise;
import org.palimpsest.privacy.SeededNoise;
import org.palimpsest.privacy.ShuffledSampler;
import org.palimpsest.privacy.accounting.Calibration;
import org.palimpsest.privacy.accounting.Pld;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import org.palimpsest.random.Seed;

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
    @Implied(DpRecipe.NONE_TEXT) DpRecipe recipe)
    implements Method {

  private static final double DEFAULT_EPSILON = 3;
  private static final double GAMMA = 0.01;

  /** The method that this is the private form of. */
  private static final Method PLAIN = new Vanilla();

  /** How a gradient is bounded. */
  public enum ClippingRule {
    /** As a whole. */
    FLAT,
    /** Layer by layer, each with the same share of the bound. */
    PER_LAYER,
    /** As a whole, to the bound also where it is shorter. */
    NORMALISED
  }

  /** Which images a step has. */
  public enum Sampling {
    /** Each with probability batchSize / N, independently: what amplification by sampling is proven for. */
    POISSON,
    /**
     * Batches of batchSize from a permutation each epoch, of which what fills no batch is left out. No amplification is
     * claimed: an epoch counts as one release of every image, neighbours differ by an image's gradients being zero.
     */
    SHUFFLED
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
    if (secure && sampling == Sampling.SHUFFLED) {
      throw new IllegalArgumentException(
          "sampling: expected poisson where secure is true, as a permutation that a crash cut off would have to be kept"
              + " for the rest of its epoch, was shuffled");
    }
    if (microBatch < 1) {
      throw new IllegalArgumentException("microBatch: expected at least 1, was " + microBatch);
    }
  }

  /** Epsilon 3 at delta 1e-5, flat clipping to 0.1, repeatable noise. */
  public DpSgd() {
    this(
        Optional.empty(), Optional.empty(), 1e-5, 0.1, ClippingRule.FLAT, Sampling.POISSON, false, 512, false,
        DpRecipe.NONE);
  }

  /** The defaults with this noise and this bound. */
  public static DpSgd withNoise(double noiseMultiplier, double clippingNorm) {
    DpSgd usual = new DpSgd();
    return new DpSgd(
        Optional.of(noiseMultiplier), Optional.empty(), usual.delta, clippingNorm, usual.clipping, usual.sampling,
        usual.secure, usual.microBatch, usual.rescale, usual.recipe);
  }

  /** The same with what a recipe adds. */
  public DpSgd with(DpRecipe added) {
    return new DpSgd(
        noiseMultiplier, targetEpsilon, delta, clippingNorm, clipping, sampling, secure, microBatch, rescale, added);
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
    return learner(PLAIN, encoder, training);
  }

  /**
   * A learner that makes another method private.
   *
   * @throws IllegalArgumentException also if the method trains something without saying what each image's gradient for
   *     it is: what that learns without clipping and noise would reach the network under study through its loss
   */
  Learner learner(Method base, Encoder encoder, Training training) {
    PerImageModel model =
        base.learner(encoder, training)
            .perImage()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "base: expected a method that gives every image's gradient for all that it trains, was "
                            + base.name() + ": what else it does learns from the images without clipping and noise,"
                            + " and passes that on"));
    model.networks().forEach(DpSgd::requireGradientsOfItsOwn);
    model.before().ifPresent(before -> before.model().networks().forEach(DpSgd::requireGradientsOfItsOwn));
    double sigma = noiseMultiplier(training, model.before().map(PerImageModel.Before::epochs).orElse(0));
    Seed seed = training.seed().derive("dp-sgd");
    Optional<DpLearner.Before> before =
        model.before().map(
            first ->
                new DpLearner.Before(
                    descent("pretraining-privacy", first.model(), training, sigma, seed.derive("pretraining")),
                    training.images(),
                    (long) first.epochs() * sampler(training, seed).stepsPerEpoch()));
    PerImageModel trained =
        recipe.trainedLayers().<PerImageModel>map(last -> new TrainedLayers(model, encoder, last)).orElse(model);
    DpLearner learner =
        new DpLearner(before, descent("privacy", trained, training, sigma, seed), delta, notCovered(base));
    return recipe.emaDecay() == 0 ? learner : new AveragedLearner(learner, encoder, recipe.emaDecay());
  }

  private static List<String> notCovered(Method base) {
    return base.looksAhead()
        ? List.of("whatever %s takes from the training images before the first step, such as counts of groups"
            .formatted(base.title()))
        : List.of();
  }

  private DpDescent descent(String name, PerImageModel model, Training training, double sigma, Seed seed) {
    Noise noise = secure ? new SecureNoise() : new SeededNoise(seed);
    // Steps that a crash undoes are taken again: seeded ones the same, secure ones anew, and then they count twice.
    Ledger ledger =
        training.folder().filter(folder -> secure)
            .<Ledger>map(folder -> new FileLedger(folder.resolve(name + "-ledger")))
            .orElseGet(Ledger::inMemory);
    DpMechanism mechanism =
        new DpMechanism(sampler(training, seed), rule(model), sigma, noise, model.parameters(), ledger);
    return new DpDescent(name, model, mechanism, microBatch, recipe.copies(seed), rescale ? 1 / clippingNorm : 1);
  }

  private Sampler sampler(Training training, Seed known) {
    int images = training.images().size();
    Require.that(
        training.batchSize() <= images, "batchSize", "at most the %d images trained on".formatted(images),
        training.batchSize());
    return switch (sampling) {
      case POISSON ->
          new PoissonSampler(
              images, training.batchSize(), secure ? SamplingSeed.secret() : SamplingSeed.known(known));
      case SHUFFLED -> new ShuffledSampler(images, training.batchSize(), known);
    };
  }

  private static void requireGradientsOfItsOwn(Encoder network) {
    if (network.spec().couplesImages()) {
      throw new IllegalArgumentException(
          "network: expected one without batch normalisation, whose statistics mix the images of a batch so that none"
              + " has a gradient of its own to clip, was " + network.spec().summary());
    }
  }

  /**
   * Sigma, as given or as the run needs it.
   *
   * @param before epochs of what is trained before the first step
   * @throws IllegalArgumentException if no accountant could tell, once all is trained, what it cost
   */
  public double noiseMultiplier(Training training, int before) {
    Sampler sampler = sampler(training, training.seed());
    List<SubsampledGaussian> releases = new ArrayList<>();
    for (int epochs : new int[] {before, training.epochs()}) {
      releases.addAll(sampler.events(1, (long) epochs * sampler.stepsPerEpoch()));
    }
    SubsampledGaussian all = SubsampledGaussian.merged(releases).get(0);
    double sigma =
        noiseMultiplier.orElseGet(
            () ->
                Calibration.noiseMultiplier(
                    new Pld(), targetEpsilon.orElse(DEFAULT_EPSILON), delta, all.samplingRate(), all.steps()));
    new Pld().epsilon(List.of(new SubsampledGaussian(all.samplingRate(), sigma, all.steps())), delta);
    return sigma;
  }

  private Clipping rule(PerImageModel model) {
    return switch (clipping) {
      case FLAT -> new FlatClipping(clippingNorm);
      case PER_LAYER -> LayerClipping.equal(clippingNorm, model.sizes());
      case NORMALISED -> new NormalisedClipping(clippingNorm, GAMMA);
    };
  }
}

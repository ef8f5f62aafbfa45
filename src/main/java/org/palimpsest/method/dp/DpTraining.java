package org.palimpsest.method.dp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.Require;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method;
import org.palimpsest.method.PerImageModel;
import org.palimpsest.method.Training;
import org.palimpsest.nn.Encoder;
import org.palimpsest.privacy.Clipping.FlatClipping;
import org.palimpsest.privacy.Clipping.NormalisedClipping;
import org.palimpsest.privacy.Clipping;
import org.palimpsest.privacy.DpMechanism;
import org.palimpsest.privacy.FileLedger;
import org.palimpsest.privacy.LayerClipping;
import org.palimpsest.privacy.Ledger;
import org.palimpsest.privacy.Noise;
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
 * A run with differential privacy: sampler, clipping, noise and ledger as {@link DpSgd} has them, put together for a
 * run's images, batches and epochs.
 */
record DpTraining(DpSgd dp, Training training) {

  private static final double DEFAULT_EPSILON = 3;
  private static final double GAMMA = 0.01;

  /**
   * A learner that makes a method private.
   *
   * @throws IllegalArgumentException also if the method trains something without saying what each image's gradient for
   *     it is: what that learns without clipping and noise would reach the network under study through its loss
   */
  Learner learner(Method base, Encoder encoder) {
    PerImageModel model =
        base.learner(encoder, training)
            .perImage()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "base: expected a method that gives every image's gradient for all that it trains, was "
                            + base.name() + ": what else it does learns from the images without clipping and noise,"
                            + " and passes that on"));
    model.networks().forEach(DpTraining::requireGradientsOfItsOwn);
    model.before().ifPresent(before -> before.model().networks().forEach(DpTraining::requireGradientsOfItsOwn));
    double sigma = noiseMultiplier(model.before().map(PerImageModel.Before::epochs).orElse(0));
    Seed seed = (dp.streams() == DpSgd.Streams.OWN ? training.own() : training.seed()).derive("dp-sgd");
    Optional<DpLearner.Before> before =
        model.before().map(
            first ->
                new DpLearner.Before(
                    descent("pretraining-privacy", first.model(), sigma, seed.derive("pretraining")),
                    training.images(),
                    (long) first.epochs() * sampler(seed).stepsPerEpoch()));
    PerImageModel trained =
        dp.recipe().trainedLayers().<PerImageModel>map(last -> new TrainedLayers(model, encoder, last)).orElse(model);
    DpLearner learner =
        new DpLearner(before, descent("privacy", trained, sigma, seed), dp.delta(), notCovered(base, sigma));
    return dp.recipe().emaDecay() == 0 ? learner : new AveragedLearner(learner, encoder, dp.recipe().emaDecay());
  }

  private List<String> notCovered(Method base, double sigma) {
    List<String> more = new ArrayList<>();
    if (base.looksAhead()) {
      more.add(
          "whatever %s takes from the training images before the first step, such as counts of groups"
              .formatted(base.title()));
    }
    if (!dp.secure() && sigma > 0 && dp.streams() == DpSgd.Streams.SHARED) {
      more.add(
          "release together with a run that differs from this one in settings alone: both have the same noise, which the"
              + " difference of what they release can be free of (streams: own draws it apart)");
    }
    return more;
  }

  private DpDescent descent(String name, PerImageModel model, double sigma, Seed seed) {
    Noise noise = dp.secure() ? new SecureNoise() : new SeededNoise(seed);
    // Steps that a crash undoes are taken again: seeded ones the same, secure ones anew, and then they count twice.
    Ledger ledger =
        training.folder().filter(folder -> dp.secure())
            .<Ledger>map(folder -> new FileLedger(folder.resolve(name + "-ledger")))
            .orElseGet(Ledger::inMemory);
    DpMechanism mechanism =
        new DpMechanism(sampler(seed), rule(model), sigma, noise, model.parameters(), ledger);
    boolean divided = dp.rescale() && dp.fairer().adaptive() == FairerDp.Adaptive.NONE;
    double scale = divided ? 1 / dp.clippingNorm() : 1;
    return new DpDescent(name, model, mechanism, dp.microBatch(), dp.recipe().copies(seed), scale);
  }

  private Sampler sampler(Seed known) {
    int images = training.images().size();
    Require.that(
        training.batchSize() <= images, "batchSize", "at most the %d images trained on".formatted(images),
        training.batchSize());
    SamplingSeed seed = dp.secure() ? SamplingSeed.secret() : SamplingSeed.known(known);
    return switch (dp.sampling()) {
      case POISSON ->
          dp.fairer().sampler(training.images(), training.batchSize(), seed)
              .orElseGet(() -> new PoissonSampler(images, training.batchSize(), seed));
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
  double noiseMultiplier(int before) {
    Sampler sampler = sampler(training.seed());
    List<SubsampledGaussian> releases = new ArrayList<>();
    for (int epochs : new int[] {before, training.epochs()}) {
      releases.addAll(sampler.events(1, (long) epochs * sampler.stepsPerEpoch()));
    }
    SubsampledGaussian all = SubsampledGaussian.merged(releases).get(0);
    double sigma =
        dp.noiseMultiplier().orElseGet(
            () ->
                Calibration.noiseMultiplier(
                    new Pld(), dp.targetEpsilon().orElse(DEFAULT_EPSILON), dp.delta(), all.samplingRate(),
                    all.steps()));
    new Pld().epsilon(List.of(new SubsampledGaussian(all.samplingRate(), sigma, all.steps())), dp.delta());
    return sigma;
  }

  private Clipping rule(PerImageModel model) {
    return switch (dp.clipping()) {
      case FLAT ->
          dp.fairer().clipping(dp.clippingNorm(), training.batchSize())
              .orElseGet(() -> new FlatClipping(dp.clippingNorm()));
      case PER_LAYER -> LayerClipping.equal(dp.clippingNorm(), model.sizes());
      case NORMALISED -> new NormalisedClipping(dp.clippingNorm(), GAMMA);
    };
  }
}

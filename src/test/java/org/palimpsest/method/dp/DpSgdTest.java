package org.palimpsest.method.dp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.palimpsest.method.dp.DpFixture.BATCH;
import static org.palimpsest.method.dp.DpFixture.GROUP;
import static org.palimpsest.method.dp.DpFixture.IMAGES;
import static org.palimpsest.method.dp.DpFixture.SMALL;
import static org.palimpsest.method.dp.DpFixture.assertClose;
import static org.palimpsest.method.dp.DpFixture.distance;
import static org.palimpsest.method.dp.DpFixture.doubles;
import static org.palimpsest.method.dp.DpFixture.promise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.data.BatchOrder;
import org.palimpsest.method.BiasBal;
import org.palimpsest.method.CrossEntropy;
import org.palimpsest.method.EnD;
import org.palimpsest.method.FairKl;
import org.palimpsest.method.GroupDro;
import org.palimpsest.method.JointModel;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.method.Objective;
import org.palimpsest.method.PerImageModel;
import org.palimpsest.method.ReBias;
import org.palimpsest.method.Training;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.privacy.Clipping.FlatClipping;
import org.palimpsest.privacy.Clipping;
import org.palimpsest.privacy.DpMechanism;
import org.palimpsest.privacy.Ledger;
import org.palimpsest.privacy.Sampler;
import org.palimpsest.privacy.SeededNoise;
import org.palimpsest.privacy.accounting.Pld;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import org.palimpsest.random.Seed;

class DpSgdTest {

  private static final Seed SEED = new Seed(11);
  private static final double ENDLESS = 1e30;
  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void withoutNoiseAndBoundItIsPlainDescent(boolean group, boolean adam) {
    NetworkSpec network = group ? GROUP : SMALL;
    OptimiserSpec optimiser = adam ? new OptimiserSpec(1e-3) : OptimiserSpec.sgd(0.9, 1e-3);
    double rate = adam ? 1e-3 : 0.1;
    Encoder encoder = network.create(optimiser, SEED);
    Encoder plain = network.create(optimiser, SEED);
    double[] initial = doubles(plain.parameters());
    Learner learner = DpSgd.withNoise(0, ENDLESS).learner(encoder, training(BATCH, 1));
    for (int step = 0; step < 5; step++) {
      Batch batch = next(learner);
      double loss = learner.update(batch, rate).get("loss");
      LossAndGradient at = new CrossEntropy().at(plain.train(batch), batch.targets(), batch.privateAttributes());
      CommonOps_DDRM.scale((double) batch.size() / BATCH, at.dLogits());
      plain.backward(null, at.dLogits());
      plain.step(rate);
      assertThat(loss).isCloseTo(at.loss(), within(1e-5));
      double[] expected = doubles(plain.parameters());
      double moved = distance(expected, initial);
      assertThat(moved).isGreaterThan(1e-3);
      assertThat(distance(doubles(encoder.parameters()), expected)).isLessThan(1e-4 * moved);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 512})
  void howManyImagesAreInMemoryDoesNotMatter(int microBatch) {
    Encoder encoder = SMALL.create(OptimiserSpec.sgd(0, 0), SEED);
    Encoder usual = SMALL.create(OptimiserSpec.sgd(0, 0), SEED);
    DpSgd whole = DpSgd.withNoise(0.5, 0.1);
    DpSgd parts = withNoise(0.5, DpSgd.ClippingRule.FLAT, false, microBatch, false);
    Learner learner = parts.learner(encoder, training(BATCH, 1));
    Learner other = whole.learner(usual, training(BATCH, 1));
    for (int step = 0; step < 3; step++) {
      learner.update(next(learner), 1);
      other.update(next(other), 1);
    }
    assertClose(encoder.parameters(), usual.parameters(), 1e-5);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void normsAreThoseOfBatchesOfOne(boolean group) {
    NetworkSpec network = group ? GROUP : SMALL;
    Encoder encoder = network.create(OptimiserSpec.sgd(0, 0), SEED);
    List<Double> norms = new ArrayList<>();
    Clipping recording = new Recording(norms);
    int[] indices = IntStream.range(0, IMAGES).toArray();
    Learner learner = learner(encoder, recording, 7, indices);
    Batch batch = DpFixture.next(learner, images());
    learner.update(batch, 0);
    assertThat(norms).hasSize(IMAGES);
    for (int i = 0; i < IMAGES; i++) {
      Batch one = batch.select(new int[] {i});
      encoder.backward(
          null, new CrossEntropy().at(encoder.train(one), one.targets(), one.privateAttributes()).dLogits());
      assertThat(norms.get(i)).isCloseTo(encoder.gradientNorm(), within(1e-4 * encoder.gradientNorm()));
    }
  }

  /** The released sum, from what the step does to the parameters at rate 1 and expected batch size 1. */
  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void oneImageMovesTheSumByNoMoreThanTheBound(boolean group, boolean notNumbers) {
    NetworkSpec network = group ? GROUP : SMALL;
    Batch batch = images().batch();
    int odd = 4;
    if (notNumbers) {
      for (int i = odd * 768; i < odd * 768 + 100; i++) {
        batch.pixels()[i] = i % 2 == 0 ? Float.NaN : Float.MAX_VALUE;
      }
    }
    double bound = 0.05;
    int[] all = IntStream.range(0, IMAGES).toArray();
    double[] sum = released(network, batch, bound, all);
    for (int left : new int[] {odd, 0, IMAGES - 1}) {
      double[] without = released(network, batch, bound, IntStream.of(all).filter(i -> i != left).toArray());
      double moved = distance(sum, without);
      assertThat(moved).isLessThanOrEqualTo(bound * 1.001);
      if (notNumbers && left == odd) {
        assertThat(moved).isLessThan(1e-4 * bound);
      } else {
        assertThat(moved).isGreaterThan(0.5 * bound);
      }
    }
  }

  @Test
  void anImageWithoutAGradientIsCountedAndTakesNoOtherWithIt() {
    Batch batch = images().batch();
    batch.pixels()[0] = Float.NaN;
    Encoder encoder = SMALL.create(OptimiserSpec.sgd(0, 0), SEED);
    int[] all = IntStream.range(0, IMAGES).toArray();
    Learner learner = learner(encoder, new FlatClipping(ENDLESS), 512, all);
    Map<String, Double> terms = learner.update(DpFixture.next(learner, new BatchImages(batch, 4, 4)), 0.1);
    assertThat(terms).containsEntry("non_finite_share", 1.0 / IMAGES).containsEntry("clipped_share", 0.0);
    assertThat(terms.get("loss")).isFinite().isPositive();
  }

  @Test
  void shortGradientsAreNotClipped() {
    int[] all = IntStream.range(0, IMAGES).toArray();
    for (double bound : new double[] {1e-6, ENDLESS}) {
      Learner learner =
          learner(SMALL.create(OptimiserSpec.sgd(0, 0), SEED), new FlatClipping(bound), 512, all);
      double share = learner.update(DpFixture.next(learner, images()), 0).get("clipped_share");
      assertThat(share).isEqualTo(bound < 1 ? 1 : 0);
    }
  }

  @Test
  void anEmptyBatchIsNoisedSteppedAndAccountedFor() {
    Encoder encoder = SMALL.create(OptimiserSpec.sgd(0, 0), SEED);
    Learner learner = DpSgd.withNoise(1, 0.1).learner(encoder, training(1, 1));
    int empty = 0;
    for (int step = 1; step <= 12; step++) {
      Batch batch = next(learner);
      float[] before = encoder.parameters();
      Map<String, Double> terms = learner.update(batch, 0.1);
      assertThat(encoder.parameters()).isNotEqualTo(before);
      assertThat(promise(learner).steps()).isEqualTo(step);
      if (batch.size() == 0) {
        empty++;
        assertThat(terms.values()).containsOnly(0.0);
      }
    }
    assertThat(empty).isBetween(1, 11);
  }

  @Test
  void aBatchThatNobodyDrewIsRefused() {
    Learner learner = DpSgd.withNoise(1, 1).learner(SMALL.create(new OptimiserSpec(0), SEED), training(BATCH, 1));
    assertThatThrownBy(() -> learner.update(images().batch(), 0.1))
        .hasMessage("batch: expected the one that was drawn for this step, was another");
    Batch batch = next(learner);
    learner.update(batch, 0.1);
    assertThatThrownBy(() -> learner.update(batch, 0.1)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource(DpSgd.ClippingRule.class)
  void goesOnWithTheSameBitsAndTheSameAccount(DpSgd.ClippingRule rule, @TempDir Path folder) throws IOException {
    DpSgd dp = withNoise(1.1, rule, false, 6, false);
    OptimiserSpec sgd = OptimiserSpec.sgd(0.9, 0);
    Learner whole = dp.learner(SMALL.create(sgd, SEED), training(BATCH, 2));
    Learner resumed = dp.learner(SMALL.create(sgd, SEED), training(BATCH, 2));
    steps(whole, 4);
    DpFixture.save(whole.trainables(), folder);
    steps(whole, 4);
    DpFixture.restore(resumed.trainables(), folder);
    assertThat(promise(resumed).steps()).isEqualTo(4);
    steps(resumed, 4);
    assertThat(resumed.trainables().get(0).parameters()).isEqualTo(whole.trainables().get(0).parameters());
    assertThat(promise(resumed)).isEqualTo(promise(whole));
    Learner other = DpSgd.withNoise(1.2, 0.1).learner(SMALL.create(sgd, SEED), training(BATCH, 2));
    assertThatThrownBy(() -> other.trainables().get(1).restore(folder.resolve("privacy")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("noise multiplier 1.2")
        .hasMessageContaining("noise multiplier 1.1");
  }

  @Test
  void secureNoiseRepeatsNothing() {
    DpSgd secure = withNoise(1, DpSgd.ClippingRule.FLAT, true, 512, false);
    List<float[]> ends = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      Encoder encoder = SMALL.create(OptimiserSpec.sgd(0, 0), SEED);
      Learner learner = secure.learner(encoder, training(BATCH, 1));
      steps(learner, 1);
      assertThat(promise(learner).toString()).contains("SecureRandom");
      ends.add(encoder.parameters());
    }
    assertThat(ends.get(0)).isNotEqualTo(ends.get(1));
  }

  @Test
  void secureSamplingRepeatsNothing(@TempDir Path folder) throws IOException {
    DpSgd secure = withNoise(1, DpSgd.ClippingRule.FLAT, true, 512, false);
    Learner whole = secure.learner(SMALL.create(OptimiserSpec.sgd(0, 0), SEED), training(BATCH, 1));
    Learner resumed = secure.learner(SMALL.create(OptimiserSpec.sgd(0, 0), SEED), training(BATCH, 1));
    steps(whole, 1);
    DpFixture.save(whole.trainables(), folder);
    DpFixture.restore(resumed.trainables(), folder);
    assertThat(next(resumed).pixels()).isNotEqualTo(next(whole).pixels());
    assertThat(promise(resumed).steps()).isEqualTo(2);
    assertThat(promise(resumed).scheme()).endsWith("drawn by SecureRandom, never written down");
    assertThatThrownBy(
            () ->
                new DpSgd(
                    Optional.empty(), Optional.empty(), 1e-5, 0.1, DpSgd.ClippingRule.FLAT, DpSgd.Sampling.SHUFFLED,
                    true, 512, false, DpRecipe.NONE, DpSgd.Streams.SHARED))
        .hasMessageStartingWith("sampling: expected poisson where secure is true");
  }

  /** Arms of a table that differ in epsilon: with streams of their own neither noise nor batches are the same. */
  @Test
  void runsThatShareASeedShareNoiseUnlessTheyHaveTheirOwn() {
    Seed one = SEED.derive("one cell");
    Seed other = SEED.derive("another");
    assertThat(firstStep(DpSgd.Streams.SHARED, one)).isEqualTo(firstStep(DpSgd.Streams.SHARED, other));
    assertThat(firstStep(DpSgd.Streams.OWN, one)).isEqualTo(firstStep(DpSgd.Streams.OWN, one));
    assertThat(firstStep(DpSgd.Streams.OWN, one))
        .isNotEqualTo(firstStep(DpSgd.Streams.OWN, other))
        .isNotEqualTo(firstStep(DpSgd.Streams.SHARED, one));
  }

  /** The pixels of the first batch, and the parameters that its step leaves. */
  private static List<Object> firstStep(DpSgd.Streams streams, Seed own) {
    DpSgd usual = DpSgd.withNoise(1, 0.1);
    DpSgd dp =
        new DpSgd(
            usual.noiseMultiplier(), usual.targetEpsilon(), usual.delta(), usual.clippingNorm(), usual.clipping(),
            usual.sampling(), usual.secure(), usual.microBatch(), usual.rescale(), usual.recipe(), streams);
    OptimiserSpec optimiser = OptimiserSpec.sgd(0, 0);
    Encoder encoder = SMALL.create(optimiser, SEED);
    Training training =
        new Training(images(), optimiser, BATCH, 0.1, 1, SEED.derive("method"), own, Optional.empty());
    Learner learner = dp.learner(encoder, training);
    Batch batch = next(learner);
    learner.update(batch, 0.1);
    return List.of(Arrays.hashCode(batch.pixels()), Arrays.hashCode(encoder.parameters()));
  }

  @Test
  void shuffledSamplingClaimsNoAmplification() {
    DpSgd shuffled =
        new DpSgd(
            Optional.empty(), Optional.of(2.0), 1e-5, 0.1, DpSgd.ClippingRule.FLAT, DpSgd.Sampling.SHUFFLED, false, 512,
            false, DpRecipe.NONE, DpSgd.Streams.SHARED);
    int batchSize = 15;
    Training training = training(batchSize, 3);
    Learner learner = shuffled.learner(SMALL.create(OptimiserSpec.sgd(0, 0), SEED), training);
    assertThat(learner.batches(BatchOrder.sequential(BATCH)).count(images())).isEqualTo(IMAGES / batchSize);
    for (int epoch = 1; epoch <= 3; epoch++) {
      List<Float> firstPixels = new ArrayList<>();
      for (Batch batch : learner.batches(BatchOrder.sequential(BATCH)).batches(images(), epoch)) {
        learner.update(batch, 0.1);
        assertThat(promise(learner).steps()).isEqualTo(epoch);
        assertThat(batch.size()).isEqualTo(batchSize);
        IntStream.range(0, batchSize).forEach(i -> firstPixels.add(batch.pixels()[i * 768]));
      }
      assertThat(firstPixels).hasSize(30).doesNotHaveDuplicates();
    }
    double sigma = new DpTraining(shuffled, training).noiseMultiplier(0);
    assertThat(promise(learner).events()).containsExactly(new SubsampledGaussian(1, sigma, 3));
    assertThat(promise(learner).pld().epsilon()).isBetween(1.99, 2.0);
    assertThat(promise(learner).scheme())
        .startsWith("shuffled: batches of 15 of 40 examples")
        .contains("drawn from a known seed", "no amplification is claimed");
    assertThat(promise(learner).neighbours()).isEqualTo("replace one example's gradients by zero");
    double poisson =
        new DpTraining(flat(Optional.empty(), Optional.of(2.0), 1e-5, 0.1, 512), training).noiseMultiplier(0);
    assertThat(sigma).isGreaterThan(poisson);
  }

  /** Before the first step, not after the last. */
  @Test
  void whatNoAccountantCouldTellOfIsNotTrained() {
    Encoder encoder = SMALL.create(OptimiserSpec.sgd(0, 0), SEED);
    assertThatThrownBy(() -> DpSgd.withNoise(1e-5, 1).learner(encoder, training(BATCH, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("noiseMultiplier: expected at least 0.002 for a privacy-loss distribution, was 1.0E-5");
    assertThatThrownBy(() -> DpSgd.withNoise(1, 1).learner(encoder, training(IMAGES + 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize: expected at most the 40 images trained on, was 41");
  }

  @Test
  void normalisedClippingHasNoClippedShare() {
    Learner learner =
        withNoise(1, DpSgd.ClippingRule.NORMALISED, false, 512, false)
            .learner(SMALL.create(OptimiserSpec.sgd(0, 0), SEED), training(BATCH, 1));
    assertThat(learner.update(next(learner), 0.1)).containsOnlyKeys("loss", "non_finite_share");
  }

  @Test
  void noiseIsTheLeastThatKeepsTheTarget() {
    DpSgd dp = flat(Optional.empty(), Optional.of(2.0), 1e-5, 0.1, 512);
    Learner learner = dp.learner(SMALL.create(OptimiserSpec.sgd(0, 0), SEED), training(BATCH, 3));
    int steps = learner.batches(BatchOrder.sequential(BATCH)).count(images());
    assertThat(steps).isEqualTo(IMAGES / BATCH);
    steps(learner, 3 * steps);
    assertThat(promise(learner).pld().epsilon()).isBetween(1.99, 2.0);
    double sigma = new DpTraining(dp, training(BATCH, 3)).noiseMultiplier(0);
    List<SubsampledGaussian> less = List.of(new SubsampledGaussian(0.25, 0.99 * sigma, 3L * steps));
    assertThat(new Pld().epsilon(less, 1e-5)).isGreaterThan(2);
  }

  @Test
  void rescaledOneRateSuitsEveryBound() {
    Encoder encoder = SMALL.create(OptimiserSpec.sgd(0.9, 0), SEED);
    Encoder rescaled = SMALL.create(OptimiserSpec.sgd(0.9, 0), SEED);
    DpSgd usual = DpSgd.withNoise(1, 0.1);
    Learner learner = usual.learner(encoder, training(BATCH, 1));
    DpSgd unit = withNoise(1, DpSgd.ClippingRule.FLAT, false, 512, true);
    Learner other = unit.learner(rescaled, training(BATCH, 1));
    for (int step = 0; step < 3; step++) {
      learner.update(next(learner), 0.5);
      other.update(next(other), 0.05);
    }
    assertClose(rescaled.parameters(), encoder.parameters(), 1e-5);
    assertThat(promise(other)).isEqualTo(promise(learner));
  }

  @Test
  void perImageMethodsCanBePrivate() {
    Encoder encoder = SMALL.create(OptimiserSpec.sgd(0, 0), SEED);
    Method method = DpSgd.withNoise(0, ENDLESS).around(new BiasBal());
    assertThat(method.name()).isEqualTo("dp-biasbal");
    Learner learner = method.learner(encoder, training(BATCH, 1));
    Encoder plain = SMALL.create(OptimiserSpec.sgd(0, 0), SEED);
    Batch batch = next(learner);
    learner.update(batch, 0.1);
    Objective objective = new BiasBal().objective(images());
    LossAndGradient at = objective.at(plain.train(batch), batch.targets(), batch.privateAttributes());
    CommonOps_DDRM.scale((double) batch.size() / BATCH, at.dLogits());
    plain.backward(null, at.dLogits());
    plain.step(0.1);
    assertClose(encoder.parameters(), plain.parameters(), 2e-6);
    assertThat(promise(learner).toString()).contains("whatever BiasBal takes from the training images");
    assertThat(new DpSgd().around(new Vanilla())).isEqualTo(new DpSgd());
  }

  @Test
  void whatClippingWouldNotBoundIsRefused() {
    DpSgd dp = new DpSgd();
    for (Method method : List.of(new EnD(), new ReBias(), new FairKl(), new GroupDro())) {
      assertThatThrownBy(() -> dp.around(method))
          .hasMessageStartingWith("base: expected a method in which every image has a loss of its own, was ")
          .hasMessageEndingWith("so clipping single images' gradients bounds nothing");
    }
    assertThatThrownBy(() -> dp.around(dp)).hasMessageContaining("not private yet");
    NetworkSpec batchNorm = new SimpleConvNet(16, 3, List.of(8), 5, Normalisation.BATCH, Bottleneck.RELU, 4);
    assertThatThrownBy(
            () -> dp.learner(batchNorm.create(new OptimiserSpec(0), SEED), training(BATCH, 1)))
        .hasMessageStartingWith("network: expected one without batch normalisation");
  }

  @Test
  void refuses() {
    refuses(Optional.of(-1.0), Optional.empty(), 1e-5, 1, 1, "noiseMultiplier: expected finite and at least 0");
    refuses(Optional.of(1.0), Optional.of(1.0), 1e-5, 1, 1, "noiseMultiplier: expected none where targetEpsilon");
    refuses(Optional.empty(), Optional.of(0.0), 1e-5, 1, 1, "targetEpsilon: expected finite and above 0, was 0.0");
    refuses(Optional.empty(), Optional.empty(), 1, 1, 1, "delta: expected in (0, 1), was 1.0");
    refuses(Optional.empty(), Optional.empty(), 1e-5, 0, 1, "clippingNorm: expected finite and above 0, was 0.0");
    refuses(Optional.empty(), Optional.empty(), 1e-5, 1, 0, "microBatch: expected at least 1, was 0");
  }

  private static void refuses(
      Optional<Double> noise, Optional<Double> epsilon, double delta, double bound, int microBatch, String message) {
    assertThatThrownBy(() -> flat(noise, epsilon, delta, bound, microBatch))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  /** At the default delta and bound. */
  private static DpSgd withNoise(
      double noiseMultiplier, DpSgd.ClippingRule clipping, boolean secure, int microBatch, boolean rescale) {
    DpSgd usual = DpSgd.withNoise(noiseMultiplier, 0.1);
    return new DpSgd(
        usual.noiseMultiplier(), Optional.empty(), usual.delta(), usual.clippingNorm(), clipping,
        DpSgd.Sampling.POISSON, secure, microBatch, rescale, DpRecipe.NONE, DpSgd.Streams.SHARED);
  }

  private static DpSgd flat(
      Optional<Double> noise, Optional<Double> epsilon, double delta, double bound, int microBatch) {
    return new DpSgd(
        noise, epsilon, delta, bound, DpSgd.ClippingRule.FLAT, DpSgd.Sampling.POISSON, false, microBatch, false,
        DpRecipe.NONE, DpSgd.Streams.SHARED);
  }

  private static double[] released(NetworkSpec network, Batch batch, double bound, int[] indices) {
    Encoder encoder = network.create(OptimiserSpec.sgd(0, 0), SEED);
    float[] before = encoder.parameters();
    Learner learner = learner(encoder, new FlatClipping(bound), 8, indices);
    learner.update(DpFixture.next(learner, new BatchImages(batch, 4, 4)), 1);
    float[] after = encoder.parameters();
    double[] moved = new double[before.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (double) before[i] - after[i];
    }
    return moved;
  }

  private static DpLearner learner(Encoder encoder, Clipping clipping, int microBatch, int[] indices) {
    DpMechanism mechanism =
        new DpMechanism(
            new Always(indices), clipping, 0, new SeededNoise(SEED), encoder.parameters().length, Ledger.inMemory());
    PerImageModel model = JointModel.of(encoder, encoder, new CrossEntropy());
    DpDescent descent = new DpDescent("privacy", model, mechanism, microBatch, Optional.empty(), 1);
    return new DpLearner(Optional.empty(), descent, 1e-5, List.of());
  }

  private static Training training(int batchSize, int epochs) {
    return DpFixture.training(SEED, new OptimiserSpec(0), batchSize, epochs);
  }

  private static void steps(Learner learner, int count) {
    DpFixture.steps(learner, images(), count);
  }

  private static Batch next(Learner learner) {
    return DpFixture.next(learner, images());
  }

  private static BatchImages images() {
    return DpFixture.images(SEED);
  }

  /** The same images in every step, and nothing to divide by. */
  private record Always(int[] indices) implements Sampler {
    @Override
    public int population() {
      return IMAGES;
    }

    @Override
    public double expectedBatchSize() {
      return 1;
    }

    @Override
    public int[] sample(long step) {
      return indices;
    }

    @Override
    public List<SubsampledGaussian> events(double noiseMultiplier, long steps) {
      return List.of(new SubsampledGaussian(1, noiseMultiplier, steps));
    }

    @Override
    public String scheme() {
      return "always";
    }

    @Override
    public String neighbours() {
      return "none";
    }
  }

  /** Notes norms, adds nothing. */
  private record Recording(List<Double> norms) implements Clipping {
    @Override
    public double sensitivity() {
      return 1;
    }

    @Override
    public double add(float[] gradients, int offset, double[] sum) {
      norms.add(Clipping.norm(gradients, offset, offset + sum.length));
      return 1;
    }

    @Override
    public String rule() {
      return "none";
    }
  }
}

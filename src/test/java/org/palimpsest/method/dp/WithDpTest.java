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
import static org.palimpsest.method.dp.DpFixture.next;
import static org.palimpsest.method.dp.DpFixture.promise;
import static org.palimpsest.method.dp.DpFixture.steps;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.method.CrossEntropy;
import org.palimpsest.method.HeadTraining;
import org.palimpsest.method.LearnedMixin;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method.Role;
import org.palimpsest.method.Method;
import org.palimpsest.method.OracleData;
import org.palimpsest.method.PerImageModel;
import org.palimpsest.method.PlainJoint;
import org.palimpsest.method.RUBi;
import org.palimpsest.method.Training;
import org.palimpsest.method.Untrained;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.Trainable;
import org.palimpsest.privacy.Clipping.FlatClipping;
import org.palimpsest.privacy.DpMechanism;
import org.palimpsest.privacy.Ledger;
import org.palimpsest.privacy.PoissonSampler;
import org.palimpsest.privacy.SeededNoise;
import org.palimpsest.privacy.accounting.Pld;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import org.palimpsest.random.Seed;
import org.palimpsest.testkit.MethodContract;

/** Methods that train more than one network, with privacy for all that they train. */
class WithDpTest {

  private static final Seed SEED = new Seed(13);
  private static final double ENDLESS = 1e30;
  private static final BatchImages ALL = DpFixture.images(SEED);
  private static final OptimiserSpec SGD = OptimiserSpec.sgd(0.9, 1e-3);
  private static final OptimiserSpec PLAIN = OptimiserSpec.sgd(0, 0);

  static List<Method> methods() {
    return List.of(
        new RUBi(),
        new RUBi(0.7, HeadTraining.TRAINED, RUBi.Mask.LINEAR),
        new RUBi(0.7, HeadTraining.TRAINED, RUBi.Mask.MLP),
        new LearnedMixin(0.36, 2, HeadTraining.FROZEN),
        new LearnedMixin(0.36, 2, HeadTraining.TRAINED));
  }

  static Stream<Arguments> methodsAndNetworks() {
    return methods().stream().flatMap(method -> Stream.of(SMALL, GROUP).map(net -> Arguments.of(method, net)));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void keepsTheContractOfEveryMethod(Method method) {
    NetworkSpec network = new SimpleConvNet(6, 3, List.of(4, 5), 3, Normalisation.NONE, Bottleneck.RELU, 3);
    new MethodContract(DpSgd.withNoise(1, 0.1).around(method), network, 5).check();
    DpRecipe recipe = new DpRecipe(0.9, 2, 1, Optional.of(1));
    new MethodContract(DpSgd.withNoise(1, 0.1).with(recipe).around(method), network, 5).check();
  }

  @ParameterizedTest
  @MethodSource("methodsAndNetworks")
  void gradientsAreThoseOfBatchesOfOne(Method method, NetworkSpec network) {
    PerImageModel model = perImage(method, network);
    List<float[]> gradients = new ArrayList<>();
    int[] numbers = IntStream.range(0, 19).toArray();
    new ImageGradients(model, 11, Optional.empty())
        .give(
            new DrawnBatches.Draw(0, numbers, ALL.batch().select(numbers)),
            new DpFixture.Recording(model.parameters(), gradients));
    assertThat(gradients).hasSize(19);
    for (int image = 0; image < 19; image++) {
      PlainJoint one = new PlainJoint(learner(method, network, PLAIN));
      double[] before = one.parameters();
      one.step(ALL.batch().select(new int[] {image}), 1, 1);
      double[] after = one.parameters();
      double[] expected = IntStream.range(0, before.length).mapToDouble(i -> before[i] - after[i]).toArray();
      double norm = distance(before, after);
      assertThat(norm).isGreaterThan(0.1);
      assertThat(distance(DpFixture.doubles(gradients.get(image)), expected)).isLessThan(1e-4 * norm);
    }
  }

  @ParameterizedTest
  @MethodSource("methodsAndNetworks")
  void oneImageMovesTheWholeSumByNoMoreThanTheBound(Method method, NetworkSpec network) {
    double bound = 0.05;
    int odd = 4;
    for (boolean broken : new boolean[] {false, true}) {
      Batch batch = DpFixture.images(SEED).batch();
      if (broken) {
        for (int i = odd * 768; i < odd * 768 + 100; i++) {
          batch.pixels()[i] = i % 2 == 0 ? Float.NaN : Float.MAX_VALUE;
        }
      }
      double[] sum = clippedSum(method, network, batch, bound, -1);
      for (int left : new int[] {odd, 0, IMAGES - 1}) {
        double moved = distance(sum, clippedSum(method, network, batch, bound, left));
        assertThat(moved).isLessThanOrEqualTo(bound * 1.001);
        if (broken && left == odd) {
          assertThat(moved).isLessThan(1e-4 * bound);
        } else {
          assertThat(moved).isGreaterThan(0.5 * bound);
        }
      }
    }
  }

  private static double[] clippedSum(Method method, NetworkSpec network, Batch batch, double bound, int left) {
    PerImageModel model = perImage(method, network);
    int[] chosen = IntStream.range(0, IMAGES).filter(i -> i != left).toArray();
    double[] sum = new double[model.parameters()];
    new ImageGradients(model, 8, Optional.empty())
        .give(
            new DrawnBatches.Draw(0, chosen, batch.select(chosen)),
            new DpFixture.Summing(new FlatClipping(bound), sum));
    return sum;
  }

  /** One whose bias-only network alone breaks down enters no sum either, and takes no other with it. */
  @ParameterizedTest
  @MethodSource("methods")
  void anImageOnWhichAnyNetworkIsNotFiniteHasNoGradient(Method method) {
    Learner learner = learner(method, SMALL, PLAIN);
    PerImageModel model = learner.perImage().orElseThrow();
    Encoder biasOnly = new PlainJoint(learner).biasOnly();
    float[] parameters = biasOnly.parameters();
    parameters[parameters.length - 1] = Float.NaN;
    biasOnly.parameters(parameters);
    List<float[]> gradients = new ArrayList<>();
    ImageGradients.Losses losses =
        new ImageGradients(model, 8, Optional.empty())
            .give(
                new DrawnBatches.Draw(0, new int[] {0, 1}, ALL.batch().select(new int[] {0, 1})),
                new DpFixture.Recording(model.parameters(), gradients));
    assertThat(losses.images()).isZero();
    assertThat(gradients).hasSize(2).allSatisfy(gradient -> assertThat(gradient).containsOnly(Float.NaN));
  }

  @ParameterizedTest
  @MethodSource("methodsAndNetworks")
  void withoutNoiseAndBoundItIsThePlainJointStep(Method method, NetworkSpec network) {
    Encoder encoder = network.create(SGD, SEED);
    Learner dp = DpSgd.withNoise(0, ENDLESS).around(method).learner(encoder, training(SGD, 2));
    Learner plain = learner(method, network, SGD);
    PlainJoint joint = new PlainJoint(plain);
    if (method instanceof LearnedMixin) {
      pretrain(joint.biasOnly());
    }
    for (int step = 0; step < 4; step++) {
      Batch batch = next(dp, ALL);
      double loss = dp.update(batch, 0.1).get("loss");
      assertThat(loss).isCloseTo(joint.step(batch, (double) batch.size() / BATCH, 0.1), within(1e-4));
    }
    for (Trainable part : joint.parts()) {
      Trainable same = dp.trainables().stream().filter(t -> t.name().equals(part.name())).findFirst().orElseThrow();
      assertClose(same.parameters(), part.parameters(), 5e-6);
    }
  }

  /** Plain steps on the batches that the mechanism of the first phase draws. */
  private static void pretrain(Encoder biasOnly) {
    Seed seed = SEED.derive("method").derive("dp-sgd").derive("pretraining");
    PoissonSampler sampler = new PoissonSampler(IMAGES, BATCH, seed);
    for (int step = 0; step < 2 * IMAGES / BATCH; step++) {
      int[] numbers = sampler.sample(step);
      Batch batch = ALL.batch(numbers, 0, numbers.length);
      DMatrixRMaj dLogits = CrossEntropy.of(biasOnly.train(batch).logits(), batch.targets()).dLogits();
      biasOnly.backward(null, PlainJoint.times((double) batch.size() / BATCH, dLogits));
      biasOnly.step(0.1);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void thePromiseCoversEveryStepOfEveryNetwork(Method method) {
    DpSgd dp = new DpSgd(
        Optional.empty(), Optional.of(2.0), 1e-5, 0.1, DpSgd.ClippingRule.FLAT, DpSgd.Sampling.POISSON, false, 512,
        false, DpRecipe.NONE, DpSgd.Streams.SHARED);
    Training training = training(PLAIN, 3);
    Learner learner = dp.around(method).learner(SMALL.create(PLAIN, SEED), training);
    int before = method instanceof LearnedMixin ? 2 * IMAGES / BATCH : 0;
    assertThat(promise(learner).steps()).isZero();
    steps(learner, ALL, 1);
    assertThat(promise(learner).steps()).isEqualTo(before + 1);
    steps(learner, ALL, 3 * IMAGES / BATCH - 1);
    double sigma = new DpTraining(dp, training).noiseMultiplier(before * BATCH / IMAGES);
    SubsampledGaussian event = new SubsampledGaussian(0.25, sigma, before + 3L * IMAGES / BATCH);
    assertThat(promise(learner).events()).containsExactly(event);
    assertThat(promise(learner).pld()).isEqualTo(new Pld().bound(List.of(event), 1e-5));
    assertThat(promise(learner).pld().epsilon()).isBetween(1.99, 2.0);
    assertThat(promise(learner).toString()).doesNotContain("before the first step");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void goesOnWithTheSameBitsAndTheSameAccount(Method method, @TempDir Path folder) throws IOException {
    Method dp = DpSgd.withNoise(1, 0.1).around(method);
    Learner whole = dp.learner(SMALL.create(SGD, SEED), training(SGD, 2));
    Learner resumed = dp.learner(SMALL.create(SGD, new Seed(99)), training(SGD, 2));
    steps(whole, ALL, 3);
    DpFixture.save(whole.trainables(), folder);
    DpFixture.restore(resumed.trainables(), folder);
    assertThat(promise(resumed)).isEqualTo(promise(whole));
    steps(whole, ALL, 3);
    steps(resumed, ALL, 3);
    for (int i = 0; i < whole.trainables().size(); i++) {
      assertThat(resumed.trainables().get(i).parameters()).isEqualTo(whole.trainables().get(i).parameters());
    }
    assertThat(promise(resumed)).isEqualTo(promise(whole));
  }

  @Test
  void whatIsTrainedBeforeGoesOnFromAnyOfItsSteps(@TempDir Path folder) throws IOException {
    DpLearner.Before whole = before(SEED);
    DpLearner.Before resumed = before(new Seed(99));
    for (int step = 0; step < 3; step++) {
      whole.step(0.1);
    }
    DpFixture.save(whole.descent().trainables(), folder);
    DpFixture.restore(resumed.descent().trainables(), folder);
    assertThat(resumed.descent().mechanism().events()).containsExactly(new SubsampledGaussian(0.25, 1, 3));
    whole.finish(0.1);
    resumed.finish(0.1);
    resumed.finish(0.1);
    assertThat(resumed.descent().mechanism().events()).containsExactly(new SubsampledGaussian(0.25, 1, 8));
    assertThat(resumed.descent().trainables().get(0).parameters())
        .isEqualTo(whole.descent().trainables().get(0).parameters());
  }

  private static DpLearner.Before before(Seed networks) {
    Training training =
        new Training(ALL, SGD, BATCH, 0.1, 2, networks.derive("method"));
    PerImageModel.Before before =
        new LearnedMixin().learner(SMALL.create(SGD, networks), training)
            .perImage().orElseThrow().before().orElseThrow();
    assertThat(before.epochs()).isEqualTo(5);
    DpMechanism mechanism =
        new DpMechanism(
            new PoissonSampler(IMAGES, BATCH, SEED), new FlatClipping(0.1), 1, new SeededNoise(SEED),
            before.model().parameters(), Ledger.inMemory());
    return new DpLearner.Before(new DpDescent("p", before.model(), mechanism, 512, Optional.empty(), 1), ALL, 8);
  }

  /** Averages and frozen layers are the network's under study; everything else trains as ever. */
  @Test
  void aRecipeIsForTheNetworkUnderStudy() {
    RUBi method = new RUBi(0.7, HeadTraining.TRAINED, RUBi.Mask.LINEAR);
    Encoder encoder = SMALL.create(SGD, SEED);
    float[] before = encoder.parameters();
    DpSgd last = DpSgd.withNoise(1, 0.1).with(new DpRecipe(0.9, 0, 2, Optional.of(1)));
    Learner learner = last.around(method).learner(encoder, training(SGD, 1));
    List<float[]> parts = learner.trainables().stream().map(Trainable::parameters).toList();
    steps(learner, ALL, 2);
    int frozen = before.length - 132;
    assertThat(Arrays.copyOf(encoder.parameters(), frozen)).isEqualTo(Arrays.copyOf(before, frozen));
    for (int i = 0; i < parts.size(); i++) {
      Trainable part = learner.trainables().get(i);
      assertThat(part.parameters()).as(part.name()).isNotEqualTo(parts.get(i));
    }
    assertThat(learner.trainables()).extracting(Trainable::name)
        .containsSubsequence("bias-only", "rubi-mask", "privacy", "raw-weights");
  }

  @Test
  void layersOfAllPartsShareTheBound() {
    DpSgd perLayer =
        new DpSgd(
            Optional.of(1.0), Optional.empty(), 1e-5, 0.1, DpSgd.ClippingRule.PER_LAYER, DpSgd.Sampling.POISSON, false,
            512, false, DpRecipe.NONE, DpSgd.Streams.SHARED);
    Learner learner =
        perLayer.around(new LearnedMixin(0.36, 1, HeadTraining.TRAINED))
            .learner(SMALL.create(SGD, SEED), training(SGD, 1));
    steps(learner, ALL, 1);
    assertThat(promise(learner).clipping()).startsWith("per layer (4), norm").contains("; then per layer (5), norm");
  }

  @Test
  void playsThePartOfTheMethod() {
    assertThat(new WithDp(new OracleData(), new DpSgd()).role()).isEqualTo(Role.CONTROL);
    assertThat(new WithDp(new RUBi(), new DpSgd()).role()).isEqualTo(Role.METHOD);
    assertThat(new DpSgd().around(new Vanilla()).role()).isEqualTo(Role.METHOD);
  }

  @Test
  void whatElseIsTrainedMustGiveItsGradientsToo() {
    assertThatThrownBy(
            () -> new DpSgd().around(new Untrained()).learner(SMALL.create(SGD, SEED), training(SGD, 1)))
        .hasMessageStartingWith("base: expected a method that gives every image's gradient for all that it trains")
        .hasMessageContaining("without clipping and noise");
    NetworkSpec batchNorm = new SimpleConvNet(16, 3, List.of(8), 5, Normalisation.BATCH, Bottleneck.RELU, 4);
    for (Method method : methods()) {
      assertThatThrownBy(
              () -> new DpSgd().around(method).learner(batchNorm.create(SGD, SEED), training(SGD, 1)))
          .hasMessageStartingWith("network: expected one without batch normalisation");
    }
  }

  private static PerImageModel perImage(Method method, NetworkSpec network) {
    return learner(method, network, PLAIN).perImage().orElseThrow();
  }

  private static Learner learner(Method method, NetworkSpec network, OptimiserSpec optimiser) {
    return method.learner(network.create(optimiser, SEED), training(optimiser, 2));
  }

  private static Training training(OptimiserSpec optimiser, int epochs) {
    return DpFixture.training(SEED, optimiser, BATCH, epochs);
  }
}

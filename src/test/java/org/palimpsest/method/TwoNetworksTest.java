package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.palimpsest.method.FiniteDifferences.labels;
import static org.palimpsest.method.FiniteDifferences.random;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.data.BatchOrder;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearEncoder;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.Trainable;
import org.palimpsest.random.Seed;

/** RUBi, LearnedMixin+H and ReBias: the gradients of their losses, and their learners on a small network. */
class TwoNetworksTest {

  private static final Seed SEED = new Seed(5);
  private static final OptimiserSpec OPTIMISER = new OptimiserSpec(1e-4);

  private final int[] targets = labels(7, 3, "targets");

  @TempDir Path folder;

  static List<Method> methods() {
    return List.of(
        new RUBi(),
        new RUBi(2, HeadTraining.TRAINED, RUBi.Mask.LINEAR),
        new RUBi(1, HeadTraining.TRAINED, RUBi.Mask.MLP),
        new LearnedMixin(),
        new LearnedMixin(1, 1, HeadTraining.TRAINED),
        new ReBias(),
        new ReBias(3, 2, ReBias.Bandwidth.MEDIAN, ReBias.Estimator.BIASED));
  }

  @ParameterizedTest
  @EnumSource(RUBi.Mask.class)
  void rubiGradients(RUBi.Mask mask) {
    DMatrixRMaj features = random(7, 4, 1, "z");
    DMatrixRMaj logits = random(7, 3, 2, "l");
    List<Layer> layers =
        mask == RUBi.Mask.LINEAR
            ? List.of(Layer.of(4, 3))
            : List.of(Layer.of(4, 5), Layer.of(5, 4), Layer.of(4, 3), Layer.of(3, 3));
    List<LinearHead> made = layers.stream().map(Layer::head).toList();
    QuestionHead head = questionHead(made);
    QuestionHead.Outputs outputs = head.forward(features);
    Objective ofLogits = new RUBi(0.7, HeadTraining.FROZEN, mask).objective(outputs.mask(), outputs.question());
    FiniteDifferences.check(ofLogits, new Activations(features, logits), targets, targets);

    RUBi.Loss loss = RUBi.Loss.of(logits, outputs, targets, 0.7);
    head.backward(loss.dMask(), loss.dQuestion());
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).check(
          made.get(i),
          () ->
              RUBi.Loss.of(
                      logits,
                      questionHead(layers.stream().map(Layer::head).toList()).forward(features),
                      targets,
                      0.7)
                  .terms()
                  .get("loss"));
    }
  }

  private static QuestionHead questionHead(List<LinearHead> layers) {
    return layers.size() == 1
        ? new QuestionHead.Linear(layers.get(0))
        : new QuestionHead.Mlp(layers.get(0), layers.get(1), layers.get(2), layers.get(3));
  }

  @Test
  void learnedMixinGradients() {
    DMatrixRMaj biased = random(7, 3, 2, "g");
    Activations at = new Activations(random(7, 4, 1, "z"), random(7, 3, 2, "l"));
    Layer layer = Layer.of(4, 1);
    LinearHead head = layer.head();
    Objective objective = new LearnedMixin().objective(biased, head);
    FiniteDifferences.check(objective, at, targets, targets);
    objective.at(at, targets, targets);
    layer.check(
        head,
        () ->
            LearnedMixin.Loss.of(at.logits(), biased, layer.head().forward(at.features()), targets, 0.36)
                .terms()
                .get("loss"));
  }

  @Test
  void extremeScalesAndMasksStayFinite() {
    DMatrixRMaj logits = random(7, 3, 2, "l");
    DMatrixRMaj extreme = random(7, 3, 1e5, "q");
    RUBi.Loss rubi = RUBi.Loss.of(logits, new QuestionHead.Outputs(extreme, extreme), targets, 1);
    DMatrixRMaj scale = new DMatrixRMaj(new double[][] {{-1e3}, {1e3}, {0}, {800}, {-800}, {30}, {-30}});
    LearnedMixin.Loss mixin = LearnedMixin.Loss.of(logits, logits, scale, targets, 1);
    for (DMatrixRMaj gradient :
        List.of(rubi.dLogits(), rubi.dMask(), rubi.dQuestion(), mixin.dLogits(), mixin.dScale())) {
      assertThat(Arrays.stream(gradient.data).allMatch(Double::isFinite)).isTrue();
    }
    assertThat(rubi.terms().get("loss")).isFinite();
    assertThat(mixin.terms().get("loss")).isFinite();
    LearnedMixin.Loss without = LearnedMixin.Loss.of(logits, logits, new DMatrixRMaj(7, 1), targets, 0);
    double fusion = without.terms().get("fusion");
    assertThat(without.terms().get("loss")).isEqualTo(fusion);
  }

  /** Frozen heads are not among the trainables, and trained ones are. */
  @Test
  void heads() {
    assertThat(names(new RUBi())).containsExactly("bias-only");
    assertThat(names(new RUBi(1, HeadTraining.TRAINED, RUBi.Mask.LINEAR))).containsExactly("bias-only", "rubi-mask");
    assertThat(names(new RUBi(1, HeadTraining.TRAINED, RUBi.Mask.MLP)))
        .containsExactly("bias-only", "rubi-hidden-1", "rubi-hidden-2", "rubi-mask", "rubi-question");
    assertThat(names(new LearnedMixin())).containsExactly("bias-only");
    assertThat(names(new LearnedMixin(1, 1, HeadTraining.TRAINED))).containsExactly("bias-only", "learned-mixin-scale");
    assertThat(names(new ReBias())).containsExactly("bias-only");
  }

  /** All but the network under study. */
  private static List<String> names(Method method) {
    Encoder encoder = encoder(Bottleneck.RELU, Normalisation.BATCH);
    List<Trainable> trainables = method.learner(encoder, training()).trainables();
    assertThat(trainables.get(0)).isSameAs(encoder);
    return trainables.stream().skip(1).map(Trainable::name).toList();
  }

  @Test
  void frozenHeadsStay() {
    LinearHead mask = new LinearHead("mask", 6, 3, OPTIMISER, SEED);
    LinearHead scale = new LinearHead("scale", 6, 1, OPTIMISER, SEED);
    float[] maskBefore = mask.parameters();
    float[] scaleBefore = scale.parameters();
    Encoder encoder = encoder(Bottleneck.RELU, Normalisation.BATCH);
    BiasOnly biasOnly = BiasOnly.of(new RUBi(), encoder, training());
    Pretrained pretrained = new Pretrained(biasOnly, training().images(), order(), 1);
    new RUBi.Run(encoder, biasOnly, new QuestionHead.Linear(mask), new RUBi()).update(batch(8, 3), 0.1);
    new LearnedMixin.Run(encoder, pretrained, scale, new LearnedMixin()).update(batch(8, 3), 0.1);
    assertThat(mask.parameters()).isEqualTo(maskBefore);
    assertThat(scale.parameters()).isEqualTo(scaleBefore);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyTrainableMoves(Method method) {
    Learner learner = method.learner(encoder(Bottleneck.RELU, Normalisation.BATCH), training());
    learner.update(batch(8, 3), 0.01);
    List<float[]> before = learner.trainables().stream().map(Trainable::parameters).toList();
    learner.update(batch(8, 3), 0.01);
    for (int i = 0; i < before.size(); i++) {
      assertThat(learner.trainables().get(i).parameters())
          .as(learner.trainables().get(i).name())
          .isNotEqualTo(before.get(i));
    }
  }

  /** LearnedMixin's g after its pre-training: the running statistics move, and nothing else. */
  @Test
  void pretrainedWeightsStayWhileStatisticsMove() {
    for (Normalisation normalisation : List.of(Normalisation.GROUP, Normalisation.BATCH)) {
      Learner learner = new LearnedMixin().learner(encoder(Bottleneck.RELU, normalisation), training());
      float[] initial = learner.trainables().get(1).parameters();
      learner.update(batch(8, 3), 0.01);
      float[] pretrained = learner.trainables().get(1).parameters();
      assertThat(pretrained).isNotEqualTo(initial);
      learner.update(batch(8, 3), 0.01);
      float[] after = learner.trainables().get(1).parameters();
      int moved = 0;
      for (int i = 0; i < after.length; i++) {
        moved += after[i] != pretrained[i] ? 1 : 0;
      }
      // Mean and variance of the 5 + 6 channels.
      assertThat(moved).isEqualTo(normalisation == Normalisation.BATCH ? 22 : 0);
    }
  }

  /** A learner that continues from what another saved gets the same bits, and does not train g again. */
  @ParameterizedTest
  @MethodSource("methods")
  void resumes(Method method) throws IOException {
    Learner whole = method.learner(encoder(Bottleneck.RELU, Normalisation.BATCH), training());
    Learner first = method.learner(encoder(Bottleneck.RELU, Normalisation.BATCH), training());
    for (int step = 0; step < 3; step++) {
      whole.update(batch(8, 3), 0.01);
      first.update(batch(8, 3), 0.01);
    }
    for (Trainable trainable : first.trainables()) {
      trainable.save(folder.resolve(trainable.name()));
    }
    Learner second = method.learner(encoder(Bottleneck.RELU, Normalisation.BATCH), training());
    for (Trainable trainable : second.trainables()) {
      trainable.restore(folder.resolve(trainable.name()));
    }
    for (int step = 0; step < 3; step++) {
      assertThat(second.update(batch(8, 2), 0.003)).isEqualTo(whole.update(batch(8, 2), 0.003));
    }
    for (int i = 0; i < whole.trainables().size(); i++) {
      assertThat(second.trainables().get(i).parameters()).isEqualTo(whole.trainables().get(i).parameters());
    }
  }

  /** What was saved before the pre-training is not taken for pre-trained. */
  @Test
  void resumesBeforeTheFirstStep() throws IOException {
    Learner learner = new LearnedMixin().learner(encoder(Bottleneck.RELU, Normalisation.BATCH), training());
    Path file = folder.resolve("fresh");
    learner.trainables().get(1).save(file);
    Learner other = new LearnedMixin().learner(encoder(Bottleneck.RELU, Normalisation.BATCH), training());
    other.trainables().get(1).restore(file);
    assertThat(other.update(batch(8, 3), 0.01)).isEqualTo(learner.update(batch(8, 3), 0.01));
    Files.write(file, new byte[] {7});
    assertThatThrownBy(() -> learner.trainables().get(1).restore(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": expected 0 or 1 as the last byte, was 7");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void smallAndOneColouredBatchesGiveNoNaN(Method method) {
    for (Bottleneck bottleneck : Bottleneck.values()) {
      for (Normalisation normalisation : Normalisation.values()) {
        Learner learner = method.learner(encoder(bottleneck, normalisation), training());
        for (int size : new int[] {8, 1, 2, 3, 5}) {
          learner.update(batch(size, 1), 0.01).forEach((term, value) -> assertThat(value).as(term).isFinite());
        }
        for (Trainable trainable : learner.trainables()) {
          for (float value : trainable.parameters()) {
            assertThat(value).as(trainable.name()).isFinite();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void divergenceMovesNoWeights(Method method) {
    Encoder encoder = encoder(Bottleneck.RELU, Normalisation.GROUP);
    Learner learner = method.learner(encoder, training());
    learner.update(batch(8, 3), 0.01);
    List<float[]> before = learner.trainables().stream().map(Trainable::parameters).toList();
    Batch batch = batch(8, 3);
    Arrays.fill(batch.pixels(), Float.NaN);
    String term = method instanceof LearnedMixin ? "loss" : "bias_only_loss";
    assertThatThrownBy(() -> learner.update(batch, 0.01))
        .isInstanceOf(TrainingDiverged.class)
        .hasMessage("training diverged: " + term + ": expected a finite number, was NaN");
    for (int i = 0; i < before.size(); i++) {
      assertThat(learner.trainables().get(i).parameters()).isEqualTo(before.get(i));
    }
  }

  @Test
  void searchesWhatCanMoveSomething() {
    assertThat(new RUBi().searchSpace()).isEmpty();
    assertThat(new RUBi(1, HeadTraining.TRAINED, RUBi.Mask.LINEAR).searchSpace()).hasSize(1);
    assertThat(new LearnedMixin().searchSpace()).hasSize(1);
    assertThat(new ReBias().searchSpace()).hasSize(2);
    assertThat(methods().stream().filter(Method::couplesImages)).allMatch(ReBias.class::isInstance).hasSize(2);
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> new RUBi(-1, HeadTraining.FROZEN, RUBi.Mask.LINEAR))
        .hasMessage("questionWeight: expected finite and at least 0, was -1.0");
    assertThatThrownBy(() -> new RUBi(1, null, RUBi.Mask.LINEAR))
        .hasMessage("head: expected frozen or trained, was nothing");
    assertThatThrownBy(() -> new RUBi(1, HeadTraining.FROZEN, null))
        .hasMessage("mask: expected linear or mlp, was nothing");
    assertThatThrownBy(() -> new LearnedMixin(Double.NaN, 1, HeadTraining.FROZEN))
        .hasMessage("entropyWeight: expected finite and at least 0, was NaN");
    assertThatThrownBy(() -> new LearnedMixin(1, -1, HeadTraining.FROZEN))
        .hasMessage("pretrainEpochs: expected at least 0, was -1");
    assertThatThrownBy(() -> new ReBias(1, Double.POSITIVE_INFINITY, null, null))
        .hasMessage("lambdaInner: expected finite and at least 0, was Infinity");
    assertThatThrownBy(() -> new ReBias(1, 1, null, ReBias.Estimator.BIASED))
        .hasMessage("bandwidth: expected unit or median, was nothing");
  }

  /** A network of which nobody has said what it would be with kernels of side 1. */
  private record WithoutTwin(Shape input, int featureCount, int classes) implements NetworkSpec {

    @Override
    public String name() {
      return "lone-net";
    }

    @Override
    public boolean unitFeatures() {
      return false;
    }

    @Override
    public String summary() {
      return "one matrix";
    }

    @Override
    public NetworkSpec with(Shape image, int targets) {
      return new WithoutTwin(image, featureCount, targets);
    }

    @Override
    public Encoder create(OptimiserSpec optimiser, Seed seed) {
      return new LinearEncoder(this, optimiser, seed);
    }
  }

  @Test
  void aNetworkWithoutABiasOnlyFormIsRefused() {
    Encoder lone = new WithoutTwin(new Shape(5, 5, 3), 4, 3).create(OPTIMISER, SEED);
    for (Method method : methods()) {
      assertThatThrownBy(() -> method.learner(lone, training()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "network: expected one with a bias-only form, as %s trains that beside it, was lone-net (one matrix): use"
                      .formatted(method.title())
                  + " another network, such as simple-conv-net, or a method that trains one network alone");
    }
  }

  /** The parameters of a linear head, to be nudged. */
  private record Layer(DMatrixRMaj weights, double[] bias) {

    static Layer of(int inputs, int outputs) {
      String stream = "layer %d %d".formatted(inputs, outputs);
      return new Layer(random(outputs, inputs, 0.7, stream), random(outputs, 1, 0.3, stream + " bias").data);
    }

    LinearHead head() {
      return new LinearHead("head", weights, bias, OPTIMISER);
    }

    /** Holds the gradient in {@code head} against central differences of a loss that reads this layer. */
    void check(LinearHead head, DoubleSupplier loss) {
      double[] gradient = head.gradient();
      int weightCount = weights.getNumElements();
      for (int i = 0; i < gradient.length; i++) {
        double[] array = i < weightCount ? weights.data : bias;
        int at = i < weightCount ? i : i - weightCount;
        double original = array[at];
        array[at] = original + 1e-5;
        double above = loss.getAsDouble();
        array[at] = original - 1e-5;
        double below = loss.getAsDouble();
        array[at] = original;
        double expected = (above - below) / 2e-5;
        assertThat(gradient[i]).as("parameter %d", i).isCloseTo(expected, within(1e-9 + 1e-7 * Math.abs(expected)));
      }
    }
  }

  private static Encoder encoder(Bottleneck bottleneck, Normalisation normalisation) {
    return new SimpleConvNet(5, 3, List.of(5, 6), 3, normalisation, bottleneck, 3).create(OPTIMISER, SEED);
  }

  private static Training training() {
    return new Training(new BatchImages(batch(20, 3), 3, 3), OPTIMISER, 8, 0.01, SEED.derive("method"));
  }

  private static BatchOrder order() {
    return BatchOrder.sequential(8);
  }

  /** Noise on one of the first few colours. */
  private static Batch batch(int size, int colours) {
    var random = SEED.derive("pixels").generator();
    float[] pixels = new float[size * 75];
    int[] targets = new int[size];
    int[] privateAttributes = new int[size];
    for (int i = 0; i < size; i++) {
      targets[i] = i % 3;
      privateAttributes[i] = i % 4 % colours;
      for (int p = 0; p < 75; p++) {
        float colour = p % 3 == privateAttributes[i] ? 1 : -1;
        pixels[i * 75 + p] = random.nextDouble() < 0.3 ? 1 : colour;
      }
    }
    return new Batch(5, 5, 3, pixels, targets, privateAttributes);
  }
}

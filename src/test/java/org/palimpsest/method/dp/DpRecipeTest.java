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
import java.util.stream.Stream;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.method.CrossEntropy;
import org.palimpsest.method.JointModel;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.method.PerImageModel;
import org.palimpsest.method.Training;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.Trainable;
import org.palimpsest.privacy.Clipping.FlatClipping;
import org.palimpsest.privacy.Clipping;
import org.palimpsest.random.Seed;
import org.palimpsest.testkit.MethodContract;

/** Averaged weights, copies of images, training of the last layers. */
class DpRecipeTest {

  private static final Seed SEED = new Seed(12);
  private static final OptimiserSpec SGD = OptimiserSpec.sgd(0.9, 1e-2);

  private static DpRecipe average(double decay) {
    return new DpRecipe(decay, 0, 2, Optional.empty());
  }

  private static DpRecipe copies(int number) {
    return new DpRecipe(0, number, 2, Optional.empty());
  }

  private static DpRecipe last(int layers) {
    return new DpRecipe(0, 0, 2, Optional.of(layers));
  }

  static Stream<DpRecipe> recipes() {
    return Stream.of(average(0.9), copies(3), last(1), new DpRecipe(0.99, 2, 1, Optional.of(2)));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void keepsTheContractOfEveryMethod(DpRecipe recipe) {
    NetworkSpec network = new SimpleConvNet(6, 3, List.of(4, 5), 3, Normalisation.NONE, Bottleneck.RELU, 3);
    new MethodContract(DpSgd.withNoise(1, 0.1).with(recipe), network, 2).check();
  }

  /** A plain run's weights, averaged afterwards with the formula written out. */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.999})
  void theNetworkHasTheAverageOfWeightsThatTrainAsEver(double decay) {
    DpSgd dp = DpSgd.withNoise(1, 0.1);
    Encoder encoder = SMALL.create(SGD, SEED);
    Encoder plain = SMALL.create(SGD, SEED);
    Learner averaged = dp.with(average(decay)).learner(encoder, training());
    Learner usual = dp.learner(plain, training());
    float[] initial = plain.parameters();
    double[] expected = new double[initial.length];
    Arrays.setAll(expected, i -> initial[i]);
    for (int step = 0; step < 15; step++) {
      Map<String, Double> terms = averaged.update(next(averaged), 0.1);
      assertThat(terms).isEqualTo(usual.update(next(usual), 0.1));
      float[] raw = plain.parameters();
      double kept = Math.min(decay, (1.0 + step) / (10.0 + step));
      Arrays.setAll(expected, i -> kept * expected[i] + (1 - kept) * raw[i]);
      assertThat(averaged.trainables().get(2).parameters()).isEqualTo(raw);
      assertClose(encoder.parameters(), expected, 2e-6);
    }
    assertThat(distance(doubles(encoder.parameters()), doubles(plain.parameters()))).isGreaterThan(1e-2);
    assertThat(promise(averaged)).isEqualTo(promise(usual));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void goesOnWithTheSameBits(DpRecipe recipe, @TempDir Path folder) throws IOException {
    DpSgd dp = DpSgd.withNoise(1, 0.1).with(recipe);
    Learner whole = dp.learner(SMALL.create(SGD, SEED), training());
    Learner resumed = dp.learner(SMALL.create(SGD, new Seed(99)), training());
    steps(whole, 4);
    for (Trainable trainable : whole.trainables()) {
      trainable.save(folder.resolve(trainable.name()));
    }
    steps(whole, 4);
    for (Trainable trainable : resumed.trainables()) {
      trainable.restore(folder.resolve(trainable.name()));
    }
    steps(resumed, 4);
    for (int i = 0; i < whole.trainables().size(); i++) {
      assertThat(resumed.trainables().get(i).parameters()).isEqualTo(whole.trainables().get(i).parameters());
    }
    assertThat(promise(resumed)).isEqualTo(promise(whole));
  }

  @Test
  void weightsUnderAnotherAverageAreNotTakenOver(@TempDir Path folder) throws IOException {
    AveragedLearner.RawWeights weights = new AveragedLearner.RawWeights(SMALL.create(SGD, SEED), 0.9);
    weights.save(folder.resolve("w"));
    assertThatThrownBy(() -> new AveragedLearner.RawWeights(SMALL.create(SGD, SEED), 0.99).restore(folder.resolve("w")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("averages of decay 0.99, was")
        .hasMessageEndingWith("averages of decay 0.9");
  }

  /** The gradient of the mean loss over an image's copies, from a batch of these alone. */
  @ParameterizedTest
  @CsvSource({"false, 1", "false, 5", "true, 3"})
  void anImagesGradientIsTheMeanOverItsCopies(boolean group, int number) {
    Encoder encoder = (group ? GROUP : SMALL).create(SGD, SEED);
    Batch batch = images().batch();
    int[] numbers = IntStream.range(100, 100 + IMAGES).toArray();
    ShiftedCopies copies = copies(number).copies(SEED).orElseThrow();
    List<float[]> gradients = new ArrayList<>();
    PerImageModel all = model(encoder, Optional.empty());
    ImageGradients.Losses losses =
        new ImageGradients(all, 12, Optional.of(copies))
            .give(new DrawnBatches.Draw(7, numbers, batch), new DpFixture.Recording(all.parameters(), gradients));
    assertThat(gradients).hasSize(IMAGES);
    assertThat(losses.images()).isEqualTo(IMAGES);
    double sum = 0;
    for (int i = 0; i < IMAGES; i++) {
      Batch own = copies.of(batch.select(new int[] {i}), new int[] {100 + i}, 7);
      assertThat(own.size()).isEqualTo(number);
      LossAndGradient mean = new CrossEntropy().at(encoder.train(own), own.targets(), own.privateAttributes());
      sum += mean.loss();
      double[] expected = new double[all.parameters()];
      CommonOps_DDRM.scale(number, mean.dLogits());
      encoder.backwardPerExample(
          null, mean.dLogits(),
          (first, count, rows) -> {
            for (int k = 0; k < count * expected.length; k++) {
              expected[k % expected.length] += rows[k] / number;
            }
          });
      assertClose(gradients.get(i), expected, 1e-5);
    }
    assertThat(losses.sum()).isCloseTo(sum, within(1e-3));
  }

  @Test
  void copiesShowTheImageMovedWithItsBorderRepeated() {
    float[] pixels = new float[2 * 5 * 5 * 3];
    IntStream.range(0, pixels.length).forEach(i -> pixels[i] = i / 150f);
    Batch batch = new Batch(5, 5, 3, pixels, new int[] {1, 2}, new int[] {3, 0});
    Batch moved = new ShiftedCopies(500, 2, SEED).of(batch, new int[] {7, 8}, 3);
    assertThat(moved.size()).isEqualTo(1000);
    int[][] seen = new int[5][5];
    for (int row = 0; row < 1000; row++) {
      int image = row / 500;
      assertThat(moved.targets()[row]).isEqualTo(batch.targets()[image]);
      assertThat(moved.privateAttributes()[row]).isEqualTo(batch.privateAttributes()[image]);
      // What is in the middle tells the shift.
      int middle = Math.round(150 * moved.pixels()[(row * 25 + 12) * 3]) - image * 75;
      int fromY = middle / 15;
      int fromX = middle % 15 / 3;
      seen[fromY][fromX]++;
      for (int i = 0; i < 75; i++) {
        int y = Math.max(0, Math.min(4, i / 15 + fromY - 2));
        int x = Math.max(0, Math.min(4, i % 15 / 3 + fromX - 2));
        float expected = batch.pixels()[image * 75 + (y * 5 + x) * 3 + i % 3];
        assertThat(moved.pixels()[row * 75 + i]).isEqualTo(expected);
      }
    }
    assertThat(Arrays.stream(seen).flatMapToInt(Arrays::stream)).allMatch(count -> count > 15 && count < 70);
  }

  @Test
  void aCopyDependsOnItsImageTheStepAndItsNumberAlone() {
    Batch batch = images().batch();
    ShiftedCopies copies = new ShiftedCopies(4, 2, SEED);
    Batch all = copies.of(batch, IntStream.range(0, IMAGES).toArray(), 5);
    Batch one = copies.of(batch.select(new int[] {9}), new int[] {9}, 5);
    int volume = 16 * 16 * 3;
    assertThat(one.pixels()).isEqualTo(Arrays.copyOfRange(all.pixels(), 9 * 4 * volume, 10 * 4 * volume));
    assertThat(copies.of(batch.select(new int[] {9}), new int[] {9}, 6).pixels()).isNotEqualTo(one.pixels());
    assertThat(copies.of(batch.select(new int[] {9}), new int[] {8}, 5).pixels()).isNotEqualTo(one.pixels());
  }

  /** What one image more moves the released sum by, from a step at rate 1 with nothing else in it. */
  @ParameterizedTest
  @CsvSource({"4, 0, false", "4, 0, true", "0, 1, false", "3, 2, true"})
  void oneImageMovesTheSumByNoMoreThanTheBound(int number, int layers, boolean group) {
    double bound = 0.05;
    Batch batch = images().batch();
    int[] all = IntStream.range(0, IMAGES).toArray();
    Optional<Integer> trained = layers == 0 ? Optional.empty() : Optional.of(layers);
    DpRecipe recipe = new DpRecipe(0, number, 2, trained);
    double[] sum = clippedSum(recipe, group, batch, all, bound);
    for (int left : new int[] {0, 17, IMAGES - 1}) {
      double[] without =
          clippedSum(recipe, group, batch, IntStream.of(all).filter(i -> i != left).toArray(), bound);
      assertThat(distance(sum, without)).isBetween(0.5 * bound, 1.001 * bound);
    }
  }

  private static double[] clippedSum(DpRecipe recipe, boolean group, Batch batch, int[] chosen, double bound) {
    Encoder encoder = (group ? GROUP : SMALL).create(SGD, SEED);
    PerImageModel layers = model(encoder, recipe.trainedLayers());
    double[] sum = new double[layers.parameters()];
    Clipping clipping = new FlatClipping(bound);
    new ImageGradients(layers, 8, recipe.copies(SEED))
        .give(new DrawnBatches.Draw(0, chosen, batch.select(chosen)), new DpFixture.Summing(clipping, sum));
    return sum;
  }

  @Test
  void howManyImagesAreInMemoryDoesNotMatter() {
    double[] whole = clippedSum(copies(3), false, images().batch(), new int[] {1, 5, 6, 30}, 0.1);
    Encoder encoder = SMALL.create(SGD, SEED);
    double[] parts = new double[whole.length];
    int[] chosen = {1, 5, 6, 30};
    new ImageGradients(model(encoder, Optional.empty()), 1, copies(3).copies(SEED))
        .give(
            new DrawnBatches.Draw(0, chosen, images().batch().select(chosen)),
            new DpFixture.Summing(new FlatClipping(0.1), parts));
    assertClose(parts, whole, 1e-6);
  }

  @Test
  void anImageWithoutAGradientTakesAllItsCopiesWithItAndNothingElse() {
    Batch batch = images().batch();
    batch.pixels()[5 * 768 + 100] = Float.NaN;
    double[] sum = clippedSum(copies(3), false, batch, new int[] {4, 5, 6}, 0.1);
    double[] without = clippedSum(copies(3), false, images().batch(), new int[] {4, 6}, 0.1);
    assertClose(sum, without, 1e-6);
  }

  /** Weight decay and momentum, or Adam, would move them; they do not move by a bit. */
  @ParameterizedTest
  @CsvSource({"1, false, 132", "2, false, 1188", "2, true, 52"})
  void onlyTheLastLayersMove(int layers, boolean group, int parameters) {
    for (OptimiserSpec optimiser : List.of(SGD, new OptimiserSpec(1e-2))) {
      Encoder encoder = (group ? GROUP : SMALL).create(optimiser, SEED);
      float[] before = encoder.parameters();
      Learner learner = DpSgd.withNoise(1, 0.1).with(last(layers)).learner(encoder, training());
      steps(learner, 5);
      float[] after = encoder.parameters();
      int frozen = before.length - parameters;
      assertThat(Arrays.copyOf(after, frozen)).isEqualTo(Arrays.copyOf(before, frozen));
      assertThat(IntStream.range(frozen, before.length).filter(i -> after[i] != before[i]).count())
          .isGreaterThan(parameters * 9L / 10);
    }
  }

  @Test
  void theNormIsThatOfTheTrainedLayersAlone() {
    Encoder encoder = SMALL.create(SGD, SEED);
    int[] chosen = {0, 1, 2};
    Batch batch = images().batch().select(chosen);
    List<float[]> head = new ArrayList<>();
    List<float[]> whole = new ArrayList<>();
    for (Optional<Integer> last : List.of(Optional.of(1), Optional.<Integer>empty())) {
      PerImageModel layers = model(encoder, last);
      new ImageGradients(layers, 8, Optional.empty())
          .give(
              new DrawnBatches.Draw(0, chosen, batch),
              new DpFixture.Recording(layers.parameters(), last.isPresent() ? head : whole));
    }
    for (int i = 0; i < 3; i++) {
      float[] all = whole.get(i);
      assertThat(head.get(i)).isEqualTo(Arrays.copyOfRange(all, all.length - 132, all.length));
    }
  }

  @Test
  void perLayerClippingSharesTheBoundAmongTrainedLayers() {
    DpSgd perLayer =
        new DpSgd(
            Optional.of(1.0), Optional.empty(), 1e-5, 0.1, DpSgd.ClippingRule.PER_LAYER, DpSgd.Sampling.POISSON, false,
            512, false, last(2), DpSgd.Streams.SHARED);
    Learner learner = perLayer.learner(SMALL.create(SGD, SEED), training());
    steps(learner, 2);
    assertThat(promise(learner).clipping()).startsWith("per layer (2)");
  }

  @Test
  void refuses() {
    assertThatThrownBy(() -> average(1)).hasMessage("emaDecay: expected in [0, 1), was 1.0");
    assertThatThrownBy(() -> average(Double.NaN)).hasMessage("emaDecay: expected in [0, 1), was NaN");
    assertThatThrownBy(() -> copies(-1)).hasMessage("augmentations: expected at least 0, was -1");
    assertThatThrownBy(() -> new DpRecipe(0, 1, 0, Optional.empty())).hasMessage("shift: expected at least 1, was 0");
    assertThatThrownBy(() -> last(0)).hasMessage("trainedLayers: expected at least 1, was 0");
    assertThatThrownBy(() -> new DpSgd().with(last(5)).learner(SMALL.create(SGD, SEED), training()))
        .hasMessage("trainedLayers: expected at most the network's 4, was 5");
  }

  private static PerImageModel model(Encoder encoder, Optional<Integer> last) {
    PerImageModel whole = JointModel.of(encoder, encoder, new CrossEntropy());
    return last.isEmpty() ? whole : new TrainedLayers(whole, encoder, last.get());
  }

  private static Training training() {
    return DpFixture.training(SEED, SGD, BATCH, 2);
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
}

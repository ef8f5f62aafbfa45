package org.palimpsest.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.Encoder.PerExampleSink;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.random.Seed;

class PerExampleGradientTest {

  private static final OptimiserSpec OPTIMISER = new OptimiserSpec(1e-2);

  private static SimpleConvNet net(int kernel, Normalisation normalisation, Bottleneck bottleneck) {
    return new SimpleConvNet(9, 3, List.of(8, 16), kernel, normalisation, bottleneck, 5);
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of(net(7, Normalisation.GROUP, Bottleneck.RELU), 9),
        Arguments.of(net(7, Normalisation.NONE, Bottleneck.RELU), 17),
        Arguments.of(net(7, Normalisation.GROUP, Bottleneck.TANH_UNIT), 8),
        Arguments.of(net(7, Normalisation.NONE, Bottleneck.TANH_UNIT), 7),
        Arguments.of(net(3, Normalisation.GROUP, Bottleneck.TANH_UNIT), 16),
        Arguments.of(net(3, Normalisation.STANDARDISED, Bottleneck.RELU), 5),
        Arguments.of(net(1, Normalisation.NONE, Bottleneck.RELU), 1),
        Arguments.of(new SmallConvNet(28, 3, 5), 17),
        Arguments.of(new SmallConvNet(20, 1, 5), 3),
        Arguments.of(new ResNet18(32, Optional.of(40), 3, 2, Normalisation.GROUP, Bottleneck.TANH_UNIT, 5), 3),
        Arguments.of(new DenseNet121(33, Optional.empty(), 3, 1, Normalisation.GROUP, Bottleneck.RELU, 5), 2));
  }

  private static Batch batch(NetworkSpec net, int size, long seed) {
    Shape image = net.input();
    RandomGenerator random = new Seed(seed).generator();
    float[] pixels = new float[size * image.volume()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() * 2 - 1;
    }
    return new Batch(image.height(), image.width(), image.channels(), pixels, new int[size], new int[size]);
  }

  private static Batch single(Batch all, int image) {
    int volume = all.height() * all.width() * all.channels();
    float[] pixels = Arrays.copyOfRange(all.pixels(), image * volume, (image + 1) * volume);
    return new Batch(all.height(), all.width(), all.channels(), pixels, new int[1], new int[1]);
  }

  private static DMatrixRMaj matrix(int rows, int columns, long seed) {
    RandomGenerator random = new Seed(seed).generator();
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    Arrays.setAll(matrix.data, i -> random.nextGaussian());
    return matrix;
  }

  private static DMatrixRMaj row(DMatrixRMaj matrix, int row) {
    return CommonOps_DDRM.extractRow(matrix, row, null);
  }

  /** All examples' gradients, and that blocks come in order and within the bound. */
  private static float[][] collect(Encoder encoder, int size, DMatrixRMaj dFeatures, DMatrixRMaj dLogits) {
    int length = encoder.parameters().length;
    float[][] gradients = new float[size][];
    int[] next = {0};
    encoder.backwardPerExample(dFeatures, dLogits, (first, count, block) -> {
      assertThat(first).isEqualTo(next[0]);
      assertThat(count).isBetween(1, ExampleBlocks.SIZE);
      assertThat(block.length).isGreaterThanOrEqualTo(count * length);
      for (int i = 0; i < count; i++) {
        gradients[first + i] = Arrays.copyOfRange(block, i * length, (i + 1) * length);
      }
      next[0] += count;
    });
    assertThat(next[0]).isEqualTo(size);
    return gradients;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void equalsBatchesOfOneAndAddsUpToTheGradientOfTheBatch(NetworkSpec net, int size) {
    GraphEncoder encoder = (GraphEncoder) net.create(OPTIMISER, new Seed(1));
    Batch images = batch(net, size, 2);
    DMatrixRMaj dFeatures = matrix(size, net.featureCount(), 3);
    DMatrixRMaj dLogits = matrix(size, net.classes(), 4);
    encoder.train(images);
    float[][] gradients = collect(encoder, size, dFeatures, dLogits);

    float[] sum = new float[encoder.parameters().length];
    for (int i = 0; i < size; i++) {
      encoder.train(single(images, i));
      encoder.backward(row(dFeatures, i), row(dLogits, i));
      assertThat(error(gradients[i], encoder.gradients())).as("example " + i).isLessThan(1e-5);
      for (int p = 0; p < sum.length; p++) {
        sum[p] += gradients[i][p];
      }
    }
    encoder.train(images);
    encoder.backward(dFeatures, dLogits);
    assertThat(error(sum, encoder.gradients())).isLessThan(1e-5);
  }

  private static double error(float[] found, float[] expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow((double) found[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    assertThat(norm).isPositive();
    return Math.sqrt(difference / norm);
  }

  @Test
  void needsNoGradientAtTheFeatures() {
    SimpleConvNet net = net(7, Normalisation.GROUP, Bottleneck.RELU);
    Encoder encoder = net.create(OPTIMISER, new Seed(1));
    DMatrixRMaj dLogits = matrix(3, 5, 4);
    encoder.train(batch(net, 3, 2));
    float[][] without = collect(encoder, 3, null, dLogits);
    encoder.train(batch(net, 3, 2));
    assertThat(collect(encoder, 3, new DMatrixRMaj(3, 16), dLogits)).isDeepEqualTo(without);
  }

  @Test
  void refusesBatchNormalisationAndSaysWhy() {
    SimpleConvNet net = net(7, Normalisation.BATCH, Bottleneck.RELU);
    Encoder encoder = net.create(OPTIMISER, new Seed(1));
    encoder.train(batch(net, 3, 2));
    assertThatThrownBy(() -> encoder.backwardPerExample(null, matrix(3, 5, 1), (first, count, block) -> { }))
        .hasMessageContaining("without batch normalisation, whose statistics mix the examples")
        .hasMessageContaining("batch norm, relu bottleneck");
  }

  @Test
  void refusesBatchNormalisationInsideOfABlock() {
    NetworkSpec net = new DenseNet121(32, Optional.empty(), 1, 1, Normalisation.BATCH, Bottleneck.RELU, 2);
    Encoder encoder = net.create(OPTIMISER, new Seed(1));
    encoder.train(batch(net, 3, 2));
    assertThatThrownBy(() -> encoder.backwardPerExample(null, matrix(3, 2, 1), (first, count, block) -> { }))
        .hasMessageContaining("without batch normalisation, whose statistics mix the examples");
  }

  @Test
  void refusesWhatIsOutOfTurnOrOfTheWrongShape() {
    SimpleConvNet net = net(3, Normalisation.NONE, Bottleneck.RELU);
    Encoder encoder = net.create(OPTIMISER, new Seed(1));
    PerExampleSink none = (first, count, block) -> { };
    assertThatThrownBy(() -> encoder.backwardPerExample(null, matrix(3, 5, 1), none))
        .hasMessageContaining("right after train");
    encoder.train(batch(net, 3, 2));
    assertThatThrownBy(() -> encoder.backwardPerExample(null, matrix(2, 5, 1), none))
        .hasMessage("dLogits: expected (3, 5), was (2, 5)");
    assertThatThrownBy(() -> encoder.backwardPerExample(matrix(3, 4, 1), matrix(3, 5, 1), none))
        .hasMessage("dFeatures: expected (3, 16), was (3, 4)");
    encoder.backwardPerExample(null, matrix(3, 5, 1), none);
    assertThatThrownBy(() -> encoder.step(0.1)).hasMessageContaining("after backward");
    assertThatThrownBy(() -> encoder.gradient(new float[3])).hasMessageContaining("was 3");
  }

  /** Setting the gradient that backward would set gives the step that backward's gives, weight decay included. */
  @ParameterizedTest
  @EnumSource(Normalisation.class)
  void aSetGradientStepsAsAComputedOne(Normalisation normalisation) {
    SimpleConvNet net = net(7, normalisation, Bottleneck.RELU);
    GraphEncoder expected = (GraphEncoder) net.create(OPTIMISER, new Seed(1));
    Encoder found = net.create(OPTIMISER, new Seed(1));
    for (int step = 0; step < 3; step++) {
      Batch images = batch(net, 4, step);
      expected.train(images);
      found.train(images);
      expected.backward(null, matrix(4, 5, step));
      float[] gradient = expected.gradients();
      expected.step(1e-2);
      found.gradient(gradient);
      found.step(1e-2);
      assertThat(found.parameters()).isEqualTo(expected.parameters());
    }
  }

  /** As an empty Poisson batch needs it. */
  @Test
  void aGradientCanBeSetBeforeAnyForward() {
    SimpleConvNet net = net(7, Normalisation.BATCH, Bottleneck.RELU);
    Encoder encoder = net.create(new OptimiserSpec(0), new Seed(1));
    float[] before = encoder.parameters();
    float[] gradient = new float[before.length];
    Arrays.fill(gradient, 1f);
    encoder.gradient(gradient);
    assertThat(encoder.gradientNorm()).isPositive();
    encoder.step(0.5);
    float[] after = encoder.parameters();
    int still = 0;
    for (int i = 0; i < after.length; i++) {
      double moved = before[i] - after[i];
      still += moved == 0 ? 1 : 0;
      assertThat(moved == 0 || Math.abs(moved - 0.5) < 1e-5).isTrue();
    }
    assertThat(still).as("running statistics stay").isEqualTo(2 * (8 + 16));
  }
}

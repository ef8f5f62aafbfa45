package org.palimpsest.nn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.LayerSpec.Algorithm;
import org.palimpsest.random.Seed;

/** Convolutions of shapes that nobody chose, by every algorithm, against the slow twin in double precision. */
class RandomShapesTest {

  private static final double TOLERANCE = 1e-6;
  private static final double WINOGRAD_TOLERANCE = 2e-6;
  private static final int SHAPES = 20;

  static IntStream numbers() {
    return IntStream.range(0, SHAPES);
  }

  /**
   * Channels that fill no whole vectors and maps that are not square. Of four, the first has one image, the third more
   * than the products' block of 64, the others an odd number.
   */
  private record Drawn(Shape input, int batch, int outputs, RandomGenerator random) {

    static Drawn of(String name, int number) {
      RandomGenerator random = new Seed(number).derive(name).generator();
      boolean large = number % 4 == 2;
      int batch = number % 4 == 0 ? 1 : large ? random.nextInt(65, 140) : 2 * random.nextInt(1, 6) + 1;
      int height = random.nextInt(1, large ? 7 : 30);
      int width = random.nextInt(1, large ? 7 : 30);
      Shape input = new Shape(height, width == height ? width + 1 : width, channels(large, random));
      return new Drawn(input, batch, channels(large, random), random);
    }

    private static int channels(boolean few, RandomGenerator random) {
      int channels = random.nextInt(1, few ? 16 : 36);
      return channels % 8 == 0 ? channels + 1 : channels;
    }
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void fourierTransforms(int number) {
    Drawn drawn = Drawn.of("fft", number);
    int kernel = 3 + 2 * drawn.random().nextInt(4);
    check(
        drawn,
        new LayerSpec.Convolution(
            drawn.input().channels(), drawn.outputs(), kernel, 1, kernel / 2, Algorithm.FFT));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void winograd(int number) {
    Drawn drawn = Drawn.of("winograd", number);
    check(
        drawn,
        new LayerSpec.Convolution(
            drawn.input().channels(), drawn.outputs(), 3, 1, 1, Algorithm.WINOGRAD, number % 2 == 0),
        WINOGRAD_TOLERANCE);
  }

  /** Sizes of real networks' maps, none a multiple of four or all of them, and a single pixel. */
  @ParameterizedTest
  @CsvSource({
    "45, 37, 16, 16, 2", "1, 1, 40, 9, 1", "7, 7, 96, 64, 5", "4, 4, 33, 31, 3", "2, 9, 16, 70, 4", "5, 3, 20, 130, 2",
    "9, 8, 3, 2, 500"
  })
  void winogradOnOddSizes(int height, int width, int inputs, int outputs, int batch) {
    RandomGenerator random = new Seed(height * 100 + width).derive("winograd").generator();
    Drawn drawn = new Drawn(new Shape(height, width, inputs), batch, outputs, random);
    check(drawn, new LayerSpec.Convolution(inputs, outputs, 3, 1, 1, Algorithm.WINOGRAD), WINOGRAD_TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void direct(int number) {
    Drawn drawn = Drawn.of("direct", number);
    int smallest = Math.min(drawn.input().height(), drawn.input().width());
    int kernel = 1 + drawn.random().nextInt(7);
    int stride = 1 + drawn.random().nextInt(3);
    int fewest = Math.max(0, (kernel - smallest + 1) / 2);
    int padding = fewest + drawn.random().nextInt(kernel - fewest);
    check(
        drawn,
        new LayerSpec.Convolution(
            drawn.input().channels(), drawn.outputs(), kernel, stride, padding, Algorithm.DIRECT));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void transposed(int number) {
    Drawn drawn = Drawn.of("transposed", number);
    int kernel = 1 + drawn.random().nextInt(4);
    int stride = 1 + drawn.random().nextInt(3);
    check(
        drawn,
        new LayerSpec.TransposedConvolution(drawn.input().channels(), drawn.outputs(), kernel, stride, 0));
  }

  private static void check(Drawn drawn, LayerSpec layer) {
    check(drawn, layer, TOLERANCE);
  }

  private static void check(Drawn drawn, LayerSpec layer, double tolerance) {
    int batch = drawn.batch();
    List<LayerSpec> layers = List.of(layer);
    try (Workers workers = new Workers(2)) {
      Stack stack = new Stack(drawn.input(), layers, workers);
      ReferenceStack twin = new ReferenceStack(drawn.input(), layers);
      fill(stack.parameters(), drawn.random());
      System.arraycopy(doubles(stack.parameters()), 0, twin.parameters, 0, twin.parameters.length);
      float[] x = fill(new float[batch * drawn.input().volume()], drawn.random());
      float[] dy = fill(new float[batch * stack.output().volume()], drawn.random());
      double[] y = twin.forward(doubles(x), batch, true);
      double[] dx = twin.backward(doubles(dy));
      assertThat(error(stack.forward(x, batch, true), y)).as("output of %s", layer).isLessThan(tolerance);
      assertThat(error(stack.backward(dy, true), dx)).as("input gradient of %s", layer).isLessThan(tolerance);
      for (ParameterSlot slot : stack.slots()) {
        float[] found = Arrays.copyOfRange(stack.gradients(), slot.offset(), slot.end());
        double[] expected = Arrays.copyOfRange(twin.gradients, slot.offset(), slot.end());
        assertThat(error(found, expected)).as("%s of %s", slot.name(), layer).isLessThan(tolerance);
      }
    }
  }

  private static float[] fill(float[] values, RandomGenerator random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  /** Euclidean norm of the difference divided by that of the expected values. */
  private static double error(float[] found, double[] expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += (found[i] - expected[i]) * (found[i] - expected[i]);
      norm += expected[i] * expected[i];
    }
    return norm == 0 ? difference : Math.sqrt(difference / norm);
  }
}

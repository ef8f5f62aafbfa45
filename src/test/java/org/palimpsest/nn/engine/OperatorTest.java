package org.palimpsest.nn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.LayerSpec.Algorithm;
import org.palimpsest.random.Seed;

/** Every operator against its slow twin in double precision, and the twin against finite differences. */
class OperatorTest {

  private static final double TOLERANCE = 1e-6;

  private static LayerSpec.Convolution convolution(int in, int out, int kernel, int stride, int padding) {
    return new LayerSpec.Convolution(in, out, kernel, stride, padding, Algorithm.DIRECT);
  }

  private static LayerSpec standardised(LayerSpec.Convolution convolution) {
    return new LayerSpec.StandardisedConvolution(convolution);
  }

  static Stream<Arguments> layers() {
    return Stream.of(
        Arguments.of(new Shape(9, 7, 3), 5, List.of(convolution(3, 5, 3, 1, 1))),
        Arguments.of(new Shape(9, 7, 3), 1, List.of(convolution(3, 17, 3, 2, 0))),
        Arguments.of(new Shape(12, 12, 8), 3, List.of(convolution(8, 4, 5, 3, 2))),
        Arguments.of(new Shape(5, 6, 10), 19, List.of(convolution(10, 7, 1, 1, 0))),
        Arguments.of(new Shape(7, 7, 4), 4, List.of(convolution(4, 6, 1, 2, 0))),
        Arguments.of(new Shape(4, 5, 2), 2, List.of(convolution(2, 3, 7, 1, 3))),
        Arguments.of(new Shape(13, 33, 24), 2, List.of(convolution(24, 9, 7, 1, 3))),
        Arguments.of(new Shape(9, 7, 3), 5, List.of(standardised(convolution(3, 5, 3, 2, 1)))),
        Arguments.of(
            new Shape(8, 7, 4), 3,
            List.of(
                standardised(LayerSpec.Convolution.unbiased(4, 6, 3, 1)), new LayerSpec.GroupNorm(6, 2),
                new LayerSpec.Tanh(), standardised(convolution(6, 3, 1, 1, 0)))),
        Arguments.of(new Shape(6, 5, 4), 3, List.of(new LayerSpec.TransposedConvolution(4, 6, 4, 2, 1))),
        Arguments.of(new Shape(3, 3, 7), 1, List.of(new LayerSpec.TransposedConvolution(7, 3, 3, 1, 0))),
        Arguments.of(new Shape(1, 1, 9), 17, List.of(new LayerSpec.TransposedConvolution(9, 5, 5, 1, 0))),
        Arguments.of(new Shape(5, 3, 5), 7, List.of(new LayerSpec.BatchNorm(5))),
        Arguments.of(new Shape(28, 28, 16), 3, List.of(new LayerSpec.BatchNorm(16))),
        Arguments.of(new Shape(3, 2, 3), 1, List.of(new LayerSpec.BatchNorm(3))),
        Arguments.of(new Shape(5, 3, 6), 7, List.of(new LayerSpec.GroupNorm(6, 3))),
        Arguments.of(new Shape(4, 4, 6), 1, List.of(new LayerSpec.GroupNorm(6, 1))),
        Arguments.of(new Shape(4, 4, 6), 2, List.of(new LayerSpec.GroupNorm(6, 6))),
        Arguments.of(new Shape(5, 3, 5), 3, List.of(new LayerSpec.Relu())),
        Arguments.of(new Shape(5, 3, 5), 3, List.of(new LayerSpec.Tanh())),
        Arguments.of(new Shape(8, 6, 5), 3, List.of(new LayerSpec.MaxPool(2, 2, 0))),
        Arguments.of(new Shape(9, 7, 3), 2, List.of(new LayerSpec.MaxPool(3, 2, 1))),
        Arguments.of(new Shape(9, 7, 3), 2, List.of(new LayerSpec.AveragePool(3, 2, 1))),
        Arguments.of(new Shape(9, 7, 3), 5, List.of(new LayerSpec.GlobalAveragePool())),
        Arguments.of(new Shape(1, 1, 11), 5, List.of(new LayerSpec.UnitNorm())),
        Arguments.of(new Shape(7, 6, 5), 3, List.of(LayerSpec.Convolution.unbiased(5, 6, 3, 2))),
        Arguments.of(
            new Shape(7, 5, 3),
            3,
            List.of(
                LayerSpec.Convolution.unbiased(3, 4, 3, 1),
                new LayerSpec.Residual(
                    List.of(
                        LayerSpec.Convolution.unbiased(4, 6, 3, 2), new LayerSpec.BatchNorm(6), new LayerSpec.Tanh(),
                        LayerSpec.Convolution.unbiased(6, 6, 3, 1), new LayerSpec.BatchNorm(6)),
                    List.of(LayerSpec.Convolution.unbiased(4, 6, 1, 2), new LayerSpec.GroupNorm(6, 2))),
                new LayerSpec.Tanh(),
                new LayerSpec.Residual(List.of(new LayerSpec.GroupNorm(6, 3), new LayerSpec.Tanh()), List.of()),
                new LayerSpec.Residual(List.of(LayerSpec.Convolution.same(6, 6, 5)), List.of()),
                new LayerSpec.GlobalAveragePool())),
        Arguments.of(
            new Shape(6, 5, 3),
            4,
            List.of(
                new LayerSpec.Dense(
                    List.of(new LayerSpec.Tanh(), LayerSpec.Convolution.unbiased(3, 5, 3, 1))),
                new LayerSpec.Dense(
                    List.of(
                        new LayerSpec.BatchNorm(8), new LayerSpec.Tanh(), LayerSpec.Convolution.unbiased(8, 3, 1, 1),
                        new LayerSpec.Residual(List.of(new LayerSpec.Tanh()), List.of()))),
                new LayerSpec.Tanh(),
                new LayerSpec.AveragePool(2, 2, 0))),
        Arguments.of(
            new Shape(10, 9, 3),
            5,
            List.of(
                LayerSpec.Convolution.same(3, 6, 5),
                new LayerSpec.BatchNorm(6),
                new LayerSpec.Tanh(),
                new LayerSpec.AveragePool(2, 2, 0),
                LayerSpec.Convolution.same(6, 7, 3),
                new LayerSpec.Tanh(),
                LayerSpec.Convolution.same(7, 4, 5),
                new LayerSpec.GlobalAveragePool())),
        Arguments.of(
            new Shape(8, 8, 3),
            6,
            List.of(
                convolution(3, 6, 3, 1, 1),
                new LayerSpec.BatchNorm(6),
                new LayerSpec.Relu(),
                new LayerSpec.MaxPool(2, 2, 0),
                convolution(6, 8, 3, 2, 1),
                new LayerSpec.GroupNorm(8, 2),
                new LayerSpec.Tanh(),
                new LayerSpec.GlobalAveragePool(),
                new LayerSpec.UnitNorm())));
  }

  /** A stack and its twin with the same random parameters, and a random batch. */
  private static final class Case {
    final Stack stack;
    final ReferenceStack twin;
    final int batch;
    final float[] x;
    final float[] dy;

    Case(Shape input, int batch, List<LayerSpec> layers, Workers workers) {
      stack = new Stack(input, layers, workers);
      twin = new ReferenceStack(input, layers);
      this.batch = batch;
      RandomGenerator random = new Seed(7).derive(input + " " + layers).generator();
      x = normal(random, batch * input.volume());
      dy = normal(random, batch * stack.output().volume());
      for (ParameterSlot slot : stack.slots()) {
        boolean variance = slot.parameter().name().endsWith("running_var");
        for (int i = slot.offset(); i < slot.end(); i++) {
          double value = random.nextGaussian();
          stack.parameters()[i] = (float) (variance ? 0.5 + value * value : value);
          twin.parameters[i] = stack.parameters()[i];
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void agreesWithItsTwin(Shape input, int batch, List<LayerSpec> layers) {
    try (Workers workers = new Workers(2)) {
      Case c = new Case(input, batch, layers, workers);
      near(c.stack.forward(c.x, batch, false), c.twin.forward(doubles(c.x), batch, false));
      near(c.stack.forward(c.x, batch, true), c.twin.forward(doubles(c.x), batch, true));
      near(c.stack.parameters(), c.twin.parameters);
      double[] dx = c.twin.backward(doubles(c.dy));
      near(c.stack.backward(c.dy, true), dx);
      for (ParameterSlot slot : c.stack.slots()) {
        // A gradient that vanishes, such as a bias's before batch normalisation, is measured against dy.
        near(
            Arrays.copyOfRange(doubles(c.stack.gradients()), slot.offset(), slot.end()),
            Arrays.copyOfRange(c.twin.gradients, slot.offset(), slot.end()),
            norm(doubles(c.dy)));
      }
      c.stack.forward(c.x, batch, true);
      assertThat(c.stack.backward(c.dy, false)).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void twinAgreesWithFiniteDifferences(Shape input, int batch, List<LayerSpec> layers) {
    try (Workers workers = new Workers(1)) {
      Case c = new Case(input, batch, layers, workers);
      double[] x = doubles(c.x);
      double[] dy = doubles(c.dy);
      c.twin.forward(x, batch, true);
      double[] dx = c.twin.backward(dy);
      double[] gradients = c.twin.gradients.clone();
      RandomGenerator random = new Seed(3).generator();
      for (int i = 0; i < 10; i++) {
        check(c, x, dy, x, random.nextInt(x.length), dx);
      }
      for (ParameterSlot slot : c.stack.slots()) {
        if (slot.parameter().kind() == Parameter.Kind.LEARNED) {
          int i = slot.offset() + random.nextInt(slot.parameter().length());
          check(c, x, dy, c.twin.parameters, i, gradients);
        }
      }
    }
  }

  private static void check(Case c, double[] x, double[] dy, double[] of, int i, double[] gradient) {
    double step = 1e-5;
    double kept = of[i];
    of[i] = kept + step;
    double above = dot(c.twin.forward(x, c.batch, true), dy);
    of[i] = kept - step;
    double below = dot(c.twin.forward(x, c.batch, true), dy);
    of[i] = kept;
    double difference = (above - below) / (2 * step);
    assertThat(Math.abs(difference - gradient[i]))
        .as("%s at %d, %s by differences", gradient[i], i, difference)
        .isLessThan(1e-6 * (1 + Math.abs(difference)));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void givesTheSameBitsWithAnyNumberOfThreads(Shape input, int batch, List<LayerSpec> layers) {
    float[][] first = null;
    for (int threads : new int[] {1, 2, 3, 2}) {
      try (Workers workers = new Workers(threads)) {
        Case c = new Case(input, batch, layers, workers);
        float[][] results = {
          c.stack.forward(c.x, batch, true),
          c.stack.backward(c.dy, true),
          c.stack.gradients(),
          c.stack.parameters()
        };
        first = first == null ? results : first;
        assertThat(results).isDeepEqualTo(first);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void letsNanThrough(Shape input, int batch, List<LayerSpec> layers) {
    try (Workers workers = new Workers(1)) {
      Case c = new Case(input, batch, layers, workers);
      c.x[c.x.length / 2] = Float.NaN;
      assertThat(doubles(c.stack.forward(c.x, batch, true))).contains(Double.NaN);
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void worksOnAnySmallerBatchAfterALargeOne(Shape input, int batch, List<LayerSpec> layers) {
    try (Workers workers = new Workers(2)) {
      Case fresh = new Case(input, batch, layers, workers);
      Case used = new Case(input, batch, layers, workers);
      float[] larger = normal(new Seed(9).generator(), 2 * fresh.x.length);
      float[] parameters = used.stack.parameters().clone();
      used.stack.forward(larger, 2 * batch, true);
      System.arraycopy(parameters, 0, used.stack.parameters(), 0, parameters.length);
      float[] expected = fresh.stack.forward(fresh.x, batch, true);
      assertThat(used.stack.forward(used.x, batch, true)).startsWith(expected);
      float[] dx = fresh.stack.backward(fresh.dy, true);
      assertThat(used.stack.backward(used.dy, true)).startsWith(dx);
      assertThat(used.stack.gradients()).isEqualTo(fresh.stack.gradients());
    }
  }

  @Test
  void batchNormKeepsItsPrecisionFarFromZero() {
    try (Workers workers = new Workers(1)) {
      Case c = new Case(new Shape(6, 6, 2), 4, List.of(new LayerSpec.BatchNorm(2)), workers);
      for (int i = 0; i < c.x.length; i++) {
        c.x[i] = 4096 + c.x[i];
      }
      near(c.stack.forward(c.x, 4, true), c.twin.forward(doubles(c.x), 4, true));
      double[] dx = c.twin.backward(doubles(c.dy));
      near(c.stack.backward(c.dy, true), dx);
      near(c.stack.gradients(), c.twin.gradients);
    }
  }

  @Test
  void refusesLayersThatDoNotFit() {
    try (Workers workers = new Workers(1)) {
      List<LayerSpec> layers = List.of(convolution(3, 4, 3, 1, 1), new LayerSpec.BatchNorm(5));
      assertThatThrownBy(() -> new Stack(new Shape(8, 8, 3), layers, workers))
          .hasMessageContaining("expected 5 channels, was 4");
      assertThatThrownBy(() -> new Stack(new Shape(2, 2, 3), List.of(convolution(3, 4, 5, 1, 0)), workers))
          .hasMessageContaining("at least 5, was 2");
    }
  }

  private static float[] normal(RandomGenerator random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  private static void near(float[] found, double[] expected) {
    near(doubles(found), expected);
  }

  private static void near(double[] found, double[] expected) {
    near(found, expected, 0);
  }

  /** The Euclidean norm of the difference, relative to the larger of the norm of {@code expected} and a scale. */
  private static void near(double[] found, double[] expected, double scale) {
    double[] difference = new double[expected.length];
    Arrays.setAll(difference, i -> found[i] - expected[i]);
    assertThat(norm(difference)).isLessThanOrEqualTo(TOLERANCE * Math.max(norm(expected), scale));
  }

  private static double norm(double[] values) {
    return Math.sqrt(dot(values, values));
  }
}

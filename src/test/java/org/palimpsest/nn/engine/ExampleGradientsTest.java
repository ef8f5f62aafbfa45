package org.palimpsest.nn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.LayerSpec.Algorithm;

/** The gradient of each image's own loss against the ordinary gradient of a batch of that image alone. */
class ExampleGradientsTest {

  private static final int BLOCK = 4;

  private static final long MOST_BYTES = 50_000;

  /** For the compiler, on a busy machine. */
  private static final long PATIENCE_NANOSECONDS = 60_000_000_000L;

  private static LayerSpec.Convolution convolution(int in, int out, int kernel, int stride, int padding) {
    return new LayerSpec.Convolution(in, out, kernel, stride, padding, Algorithm.DIRECT);
  }

  private static LayerSpec.Convolution fourier(int in, int out, int kernel) {
    return new LayerSpec.Convolution(in, out, kernel, 1, kernel / 2, Algorithm.FFT);
  }

  static Stream<Arguments> networks() {
    LayerSpec relu = new LayerSpec.Relu();
    LayerSpec tanh = new LayerSpec.Tanh();
    LayerSpec pool = new LayerSpec.GlobalAveragePool();
    return Stream.of(
        Arguments.of(new Shape(9, 7, 3), 5, List.of(convolution(3, 5, 3, 2, 1))),
        Arguments.of(new Shape(9, 7, 3), 6,
            List.of(
                new LayerSpec.StandardisedConvolution(convolution(3, 6, 3, 1, 1)), new LayerSpec.GroupNorm(6, 2), tanh,
                new LayerSpec.StandardisedConvolution(convolution(6, 4, 3, 2, 0)))),
        Arguments.of(new Shape(6, 6, 4), 1, List.of(convolution(4, 7, 1, 1, 0), relu)),
        Arguments.of(new Shape(13, 33, 24), 3, List.of(convolution(24, 9, 7, 1, 3))),
        Arguments.of(new Shape(5, 4, 4), 9, List.of(new LayerSpec.TransposedConvolution(4, 6, 4, 2, 1), tanh)),
        Arguments.of(new Shape(5, 3, 6), 8, List.of(new LayerSpec.GroupNorm(6, 3))),
        Arguments.of(new Shape(12, 11, 3), 6,
            List.of(convolution(3, 8, 4, 2, 1), tanh, new LayerSpec.MaxPool(2, 1, 0), new LayerSpec.GroupNorm(8, 2),
                new LayerSpec.AveragePool(2, 2, 0), convolution(8, 5, 2, 1, 0), tanh, pool, new LayerSpec.UnitNorm())),
        Arguments.of(new Shape(9, 6, 17), 5,
            List.of(new LayerSpec.Convolution(17, 18, 3, 1, 1, Algorithm.WINOGRAD), relu, pool)),
        Arguments.of(new Shape(9, 8, 3), 5, List.of(fourier(3, 10, 5))),
        Arguments.of(new Shape(5, 5, 1), 1, List.of(fourier(1, 1, 3), relu)),
        Arguments.of(new Shape(11, 12, 3), 7,
            List.of(fourier(3, 5, 7), relu, fourier(5, 18, 5), tanh, fourier(18, 12, 3), relu, pool)),
        Arguments.of(new Shape(9, 8, 3), 5,
            List.of(LayerSpec.Convolution.unbiased(3, 4, 3, 2),
                new LayerSpec.Residual(
                    List.of(LayerSpec.Convolution.unbiased(4, 6, 3, 1), new LayerSpec.GroupNorm(6, 2), relu,
                        LayerSpec.Convolution.unbiased(6, 6, 3, 1)),
                    List.of(LayerSpec.Convolution.unbiased(4, 6, 1, 1), new LayerSpec.GroupNorm(6, 1))),
                relu, new LayerSpec.Residual(List.of(fourier(6, 6, 5), tanh), List.of()),
                new LayerSpec.Dense(List.of(new LayerSpec.GroupNorm(6, 3), relu, convolution(6, 5, 1, 1, 0))), pool)),
        Arguments.of(new Shape(10, 10, 2), 9,
            List.of(convolution(2, 5, 3, 1, 1), relu, fourier(5, 9, 7), new LayerSpec.GroupNorm(9, 3), relu,
                fourier(9, 4, 5), new LayerSpec.GroupNorm(4, 1), tanh, pool, new LayerSpec.UnitNorm())));
  }

  /** A network with random parameters, images and gradients at its output. */
  private static final class Case {
    final Stack stack;
    final float[] x;
    final float[] dy;
    final int batch;

    Case(Shape input, int batch, List<LayerSpec> layers, Workers workers) {
      this.batch = batch;
      SplittableRandom random = new SplittableRandom(11);
      stack = new Stack(input, layers, workers);
      for (ParameterSlot slot : stack.slots()) {
        boolean bias = slot.parameter().shape().size() == 1;
        double spread = bias ? 1 : Math.sqrt(3.0 * slot.parameter().shape().get(0) / slot.parameter().length());
        for (int i = slot.offset(); i < slot.end(); i++) {
          stack.parameters()[i] = (float) (spread * (2 * random.nextDouble() - 1));
        }
      }
      x = normal(random, batch * input.volume());
      dy = normal(random, batch * stack.output().volume());
    }

    private static float[] normal(SplittableRandom random, int length) {
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return values;
    }

    int length() {
      return stack.parameters().length;
    }

    float[][] together() {
      stack.forward(x, batch, true);
      stack.backwardForExamples(dy.clone());
      int stride = length() + 3;
      float[] block = new float[BLOCK * stride];
      float[][] gradients = new float[batch][];
      for (int first = 0; first < batch; first += BLOCK) {
        int count = Math.min(BLOCK, batch - first);
        Arrays.fill(block, 77f);
        stack.exampleGradients(first, count, block, stride);
        for (int i = 0; i < count; i++) {
          gradients[first + i] = Arrays.copyOfRange(block, i * stride, i * stride + length());
          assertThat(Arrays.copyOfRange(block, i * stride + length(), (i + 1) * stride)).containsOnly(77f);
        }
      }
      return gradients;
    }

    float[] alone(int image) {
      int in = stack.input().volume();
      int out = stack.output().volume();
      stack.forward(Arrays.copyOfRange(x, image * in, (image + 1) * in), 1, true);
      stack.backward(Arrays.copyOfRange(dy, image * out, (image + 1) * out), false);
      return stack.gradients().clone();
    }

    float[] summed() {
      stack.forward(x, batch, true);
      stack.backward(dy.clone(), false);
      return stack.gradients().clone();
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void equalTheGradientsOfBatchesOfOne(Shape input, int batch, List<LayerSpec> layers) {
    try (Workers workers = new Workers(2)) {
      Case c = new Case(input, batch, layers, workers);
      float[][] gradients = c.together();
      double[] sum = new double[c.length()];
      for (int image = 0; image < batch; image++) {
        assertThat(error(gradients[image], c.alone(image))).as("image " + image).isLessThan(2e-6);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += gradients[image][i];
        }
      }
      float[] total = new float[sum.length];
      Arrays.setAll(sum, i -> total[i] = (float) sum[i]);
      assertThat(error(total, c.summed())).isLessThan(2e-6);
    }
  }

  /** Euclidean norm of the difference relative to that of what is expected. */
  private static double error(float[] found, float[] expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += ((double) found[i] - expected[i]) * ((double) found[i] - expected[i]);
      norm += (double) expected[i] * expected[i];
    }
    assertThat(norm).isPositive();
    return Math.sqrt(difference / norm);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void areTheSameBitsWithAnyNumberOfThreads(Shape input, int batch, List<LayerSpec> layers) {
    List<float[][]> results = new ArrayList<>();
    for (int threads : new int[] {1, 2, 3}) {
      try (Workers workers = new Workers(threads)) {
        Case c = new Case(input, batch, layers, workers);
        c.alone(0);
        results.add(c.together());
        results.add(c.together());
      }
    }
    for (float[][] result : results) {
      assertThat(result).isDeepEqualTo(results.get(0));
    }
  }

  @Test
  void refuseBatchNormalisationFusedOrNot() {
    for (Algorithm algorithm : List.of(Algorithm.DIRECT, Algorithm.FFT)) {
      List<LayerSpec> layers =
          List.of(new LayerSpec.Convolution(3, 4, 5, 1, 2, algorithm), new LayerSpec.BatchNorm(4));
      try (Workers workers = new Workers(1)) {
        Case c = new Case(new Shape(8, 8, 3), 2, layers, workers);
        assertThatThrownBy(c::together).hasMessage("example gradients: expected no batch normalisation");
      }
    }
  }

  @Test
  void allocateNextToNothingOnceWarm() {
    List<LayerSpec> layers =
        List.of(fourier(3, 8, 5), new LayerSpec.GroupNorm(8, 2), new LayerSpec.Relu(), fourier(8, 8, 5),
            new LayerSpec.Tanh(), convolution(8, 8, 4, 2, 1), new LayerSpec.Tanh(), new LayerSpec.GlobalAveragePool());
    try (Workers workers = new Workers(1)) {
      Case c = new Case(new Shape(16, 16, 3), 16, layers, workers);
      float[] block = new float[BLOCK * c.length()];
      float[] dy = c.dy.clone();
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long id = Thread.currentThread().getId();
      long least = Long.MAX_VALUE;
      long limit = System.nanoTime() + PATIENCE_NANOSECONDS;
      while (least >= MOST_BYTES && System.nanoTime() < limit) {
        long before = threads.getThreadAllocatedBytes(id);
        c.stack.forward(c.x, c.batch, true);
        c.stack.backwardForExamples(dy);
        for (int first = 0; first < c.batch; first += BLOCK) {
          c.stack.exampleGradients(first, BLOCK, block, c.length());
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
      }
      assertThat(least).isLessThan(MOST_BYTES);
    }
  }
}

package org.palimpsest.nn.engine.fourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.Parameter;
import org.palimpsest.nn.engine.ParameterSlot;
import org.palimpsest.nn.engine.ReferenceStack;
import org.palimpsest.nn.engine.Workers;

class FftChainTest {

  private static final int AHEAD = 5;

  /** A chain with random parameters that start somewhere behind the arrays' beginning. */
  private static final class Case implements AutoCloseable {
    final Shape input;
    final List<LayerSpec> layers;
    final float[] parameters;
    final float[] gradients;
    final Workers workers;
    final FftChain chain;
    final SplittableRandom random;

    Case(Shape input, List<LayerSpec> layers, int threads, long seed) {
      this.input = input;
      this.layers = layers;
      random = new SplittableRandom(seed);
      int length = AHEAD + ParameterSlot.length(ParameterSlot.of(layers));
      parameters = new float[length];
      gradients = new float[length];
      Arrays.fill(gradients, 77);
      fillParameters();
      workers = new Workers(threads);
      chain = new FftChain(input, layers, parameters, gradients, AHEAD, workers);
    }

    private void fillParameters() {
      int at = AHEAD;
      for (LayerSpec layer : layers) {
        for (Parameter parameter : layer.parameters()) {
          double spread = parameter.shape().size() == 4
              ? 1 / Math.sqrt((double) parameter.length() / parameter.shape().get(0)) : .3;
          double centre = parameter.name().equals("running_var") || parameter.shape().size() == 1
              && layer instanceof LayerSpec.BatchNorm && parameter.name().equals("weight") ? 1 : 0;
          for (int i = 0; i < parameter.length(); i++) {
            parameters[at++] = (float) (centre + spread * (2 * random.nextDouble() - 1));
          }
        }
      }
    }

    float[] normal(int length) {
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return values;
    }

    float[] own(float[] values) {
      return Arrays.copyOfRange(values, AHEAD, values.length);
    }

    ReferenceStack twin() {
      ReferenceStack twin = new ReferenceStack(input, layers);
      System.arraycopy(doubles(own(parameters)), 0, twin.parameters, 0, twin.parameters.length);
      return twin;
    }

    @Override
    public void close() {
      workers.close();
    }
  }

  private static LayerSpec.Convolution convolution(int inputs, int outputs, int kernel) {
    return new LayerSpec.Convolution(inputs, outputs, kernel, 1, kernel / 2, LayerSpec.Algorithm.FFT);
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  /** Euclidean norm of the difference divided by that of the expected values. */
  private static double error(float[] actual, double[] expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
      norm += expected[i] * expected[i];
    }
    return Math.sqrt(difference / norm);
  }

  @ParameterizedTest(name = "{0}x{1}, {2} -> {3}, kernel {4}, batch {5}")
  @CsvSource({
    "28,28,16,32,7,5", "28,28,3,16,7,2", "1,1,1,1,3,1", "5,9,3,5,3,3", "10,13,9,17,5,1", "14,29,24,8,5,4",
    "16,16,8,8,3,3", "31,17,5,3,3,2", "2,3,2,2,9,2", "58,61,2,3,7,1", "64,64,3,2,5,1", "64,33,1,9,9,2",
    "12,12,40,24,9,3"
  })
  void aConvolutionEqualsTheDirectOne(int height, int width, int inputs, int outputs, int kernel, int batch) {
    List<LayerSpec> layers = List.of(convolution(inputs, outputs, kernel));
    try (Case c = new Case(new Shape(height, width, inputs), layers, 2, height * 31L + kernel)) {
      float[] x = c.normal(batch * height * width * inputs);
      float[] dy = c.normal(batch * height * width * outputs);
      ReferenceStack twin = c.twin();
      assertThat(error(c.chain.forward(x, batch, true), twin.forward(doubles(x), batch, true))).isLessThan(6e-7);
      assertThat(error(c.chain.backward(dy, true), twin.backward(doubles(dy)))).isLessThan(6e-7);
      assertThat(error(c.own(c.gradients), twin.gradients)).isLessThan(6e-7);
      assertThat(Arrays.copyOf(c.gradients, AHEAD)).containsOnly(77f);
    }
  }

  static Stream<List<LayerSpec>> chains() {
    LayerSpec relu = new LayerSpec.Relu();
    LayerSpec tanh = new LayerSpec.Tanh();
    LayerSpec pool = new LayerSpec.GlobalAveragePool();
    return Stream.of(
        List.of(convolution(3, 5, 7), new LayerSpec.BatchNorm(5), relu),
        List.of(convolution(3, 5, 5), new LayerSpec.BatchNorm(5), pool),
        List.of(convolution(3, 9, 7), tanh, convolution(9, 4, 3), relu, pool),
        List.of(convolution(3, 5, 7), new LayerSpec.BatchNorm(5), relu,
            convolution(5, 18, 7), new LayerSpec.BatchNorm(18), relu,
            convolution(18, 12, 5), new LayerSpec.BatchNorm(12), tanh, pool),
        List.of(convolution(3, 5, 3), new LayerSpec.BatchNorm(5), tanh,
            convolution(5, 7, 3), new LayerSpec.BatchNorm(7)),
        List.of(convolution(3, 5, 3), convolution(5, 7, 3), pool));
  }

  @ParameterizedTest
  @MethodSource("chains")
  void aChainEqualsItsLayersOneByOne(List<LayerSpec> layers) {
    int batch = 5;
    try (Case c = new Case(new Shape(11, 12, 3), layers, 2, 7)) {
      for (boolean training : List.of(true, false, true)) {
        float[] x = c.normal(batch * c.input.volume());
        ReferenceStack twin = c.twin();
        double[] expected = twin.forward(doubles(x), batch, training);
        assertThat(error(c.chain.forward(x, batch, training), expected)).isLessThan(6e-7);
        assertThat(error(c.own(c.parameters), twin.parameters)).isLessThan(1e-7);
        if (training) {
          float[] dy = c.normal(batch * c.chain.output().volume());
          assertThat(error(c.chain.backward(dy, true), twin.backward(doubles(dy)))).isLessThan(1e-6);
          checkGradients(c, twin);
        }
      }
    }
  }

  /** Array by array: a small one must not hide behind a large one. */
  private static void checkGradients(Case c, ReferenceStack twin) {
    int at = 0;
    boolean cancels = false;
    for (int l = c.layers.size() - 1, end = twin.gradients.length; l >= 0; l--) {
      List<Parameter> parameters = c.layers.get(l).parameters();
      for (int p = parameters.size() - 1; p >= 0; p--) {
        at = end - parameters.get(p).length();
        float[] actual = Arrays.copyOfRange(c.gradients, AHEAD + at, AHEAD + end);
        double[] expected = Arrays.copyOfRange(twin.gradients, at, end);
        if (parameters.get(p).kind() == Parameter.Kind.RUNNING || cancels && p == 1) {
          assertThat(actual).containsOnly(0f);
        } else {
          assertThat(error(actual, expected)).as("%s of layer %d", parameters.get(p).name(), l).isLessThan(3e-6);
        }
        end = at;
      }
      cancels = c.layers.get(l) instanceof LayerSpec.BatchNorm;
    }
    assertThat(at).isZero();
  }

  @Test
  void bitsDependNeitherOnThreadsNorOnWhatWasThereBefore() {
    List<LayerSpec> layers = chains().toList().get(3);
    List<float[]> results = new ArrayList<>();
    for (int threads = 1; threads <= 3; threads++) {
      for (int warmUps = 0; warmUps < 2; warmUps++) {
        try (Case c = new Case(new Shape(11, 12, 3), layers, threads, 7)) {
          float[] before = c.own(c.parameters);
          for (int i = 0; i < warmUps; i++) {
            c.chain.forward(new Case(c.input, layers, 1, 99).normal(23 * c.input.volume()), 23, true);
            c.chain.backward(new float[23 * c.chain.output().volume()], true);
          }
          System.arraycopy(before, 0, c.parameters, AHEAD, before.length);
          float[] x = c.normal(7 * c.input.volume());
          float[] dy = c.normal(7 * c.chain.output().volume());
          results.add(Arrays.copyOf(c.chain.forward(x, 7, true), dy.length));
          results.add(Arrays.copyOf(c.chain.backward(dy, true), x.length));
          results.add(c.gradients);
          results.add(c.parameters);
        }
      }
    }
    for (int i = 4; i < results.size(); i++) {
      assertThat(results.get(i)).isEqualTo(results.get(i % 4));
    }
  }

  @Test
  void withoutTheInputGradientTheParametersGetTheSame() {
    try (Case c = new Case(new Shape(9, 8, 3), chains().toList().get(3), 2, 3)) {
      float[] x = c.normal(4 * c.input.volume());
      float[] dy = c.normal(4 * c.chain.output().volume());
      c.chain.forward(x, 4, true);
      assertThat(c.chain.backward(dy, false)).isNull();
      float[] without = c.gradients.clone();
      c.chain.forward(x, 4, true);
      c.chain.backward(dy, true);
      assertThat(c.gradients).isEqualTo(without);
    }
  }

  @Test
  void theSlopeOfReluAtZeroIsZero() {
    try (Case c = new Case(new Shape(9, 8, 3), List.of(convolution(3, 4, 5), new LayerSpec.Relu()), 1, 3)) {
      Arrays.fill(c.parameters, 0);
      c.chain.forward(c.normal(c.input.volume()), 1, true);
      assertThat(c.chain.backward(c.normal(c.chain.output().volume()), true)).containsOnly(0f);
      assertThat(c.own(c.gradients)).containsOnly(0f);
    }
  }

  @Test
  void notANumberIsNeverHidden() {
    for (List<LayerSpec> layers : chains().toList()) {
      try (Case c = new Case(new Shape(9, 8, 3), layers, 2, 3)) {
        float[] x = c.normal(2 * c.input.volume());
        x[x.length / 2 + 7] = Float.NaN;
        float[] y = c.chain.forward(x, 2, true);
        assertThat(Float.isNaN(y[2 * c.chain.output().volume() - 1])).isTrue();
        float[] dx = c.chain.backward(c.normal(2 * c.chain.output().volume()), true);
        assertThat(Float.isNaN(dx[x.length - 1])).isTrue();
        assertThat(Float.isNaN(c.gradients[AHEAD])).isTrue();
      }
    }
  }

  @Test
  void refusesWhatItCannotDo() {
    Shape input = new Shape(9, 8, 3);
    LayerSpec strided = new LayerSpec.Convolution(3, 4, 5, 2, 2, LayerSpec.Algorithm.FFT);
    assertThatThrownBy(() -> new FftChain(input, List.of(strided), new float[304], new float[304], 0, null))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("layers: expected a run");
    try (Case c = new Case(input, List.of(convolution(3, 4, 5)), 1, 1)) {
      assertThatThrownBy(() -> c.chain.forward(new float[1], 1, true)).hasMessageContaining("x: expected at least 216");
      assertThatThrownBy(() -> c.chain.forward(new float[0], 0, true)).hasMessageContaining("batch: expected 1..");
      assertThatThrownBy(() -> c.chain.forward(new float[0], 1 << 30, true))
          .hasMessageContaining("batch: expected 1..");
      c.chain.forward(new float[216], 1, false);
      assertThatThrownBy(() -> c.chain.backward(new float[288], true)).isInstanceOf(IllegalStateException.class);
    }
  }
}

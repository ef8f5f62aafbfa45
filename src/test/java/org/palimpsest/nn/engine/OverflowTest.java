package org.palimpsest.nn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.LayerSpec.Algorithm;
import org.palimpsest.nn.engine.LayerSpec.Convolution;
import org.palimpsest.random.Seed;

/** What becomes of values near the end of the single-precision range: never a finite number that is wrong. */
class OverflowTest {

  private static final Shape INPUT = new Shape(14, 11, 3);
  private static final int BATCH = 3;
  private static final int HUGE_IMAGE = 1;

  static Stream<List<LayerSpec>> layers() {
    LayerSpec relu = new LayerSpec.Relu();
    Convolution first = Convolution.same(3, 9, 7);
    Convolution second = Convolution.same(9, 4, 5);
    return Stream.of(
        List.of(first),
        List.of(first, relu),
        List.of(first, relu, second, relu),
        List.of(first, relu, second, new LayerSpec.GlobalAveragePool()));
  }

  /** A batch whose one image has values of about {@code magnitude}. */
  private static float[] batch(double magnitude, boolean positive, long seed) {
    RandomGenerator random = new Seed(seed).generator();
    float[] x = new float[BATCH * INPUT.volume()];
    for (int i = 0; i < x.length; i++) {
      double value = random.nextDouble(positive ? 0 : -1, 1);
      x[i] = (float) (i / INPUT.volume() == HUGE_IMAGE ? value * magnitude : value);
    }
    return x;
  }

  private static Stack stack(List<LayerSpec> layers, Algorithm algorithm, Workers workers) {
    Stack stack = new Stack(INPUT, LayerSpec.with(algorithm, layers), workers);
    float[] drawn = Initialisation.draw(layers, new Seed(5));
    System.arraycopy(drawn, 0, stack.parameters(), 0, drawn.length);
    return stack;
  }

  private static float[] image(float[] batch, int image, Shape shape) {
    return Arrays.copyOfRange(batch, image * shape.volume(), (image + 1) * shape.volume());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void whereTheDirectAlgorithmOverflowsFourierTransformsGiveNoNumberEither(List<LayerSpec> layers) {
    int overflown = 0;
    try (Workers workers = new Workers(2)) {
      Stack direct = stack(layers, Algorithm.DIRECT, workers);
      Stack fourier = stack(layers, Algorithm.FFT, workers);
      for (double magnitude : new double[] {1e36, 1e37, 3e37, 1e38, 3e38}) {
        for (long seed = 0; seed < 12; seed++) {
          float[] x = batch(magnitude, seed % 2 == 0, seed);
          float[] expected = direct.forward(x, BATCH, true);
          float[] found = fourier.forward(x, BATCH, true);
          for (int i = 0; i < BATCH * direct.output().volume(); i++) {
            if (!Float.isFinite(expected[i])) {
              overflown++;
              assertThat(Float.isFinite(found[i])).as("%s at %s for %s", found[i], i, magnitude).isFalse();
            }
          }
        }
      }
    }
    assertThat(overflown).isPositive();
  }

  /** Large is not too large: the transforms' sums stay in range for as long as there is room for them. */
  @ParameterizedTest
  @MethodSource("layers")
  void belowThatBothGiveTheSameNumbers(List<LayerSpec> layers) {
    try (Workers workers = new Workers(2)) {
      Stack direct = stack(layers, Algorithm.DIRECT, workers);
      Stack fourier = stack(layers, Algorithm.FFT, workers);
      float[] x = batch(1e33, true, 1);
      float[] expected = direct.forward(x, BATCH, true);
      float[] found = fourier.forward(x, BATCH, true);
      float largest = 0;
      for (int i = 0; i < BATCH * direct.output().volume(); i++) {
        largest = Math.max(largest, Math.abs(expected[i]));
        assertThat(Math.abs(found[i] - expected[i])).isLessThanOrEqualTo(1e-5f * 1e33f);
      }
      assertThat(largest).isGreaterThan(1e31f).isLessThan(Float.POSITIVE_INFINITY);
    }
  }

  /** Whatever one image holds, the others come out bit for bit as if it held nothing special. */
  @ParameterizedTest
  @MethodSource("layers")
  void oneImagesValuesNeverReachAnother(List<LayerSpec> layers) {
    try (Workers workers = new Workers(2)) {
      for (Algorithm algorithm : List.of(Algorithm.DIRECT, Algorithm.FFT)) {
        checkThatNoImageReachesAnother(stack(layers, algorithm, workers));
      }
    }
  }

  private static void checkThatNoImageReachesAnother(Stack stack) {
    float[] x = batch(1, false, 3);
    float[] dy = new float[BATCH * stack.output().volume()];
    Arrays.fill(dy, 1);
    float[] y = Arrays.copyOf(stack.forward(x, BATCH, true), dy.length);
    float[] dx = Arrays.copyOf(stack.backward(dy.clone(), true), x.length);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3e38f}) {
      float[] spoilt = x.clone();
      Arrays.fill(spoilt, HUGE_IMAGE * INPUT.volume() + 7, HUGE_IMAGE * INPUT.volume() + 90, bad);
      float[] spoiltY = Arrays.copyOf(stack.forward(spoilt, BATCH, true), dy.length);
      float[] spoiltDx = Arrays.copyOf(stack.backward(dy.clone(), true), x.length);
      assertThat(image(spoiltY, HUGE_IMAGE, stack.output())).isNotEqualTo(image(y, HUGE_IMAGE, stack.output()));
      for (int image : new int[] {0, 2}) {
        assertThat(image(spoiltY, image, stack.output())).isEqualTo(image(y, image, stack.output()));
        assertThat(image(spoiltDx, image, INPUT)).isEqualTo(image(dx, image, INPUT));
      }
    }
  }

  private static Stack winograd(Algorithm algorithm, Workers workers) {
    return stack(
        List.of(Convolution.same(3, 9, 3), new LayerSpec.Relu(), Convolution.same(9, 4, 3)), algorithm, workers);
  }

  @Test
  void whereTheDirectAlgorithmOverflowsWinogradsGivesNoNumberEither() {
    int overflown = 0;
    try (Workers workers = new Workers(2)) {
      Stack direct = winograd(Algorithm.DIRECT, workers);
      Stack winograd = winograd(Algorithm.WINOGRAD, workers);
      for (double magnitude : new double[] {1e37, 1e38, 3e38}) {
        for (long seed = 0; seed < 12; seed++) {
          float[] x = batch(magnitude, seed % 2 == 0, seed);
          float[] expected = direct.forward(x, BATCH, true);
          float[] found = winograd.forward(x, BATCH, true);
          for (int i = 0; i < BATCH * direct.output().volume(); i++) {
            if (!Float.isFinite(expected[i])) {
              overflown++;
              assertThat(Float.isFinite(found[i])).as("%s at %s for %s", found[i], i, magnitude).isFalse();
            }
          }
        }
      }
    }
    assertThat(overflown).isPositive();
  }

  @Test
  void byWinogradsAlgorithmToo() {
    try (Workers workers = new Workers(2)) {
      checkThatNoImageReachesAnother(winograd(Algorithm.WINOGRAD, workers));
    }
  }
}

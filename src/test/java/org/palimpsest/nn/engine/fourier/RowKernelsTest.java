package org.palimpsest.nn.engine.fourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.palimpsest.nn.engine.vector.Lanes.COMPLEX;
import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;

import org.junit.jupiter.api.Test;

class RowKernelsTest {

  @Test
  void tanhIsAccurateEverywhere() {
    float[] line = new float[COMPLEX];
    for (double x = -30; x <= 30; x += 1e-3) {
      check(line, (float) x);
    }
    for (double x = 1e-30; x < 1e30; x *= 1.37) {
      check(line, (float) x);
      check(line, (float) -x);
    }
    check(line, Float.POSITIVE_INFINITY);
    check(line, Float.NEGATIVE_INFINITY);
    line[0] = Float.NaN;
    RowKernels.tanh(line, 0, 1);
    assertThat(line[0]).isNaN();
  }

  private static void check(float[] line, float x) {
    line[WIDTH] = x;
    RowKernels.tanh(line, WIDTH, 1);
    double expected = Math.tanh(x);
    assertThat((double) line[WIDTH]).as("tanh(%s)", x).isCloseTo(expected, within(3e-7 * Math.abs(expected)));
  }

  @Test
  void momentsKeepTheirDigitsFarFromZero() {
    int width = 29;
    int rows = 31;
    float[] moments = new float[COMPLEX];
    float[] line = new float[COMPLEX * width];
    double sum = 0;
    double squares = 0;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < width; x++) {
        float value = (float) (1000 + Math.sin(7 * y + 3 * x));
        line[COMPLEX * x + 3] = value;
        sum += value;
      }
      RowKernels.addMoments(line, 0, width, y * width, moments, 0, WIDTH);
    }
    double mean = sum / (rows * width);
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < width; x++) {
        double deviation = (float) (1000 + Math.sin(7 * y + 3 * x)) - mean;
        squares += deviation * deviation;
      }
    }
    assertThat((double) moments[3]).isCloseTo(mean, within(2e-4));
    assertThat((double) moments[WIDTH + 3]).isCloseTo(squares, within(1e-3 * squares));
  }
}

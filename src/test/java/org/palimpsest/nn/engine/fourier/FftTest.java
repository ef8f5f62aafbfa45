package org.palimpsest.nn.engine.fourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.palimpsest.nn.engine.vector.Lanes.COMPLEX;
import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FftTest {

  @ParameterizedTest
  @CsvSource({"16,false,0", "32,false,0", "32,true,8", "64,false,24", "64,true,0", "128,false,0", "128,true,0"})
  void equalsTheDefiningSum(int length, boolean headOnly, int gap) {
    check(Fft.of(length), headOnly, COMPLEX + gap);
  }

  @Test
  void theGeneralTransformKnowsThirtyTwoPointsToo() {
    check(new MixedFft(32), false, COMPLEX);
  }

  private static void check(Fft fft, boolean headOnly, int stride) {
    int length = fft.length();
    SplittableRandom random = new SplittableRandom(length);
    float[] from = new float[stride * length];
    for (int n = 0; n < (headOnly ? length - length / 8 : length); n++) {
      for (int lane = 0; lane < COMPLEX; lane++) {
        from[n * stride + lane] = (float) (2 * random.nextDouble() - 1);
      }
    }
    float[] to = new float[COMPLEX * length];
    fft.transform(from, 0, WIDTH, stride, headOnly, new float[2 * COMPLEX * length], to, 0, WIDTH);
    float[] back = new float[COMPLEX * length];
    fft.transform(to, WIDTH, 0, COMPLEX, false, new float[2 * COMPLEX * length], back, WIDTH, 0);
    for (int lane = 0; lane < WIDTH; lane++) {
      for (int k = 0; k < length; k++) {
        double re = 0;
        double im = 0;
        for (int n = 0; n < length; n++) {
          double angle = -2 * Math.PI * ((long) n * k % length) / length;
          double x = from[n * stride + lane];
          double y = from[n * stride + lane + WIDTH];
          re += x * Math.cos(angle) - y * Math.sin(angle);
          im += x * Math.sin(angle) + y * Math.cos(angle);
        }
        assertThat((double) to[COMPLEX * k + lane]).isCloseTo(re, within(4e-6));
        assertThat((double) to[COMPLEX * k + lane + WIDTH]).isCloseTo(im, within(4e-6));
        assertThat(back[COMPLEX * k + lane] / length).isCloseTo(from[k * stride + lane], within(1e-6f));
        assertThat(back[COMPLEX * k + lane + WIDTH] / length).isCloseTo(from[k * stride + lane + WIDTH], within(1e-6f));
      }
    }
  }

  @Test
  void choosesTheShortestLengthAndRefusesBeyondTheLongest() {
    assertThat(Fft.lengthFor(3)).isEqualTo(16);
    assertThat(Fft.lengthFor(16)).isEqualTo(16);
    assertThat(Fft.lengthFor(17)).isEqualTo(32);
    assertThat(Fft.lengthFor(31)).isEqualTo(32);
    assertThat(Fft.lengthFor(67)).isEqualTo(128);
    assertThatThrownBy(() -> Fft.lengthFor(129)).hasMessageContaining("expected at most 128 points, was 129");
  }
}

package org.palimpsest.nn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FftTest {

  @ParameterizedTest
  @CsvSource({"16,false,16", "32,false,16", "32,true,24", "64,false,40", "64,true,16", "128,false,16", "128,true,16"})
  void equalsTheDefiningSum(int length, boolean headOnly, int stride) {
    check(Fft.of(length), headOnly, stride);
  }

  @Test
  void theGeneralTransformKnowsThirtyTwoPointsToo() {
    check(new MixedFft(32), false, 16);
  }

  private static void check(Fft fft, boolean headOnly, int stride) {
    int length = fft.length();
    SplittableRandom random = new SplittableRandom(length);
    float[] from = new float[stride * length];
    for (int n = 0; n < (headOnly ? length - length / 8 : length); n++) {
      for (int lane = 0; lane < 16; lane++) {
        from[n * stride + lane] = (float) (2 * random.nextDouble() - 1);
      }
    }
    float[] to = new float[16 * length];
    fft.transform(from, 0, 8, stride, headOnly, new float[32 * length], to, 0, 8);
    float[] back = new float[16 * length];
    fft.transform(to, 8, 0, 16, false, new float[32 * length], back, 8, 0);
    for (int lane = 0; lane < 8; lane++) {
      for (int k = 0; k < length; k++) {
        double re = 0;
        double im = 0;
        for (int n = 0; n < length; n++) {
          double angle = -2 * Math.PI * ((long) n * k % length) / length;
          double x = from[n * stride + lane];
          double y = from[n * stride + lane + 8];
          re += x * Math.cos(angle) - y * Math.sin(angle);
          im += x * Math.sin(angle) + y * Math.cos(angle);
        }
        assertThat((double) to[16 * k + lane]).isCloseTo(re, within(4e-6));
        assertThat((double) to[16 * k + lane + 8]).isCloseTo(im, within(4e-6));
        assertThat(back[16 * k + lane] / length).isCloseTo(from[k * stride + lane], within(1e-6f));
        assertThat(back[16 * k + lane + 8] / length).isCloseTo(from[k * stride + lane + 8], within(1e-6f));
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

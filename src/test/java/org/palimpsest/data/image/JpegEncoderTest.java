package org.palimpsest.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Sha256;

class JpegEncoderTest {

  @ParameterizedTest
  @CsvSource({"1, 1, 100, 2", "8, 8, 100, 2", "17, 31, 95, 6", "218, 178, 92, 9", "40, 16, 30, 30"})
  void isDecodedToNearlyTheSame(int height, int width, int quality, int mostOff) {
    Pixels smooth = picture(height, width, false);
    Pixels decoded = ImageFile.decode("test", JpegEncoder.encode(smooth, quality));
    assertThat(decoded.height()).isEqualTo(height);
    assertThat(decoded.width()).isEqualTo(width);
    int off = 0;
    for (int i = 0; i < smooth.samples().length; i++) {
      off = Math.max(off, Math.abs((smooth.samples()[i] & 255) - (decoded.samples()[i] & 255)));
    }
    assertThat(off).isBetween(quality == 30 ? 3 : 0, mostOff);
  }

  /** Coefficients of every size, long runs of zeros and bytes of 255 that need stuffing. */
  @Test
  void noiseIsDecodedWithoutWarning() {
    Pixels noise = picture(64, 64, true);
    Pixels decoded = ImageFile.decode("test", JpegEncoder.encode(noise, 100));
    double squares = 0;
    for (int i = 0; i < noise.samples().length; i++) {
      squares += Math.pow((noise.samples()[i] & 255) - (decoded.samples()[i] & 255), 2);
    }
    assertThat(Math.sqrt(squares / noise.samples().length)).isLessThan(1.5);
  }

  @Test
  void bytesAreTheSameEverywhere() {
    assertThat(Sha256.of(JpegEncoder.encode(picture(50, 41, true), 92))).isEqualTo(
        "151d758423a84e018ff7ece63ee10f4eb9a5b728b58db387d6470aedf53f878f");
  }

  @Test
  void greyAndOtherQualitiesAreRefused() {
    assertThatThrownBy(() -> JpegEncoder.encode(picture(8, 8, false).grey(), 92)).hasMessageContaining("channels");
    assertThatThrownBy(() -> JpegEncoder.encode(picture(8, 8, false), 0)).hasMessageContaining("quality");
  }

  private static Pixels picture(int height, int width, boolean noise) {
    RandomGenerator random = new Seed(3).generator();
    byte[] samples = new byte[height * width * 3];
    for (int i = 0; i < samples.length; i++) {
      int p = i / 3;
      samples[i] = (byte) (noise ? random.nextInt(256) : 60 + 90 * (p / width) / height + 60 * (p % width) / width + 10 * (i % 3));
    }
    return new Pixels(height, width, 3, samples);
  }
}

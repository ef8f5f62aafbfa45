package org.palimpsest.data.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColouredImagesTest {

  /** The published colour of each label; the scaled values are NumPy's in single precision. */
  @ParameterizedTest
  @CsvSource({
    "0, 255, 0, 0", "1, 0, 255, 0", "2, 0, 0, 255", "3, 225, 225, 0", "4, 225, 0, 225",
    "5, 0, 255, 255", "6, 255, 128, 0", "7, 255, 0, 128", "8, 128, 0, 255", "9, 128, 128, 128"
  })
  void theBackgroundHasThePublishedColourAndTheDigitIsWhite(byte colour, int red, int green, int blue) {
    LabelledImages digit = new LabelledImages(1, 3, 10, new byte[] {0, 1, (byte) 255}, new byte[1]);
    float[] painted = new float[10];
    new ColouredImages(digit, new byte[] {colour}).write(0, painted, 1);
    assertThat(painted).containsExactly(0, scaled(red), scaled(green), scaled(blue), 1, 1, 1, 1, 1, 1);
  }

  @Test
  void refusesAColourThatDoesNotExist() {
    LabelledImages digit = new LabelledImages(1, 1, 10, new byte[1], new byte[1]);
    assertThatThrownBy(() -> new ColouredImages(digit, new byte[] {10}))
        .hasMessage("colours[0]: expected 0..9, was 10");
    assertThatThrownBy(() -> new ColouredImages(digit, new byte[2]))
        .hasMessage("colours: expected 1, one per image, was 2");
  }

  private static float scaled(int value) {
    return switch (value) {
      case 0 -> -1f;
      case 128 -> 0x1.0102p-8f;
      case 225 -> 0x1.878788p-1f;
      default -> 1f;
    };
  }
}

package org.palimpsest.data.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.palimpsest.data.Images;
import org.palimpsest.random.Seed;

class UnpaintedTest {

  private final LabelledImages images =
      new LabelledImages(1, 3, 10, new byte[] {0, (byte) 255, 51, 0, 0, 0}, new byte[] {4, 7});

  @Test
  void digitsKeepTheirGreyValuesInEveryChannel() {
    float[] pixels = new float[10];
    new Unpainted().inject(images, 0.5, new Seed(1)).write(0, pixels, 1);
    assertArrayEquals(new float[] {0, -1, -1, -1, 1, 1, 1, -0.6f, -0.6f, -0.6f}, pixels, 1e-6f);
  }

  @Test
  void theAttributeIsThatOfTheColouredImages() {
    Images grey = new Unpainted().inject(images, 1, new Seed(1));
    Images coloured = new ColouredBackground().inject(images, 1, new Seed(1));
    for (int i = 0; i < images.size(); i++) {
      assertEquals(coloured.privateAttribute(i), grey.privateAttribute(i));
      assertEquals(images.label(i), grey.target(i));
    }
  }
}

package org.palimpsest.data.digits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.palimpsest.golden.GoldenFiles;

class ColouredImagesGoldenTest {

  private static final int SIDE = 28;

  @Test
  void paintsWhatPyTorchPaintsBitForBit() {
    byte[] colours = bytes("trajectories/private_labels.npy");
    LabelledImages digits =
        new LabelledImages(
            SIDE, SIDE, 10, bytes("trajectories/images_u8.npy"), bytes("trajectories/targets.npy"));
    ColouredImages images = new ColouredImages(digits, colours);

    float[] expected = GoldenFiles.floats("trajectories/inputs_first4.npy");
    int area = SIDE * SIDE;
    for (int image = 0; image < 4; image++) {
      float[] painted = new float[3 * area];
      images.write(image, painted, 0);
      for (int channel = 0; channel < 3; channel++) {
        for (int p = 0; p < area; p++) {
          assertThat(painted[3 * p + channel])
              .as("image %d, channel %d, pixel %d", image, channel, p)
              .isEqualTo(expected[(3 * image + channel) * area + p]);
        }
      }
    }
  }

  private static byte[] bytes(String file) {
    int[] values = GoldenFiles.ints(file);
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}

package org.palimpsest.data.digits;

import java.util.Arrays;
import java.util.Optional;
import org.palimpsest.data.Images;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Shape;
import org.palimpsest.random.Sha256;

/**
 * Digits on coloured backgrounds, painted when they are asked for: pixels that are not 0 are white, the others
 * have the image's colour. A channel value v becomes {@code (v / 255 - 0.5) / 0.5} in single precision, bit for
 * bit what PyTorch's ToTensor and Normalize give.
 */
public final class ColouredImages implements Images {

  private static final int CHANNELS = 3;

  /** Red, green and blue, 0..255, of the colour of each label, as published: 225, not 255, for 3 and 4. */
  private static final int[][] PALETTE = {
    {255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {225, 225, 0}, {225, 0, 225},
    {0, 255, 255}, {255, 128, 0}, {255, 0, 128}, {128, 0, 255}, {128, 128, 128}
  };

  private static final float WHITE = scale(255);
  private static final float BLACK = scale(0);

  private final LabelledImages images;
  private final byte[] colours;
  private final Labels labels;

  /**
   * @param images (N, height, width)
   * @param colours (N), each in 0..9
   */
  public ColouredImages(LabelledImages images, byte[] colours) {
    if (colours.length != images.size()) {
      throw new IllegalArgumentException(
          "colours: expected %d, one per image, was %d".formatted(images.size(), colours.length));
    }
    for (int i = 0; i < colours.length; i++) {
      if (colours[i] < 0 || colours[i] >= PALETTE.length) {
        throw new IllegalArgumentException(
            "colours[%d]: expected 0..%d, was %d".formatted(i, PALETTE.length - 1, colours[i]));
      }
    }
    this.images = images;
    this.colours = colours;
    this.labels = images.labels(DigitData.COLOUR, colours);
  }

  @Override
  public Shape shape() {
    return new Shape(images.height(), images.width(), CHANNELS);
  }

  @Override
  public Labels labels() {
    return labels;
  }

  @Override
  public String id() {
    return "coloured " + images.checksum() + " " + Sha256.of(colours);
  }

  @Override
  public void write(int image, float[] into, int offset) {
    int[] colour = PALETTE[colours[image]];
    float red = scale(colour[0]);
    float green = scale(colour[1]);
    float blue = scale(colour[2]);
    int area = images.height() * images.width();
    for (int p = 0, at = offset; p < area; p++, at += CHANNELS) {
      boolean ink = images.pixel(image, p) != 0;
      into[at] = ink ? WHITE : red;
      into[at + 1] = ink ? WHITE : green;
      into[at + 2] = ink ? WHITE : blue;
    }
  }

  /** The same ink on black: a grey of the colour's brightness would still tell most colours apart. */
  @Override
  public Optional<Images> withoutPrivateAttribute() {
    return Optional.of(new Colourless());
  }

  private final class Colourless implements Images {

    @Override
    public Shape shape() {
      return ColouredImages.this.shape();
    }

    @Override
    public Labels labels() {
      return labels;
    }

    @Override
    public String id() {
      return "colourless " + ColouredImages.this.id();
    }

    @Override
    public void write(int image, float[] into, int offset) {
      int area = images.height() * images.width();
      for (int p = 0, at = offset; p < area; p++, at += CHANNELS) {
        Arrays.fill(into, at, at + CHANNELS, images.pixel(image, p) != 0 ? WHITE : BLACK);
      }
    }
  }

  private static float scale(int value) {
    return (value / 255f - 0.5f) / 0.5f;
  }
}

package org.palimpsest.data.image;

import org.palimpsest.Require;

/**
 * A picture of 8 bits a sample.
 *
 * @param samples (height, width, channels), channels last, 0..255
 */
public record Pixels(int height, int width, int channels, byte[] samples) {

  public Pixels {
    Require.that(height >= 1 && width >= 1, "size", "at least 1 x 1", height + " x " + width);
    Require.that(channels == 1 || channels == 3, "channels", "1 or 3", channels);
    Require.that(
        samples.length == (long) height * width * channels,
        "samples", "%d x %d x %d".formatted(height, width, channels), samples.length);
  }

  /** A sample, 0..255. */
  public int at(int y, int x, int channel) {
    return samples[(y * width + x) * channels + channel] & 0xFF;
  }

  /** The part of it that begins at (top, left). */
  public Pixels crop(int top, int left, int cropHeight, int cropWidth) {
    byte[] part = new byte[cropHeight * cropWidth * channels];
    for (int y = 0; y < cropHeight; y++) {
      int from = ((top + y) * width + left) * channels;
      System.arraycopy(samples, from, part, y * cropWidth * channels, cropWidth * channels);
    }
    return new Pixels(cropHeight, cropWidth, channels, part);
  }

  /** Three equal channels in the place of one; itself if it has three. */
  public Pixels coloured() {
    if (channels == 3) {
      return this;
    }
    byte[] repeated = new byte[3 * samples.length];
    for (int p = 0; p < samples.length; p++) {
      repeated[3 * p] = samples[p];
      repeated[3 * p + 1] = samples[p];
      repeated[3 * p + 2] = samples[p];
    }
    return new Pixels(height, width, 3, repeated);
  }

  /**
   * Luma in the place of red, green and blue, {@code (19595 R + 38470 G + 7471 B + 32768) / 65536}, which is ITU-R 601
   * in fixed point as Pillow has it; itself if it has one channel.
   */
  public Pixels grey() {
    if (channels == 1) {
      return this;
    }
    byte[] luma = new byte[height * width];
    for (int p = 0; p < luma.length; p++) {
      int red = samples[3 * p] & 0xFF;
      int green = samples[3 * p + 1] & 0xFF;
      int blue = samples[3 * p + 2] & 0xFF;
      luma[p] = (byte) ((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
    }
    return new Pixels(height, width, 1, luma);
  }
}

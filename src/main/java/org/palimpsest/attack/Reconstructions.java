package org.palimpsest.attack;

/**
 * A few images and what became of them.
 *
 * @param originals (N, height, width, channels), channels last, values in [-1, 1]
 * @param decoded the same shape
 */
public record Reconstructions(int height, int width, int channels, float[] originals, float[] decoded) {

  public Reconstructions {
    if (originals.length != decoded.length || originals.length % (height * width * channels) != 0) {
      throw new IllegalArgumentException(
          "decoded: expected as many whole images as originals, was %d and %d values"
              .formatted(decoded.length, originals.length));
    }
  }

  /** N, the number of images. */
  public int size() {
    return originals.length / (height * width * channels);
  }
}

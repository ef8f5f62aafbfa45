package org.palimpsest.bias;

/**
 * A mini-batch.
 *
 * @param pixels (B, height, width, channels), channels last, values in [-1, 1]
 * @param targets (B)
 * @param privateAttributes (B)
 */
public record Batch(
    int height, int width, int channels, float[] pixels, int[] targets, int[] privateAttributes) {

  public Batch {
    if (targets.length == 0) {
      throw new IllegalArgumentException("targets: expected at least one image, was none");
    }
    if (privateAttributes.length != targets.length) {
      throw new IllegalArgumentException(
          "privateAttributes: expected %d, one per target, was %d"
              .formatted(targets.length, privateAttributes.length));
    }
    if (pixels.length != (long) targets.length * height * width * channels) {
      throw new IllegalArgumentException(
          "pixels: expected %d x %d x %d x %d values, was %d"
              .formatted(targets.length, height, width, channels, pixels.length));
    }
  }

  /** B, the number of images. */
  public int size() {
    return targets.length;
  }
}

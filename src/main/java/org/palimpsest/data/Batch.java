package org.palimpsest.data;

/**
 * A mini-batch. One that was drawn at random, image by image, may be empty.
 *
 * @param pixels (B, height, width, channels), channels last, values in [-1, 1]
 * @param targets (B)
 * @param privateAttributes (B)
 */
public record Batch(
    int height, int width, int channels, float[] pixels, int[] targets, int[] privateAttributes) {

  public Batch {
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

  /** Some of the images, in the order given. */
  public Batch select(int[] images) {
    return new BatchImages(this, Integer.MAX_VALUE, Integer.MAX_VALUE).batch(images, 0, images.length);
  }

  /** B, the number of images. */
  public int size() {
    return targets.length;
  }
}

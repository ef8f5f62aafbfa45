package org.palimpsest.data;

import org.palimpsest.Require;

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
    int volume = height * width * channels;
    float[] chosenPixels = new float[images.length * volume];
    int[] chosenTargets = new int[images.length];
    int[] chosenPrivate = new int[images.length];
    for (int i = 0; i < images.length; i++) {
      System.arraycopy(pixels, images[i] * volume, chosenPixels, i * volume, volume);
      chosenTargets[i] = targets[images[i]];
      chosenPrivate[i] = privateAttributes[images[i]];
    }
    return new Batch(height, width, channels, chosenPixels, chosenTargets, chosenPrivate);
  }

  /**
   * The same images, some of them mirrored left to right.
   *
   * @param which (B)
   */
  public Batch mirrored(boolean[] which) {
    Require.that(which.length == size(), "which", size() + ", one an image", which.length);
    float[] turned = pixels.clone();
    for (int row = 0; row < size() * height; row++) {
      for (int x = 0; which[row / height] && x < width; x++) {
        int from = (row * width + x) * channels;
        System.arraycopy(pixels, from, turned, (row * width + width - 1 - x) * channels, channels);
      }
    }
    return new Batch(height, width, channels, turned, targets, privateAttributes);
  }

  /** B, the number of images. */
  public int size() {
    return targets.length;
  }
}

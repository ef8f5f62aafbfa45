package org.palimpsest.data;

import java.util.Optional;

/**
 * N images with a target and a private attribute each. Labels are in memory; pixels are made or read when they are
 * asked for, so that the disk bounds N. Safe for use by several threads.
 */
public interface Images {

  Shape shape();

  Labels labels();

  /** A text that only images with the same pixels and labels share. */
  String id();

  /**
   * Writes an image (height, width, channels), channels last, to {@code into} from {@code offset} on.
   * Values are in [-1, 1] unless the dataset scales them otherwise.
   *
   * @throws DataException if it cannot be read; the message names the file
   */
  void write(int image, float[] into, int offset);

  /** An image for people to look at: samples of 8 bits, (height, width, channels), channels last. */
  default byte[] shown(int image) {
    float[] pixels = new float[shape().volume()];
    write(image, pixels, 0);
    byte[] samples = new byte[pixels.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) Math.round((pixels[i] + 1) / 2 * 255);
    }
    return samples;
  }

  /** Says which images will be asked for next, and in which order, so that they can be fetched meanwhile. */
  default void willRead(int[] images) {}

  /**
   * The same images and labels without a trace of the private attribute in the pixels; empty where nobody knows how to
   * take it out.
   */
  default Optional<Images> withoutPrivateAttribute() {
    return Optional.empty();
  }

  /** N. */
  default int size() {
    return labels().size();
  }

  default int height() {
    return shape().height();
  }

  default int width() {
    return shape().width();
  }

  default int channels() {
    return shape().channels();
  }

  default int targetClasses() {
    return labels().target().size();
  }

  default int privateClasses() {
    return labels().privateAttribute().size();
  }

  /** The target of an image, in [0, targetClasses). */
  default int target(int image) {
    return labels().targets()[image];
  }

  /** The private attribute of an image, in [0, privateClasses). */
  default int privateAttribute(int image) {
    return labels().privateAttributes()[image];
  }

  /** The batch of the images at {@code indices[from..to)}. */
  default Batch batch(int[] indices, int from, int to) {
    int size = to - from;
    int volume = shape().volume();
    float[] pixels = new float[size * volume];
    int[] targets = new int[size];
    int[] privateAttributes = new int[size];
    for (int i = 0; i < size; i++) {
      int image = indices[from + i];
      write(image, pixels, i * volume);
      targets[i] = target(image);
      privateAttributes[i] = privateAttribute(image);
    }
    return new Batch(height(), width(), channels(), pixels, targets, privateAttributes);
  }
}

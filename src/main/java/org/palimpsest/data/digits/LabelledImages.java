package org.palimpsest.data.digits;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Labels;
import org.palimpsest.random.Sha256;

/**
 * Grey images (N, height, width), one unsigned byte a pixel, each with a label in [0, classes).
 * Immutable by convention: the arrays are shared, not copied, and nobody writes to them.
 */
public final class LabelledImages {

  private final int height;
  private final int width;
  private final int classes;
  private final byte[] pixels;
  private final byte[] labels;
  private String checksum;

  /**
   * @param pixels (N, height, width) row-major
   * @param labels (N), each in [0, classes)
   */
  public LabelledImages(int height, int width, int classes, byte[] pixels, byte[] labels) {
    if (pixels.length != (long) labels.length * height * width) {
      throw new IllegalArgumentException(
          "pixels: expected %d x %d x %d = %d bytes, was %d"
              .formatted(labels.length, height, width, (long) labels.length * height * width, pixels.length));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "labels[%d]: expected 0..%d, was %d".formatted(i, classes - 1, labels[i]));
      }
    }
    this.height = height;
    this.width = width;
    this.classes = classes;
    this.pixels = pixels;
    this.labels = labels;
  }

  public int size() {
    return labels.length;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  public int classes() {
    return classes;
  }

  public int label(int image) {
    return labels[image];
  }

  /** The grey value 0..255 of pixel {@code offset} (row-major) of an image. */
  public int pixel(int image, int offset) {
    return pixels[image * height * width + offset] & 0xff;
  }

  /** The images at {@code indices}, in that order. */
  public LabelledImages select(int[] indices) {
    int area = height * width;
    byte[] chosenPixels = new byte[indices.length * area];
    byte[] chosenLabels = new byte[indices.length];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(pixels, indices[i] * area, chosenPixels, i * area, area);
      chosenLabels[i] = labels[indices[i]];
    }
    return new LabelledImages(height, width, classes, chosenPixels, chosenLabels);
  }

  /** The labels as targets, beside a private attribute of each image. */
  Labels labels(Attribute privateAttribute, byte[] privateValues) {
    int[] targets = new int[size()];
    int[] values = new int[size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = labels[i];
      values[i] = privateValues[i];
    }
    return new Labels(Attribute.numbered("digit", classes), privateAttribute, targets, values);
  }

  /** SHA-256 over shape, labels and pixels, in hexadecimal. */
  public synchronized String checksum() {
    if (checksum == null) {
      MessageDigest digest = Sha256.digest();
      digest.update(ByteBuffer.allocate(16).putInt(size()).putInt(height).putInt(width).putInt(classes).array());
      digest.update(labels);
      digest.update(pixels);
      checksum = HexFormat.of().formatHex(digest.digest());
    }
    return checksum;
  }
}

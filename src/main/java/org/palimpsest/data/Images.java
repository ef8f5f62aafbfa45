package org.palimpsest.data;

/**
 * Images (N, height, width, channels) with a target and a private attribute each. Pixels are made when they
 * are asked for.
 */
public interface Images {

  int size();

  int height();

  int width();

  int channels();

  int targetClasses();

  int privateClasses();

  /** The target of an image, in [0, targetClasses). */
  int target(int image);

  /** The private attribute of an image, in [0, privateClasses). */
  int privateAttribute(int image);

  /**
   * Writes an image (height, width, channels), channels last, values in [-1, 1], to {@code into} from
   * {@code offset} on.
   */
  void write(int image, float[] into, int offset);

  /** The batch of the images at {@code indices[from..to)}. */
  default Batch batch(int[] indices, int from, int to) {
    int size = to - from;
    int volume = height() * width() * channels();
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

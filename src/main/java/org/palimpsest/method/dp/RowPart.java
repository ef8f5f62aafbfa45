package org.palimpsest.method.dp;

import org.palimpsest.nn.LinearHead;

/** What one part of a model adds to the gradient of each image of a batch. */
interface RowPart {

  /** How many values. */
  int length();

  /** Writes those of an image of the batch. */
  void write(int image, float[] into, int at);

  /** Those of a layer that has taken the gradient of a mean over {@code size} images back. */
  static RowPart of(LinearHead layer, int size) {
    return new RowPart() {
      @Override
      public int length() {
        return layer.parameterCount();
      }

      @Override
      public void write(int image, float[] into, int at) {
        layer.exampleGradient(image, size, into, at);
      }
    };
  }
}

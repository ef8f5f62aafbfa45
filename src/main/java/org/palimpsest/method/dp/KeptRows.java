package org.palimpsest.method.dp;

import org.palimpsest.nn.PerExampleSink;

/** The gradients of a network for all images of a batch, kept until another network's are there. */
final class KeptRows implements PerExampleSink, RowPart {

  private final int length;
  private final float[] rows;

  /**
   * @param images in the batch
   * @param length of a gradient
   */
  KeptRows(int images, int length) {
    this.length = length;
    this.rows = new float[Math.multiplyExact(images, length)];
  }

  @Override
  public void accept(int first, int count, float[] gradients) {
    System.arraycopy(gradients, 0, rows, first * length, count * length);
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public void write(int image, float[] into, int at) {
    System.arraycopy(rows, image * length, into, at, length);
  }
}

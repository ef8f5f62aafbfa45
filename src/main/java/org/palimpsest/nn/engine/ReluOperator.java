package org.palimpsest.nn.engine;

import org.palimpsest.data.Shape;

/** max(x, 0); NaN stays NaN. */
final class ReluOperator extends MapOperator {

  private static final int MAGNITUDE = 0x7fffffff;

  private final boolean inPlace;
  private float[] latest;

  /**
   * @param inPlace whether the output may overwrite the input
   */
  ReluOperator(Shape input, boolean inPlace, Workers workers) {
    super(input, new LayerSpec.Relu(), workers);
    this.inPlace = inPlace;
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    this.batch = batch;
    float[] y = inPlace ? x : outputs();
    latest = y;
    spans(batch * input().volume(), 1, (from, to) -> rectify(x, y, from, to));
    return y;
  }

  private static void rectify(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = Math.max(x[i], 0f);
    }
  }

  @Override
  public float[] backward(float[] dy, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    float[] y = latest;
    spans(batch * input().volume(), 1, (from, to) -> pass(dy, y, from, to));
    return dy;
  }

  /** Keeps dy where y is not zero, without a branch: the mask is all ones iff y's magnitude bits are not 0. */
  private static void pass(float[] dy, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      int mask = -(Float.floatToRawIntBits(y[i]) & MAGNITUDE) >> 31;
      dy[i] = Float.intBitsToFloat(Float.floatToRawIntBits(dy[i]) & mask);
    }
  }
}

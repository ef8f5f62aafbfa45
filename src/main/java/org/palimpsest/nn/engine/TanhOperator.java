package org.palimpsest.nn.engine;

/** Hyperbolic tangent. */
final class TanhOperator extends MapOperator {

  private final boolean inPlace;
  private float[] latest;

  /**
   * @param inPlace whether the output may overwrite the input
   */
  TanhOperator(Shape input, boolean inPlace, Workers workers) {
    super(input, new LayerSpec.Tanh(), workers);
    this.inPlace = inPlace;
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    this.batch = batch;
    float[] y = inPlace ? x : outputs();
    latest = y;
    spans(batch * input().volume(), 1, (from, to) -> tanh(x, y, from, to));
    return y;
  }

  private static void tanh(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) Math.tanh(x[i]);
    }
  }

  @Override
  public float[] backward(float[] dy, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    float[] y = latest;
    spans(batch * input().volume(), 1, (from, to) -> derive(dy, y, from, to));
    return dy;
  }

  private static void derive(float[] dy, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      dy[i] *= (1f - y[i]) * (1f + y[i]);
    }
  }
}

package org.palimpsest.nn.engine;

/** Hyperbolic tangent. */
final class TanhOperator extends MapOperator {

  private float[] latest;

  TanhOperator(Shape input, Workers workers) {
    super(input, new LayerSpec.Tanh(), workers);
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    this.batch = batch;
    float[] y = outputs();
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
    float[] dx = inputGradients();
    float[] y = latest;
    spans(batch * input().volume(), 1, (from, to) -> derive(dy, y, dx, from, to));
    return dx;
  }

  private static void derive(float[] dy, float[] y, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = dy[i] * ((1f - y[i]) * (1f + y[i]));
    }
  }
}

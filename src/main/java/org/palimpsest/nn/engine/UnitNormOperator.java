package org.palimpsest.nn.engine;

import org.palimpsest.data.Shape;

/** y = x / max(norm of x, 1e-12), image by image; dx = (dy - y (y . dy)) / norm, or dy / 1e-12 below it. */
final class UnitNormOperator extends MapOperator {

  private float[] latest;
  private double[] norms = {};

  UnitNormOperator(Shape input, Workers workers) {
    super(input, new LayerSpec.UnitNorm(), workers);
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    this.batch = batch;
    if (norms.length < batch) {
      norms = new double[batch];
    }
    float[] y = outputs();
    latest = y;
    images((image, worker) -> scale(x, y, image));
    return y;
  }

  private void scale(float[] x, float[] y, int image) {
    norms[image] = Math.sqrt(dot(x, x, image));
    double divisor = Math.max(norms[image], LayerSpec.UnitNorm.EPSILON);
    int base = image * input().volume();
    for (int i = base; i < base + input().volume(); i++) {
      y[i] = (float) (x[i] / divisor);
    }
  }

  private double dot(float[] a, float[] b, int image) {
    double sum = 0;
    int base = image * input().volume();
    for (int i = base; i < base + input().volume(); i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Override
  public float[] backward(float[] dy, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    float[] dx = inputGradients();
    images((image, worker) -> project(dy, dx, image));
    return dx;
  }

  private void project(float[] dy, float[] dx, int image) {
    boolean clamped = norms[image] < LayerSpec.UnitNorm.EPSILON;
    double divisor = Math.max(norms[image], LayerSpec.UnitNorm.EPSILON);
    double along = clamped ? 0 : dot(latest, dy, image);
    int base = image * input().volume();
    for (int i = base; i < base + input().volume(); i++) {
      dx[i] = (float) ((dy[i] - latest[i] * along) / divisor);
    }
  }
}

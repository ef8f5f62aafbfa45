package org.palimpsest.nn.engine;

import java.util.Arrays;
import org.palimpsest.data.Shape;

/** Largest value of each window. The gradient goes to the first place that holds it. NaN wins. */
final class MaxPoolOperator extends MapOperator {

  private final Windows windows;
  private final int channels;

  /** Per worker: whether the place that holds an output's maximum has been found. */
  private final boolean[][] found;

  private float[] latest;
  private float[] maxima;

  MaxPoolOperator(Shape input, LayerSpec.MaxPool layer, Workers workers) {
    super(input, layer, workers);
    windows = new Windows(input, output(), layer.kernel(), layer.stride(), layer.padding());
    channels = input.channels();
    found = new boolean[workers.threads()][output().volume()];
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    this.batch = batch;
    float[] y = outputs();
    latest = x;
    maxima = y;
    images(
        (image, worker) -> {
          int base = image * output().volume();
          Arrays.fill(y, base, base + output().volume(), Float.NEGATIVE_INFINITY);
          windows.visit(image, (in, out) -> raise(x, in, y, out, channels));
        });
    return y;
  }

  private static void raise(float[] x, int in, float[] y, int out, int channels) {
    for (int c = 0; c < channels; c++) {
      y[out + c] = Math.max(y[out + c], x[in + c]);
    }
  }

  @Override
  public float[] backward(float[] dy, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    float[] dx = inputGradients();
    images((image, worker) -> derive(dy, dx, image, found[worker]));
    return dx;
  }

  private void derive(float[] dy, float[] dx, int image, boolean[] done) {
    int base = image * input().volume();
    Arrays.fill(dx, base, base + input().volume(), 0f);
    Arrays.fill(done, false);
    int outBase = image * output().volume();
    windows.visit(
        image,
        (in, out) -> {
          for (int c = 0; c < channels; c++) {
            if (!done[out - outBase + c] && same(latest[in + c], maxima[out + c])) {
              done[out - outBase + c] = true;
              dx[in + c] += dy[out + c];
            }
          }
        });
  }

  private static boolean same(float x, float maximum) {
    return x == maximum || (Float.isNaN(x) && Float.isNaN(maximum));
  }
}

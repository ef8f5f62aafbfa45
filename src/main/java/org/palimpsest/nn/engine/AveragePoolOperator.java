package org.palimpsest.nn.engine;

import java.util.Arrays;
import org.palimpsest.data.Shape;

/** Mean of each window, padding counted as zeros. */
final class AveragePoolOperator extends MapOperator {

  private final Windows windows;
  private final int channels;
  private final float share;

  AveragePoolOperator(Shape input, LayerSpec.AveragePool layer, Workers workers) {
    super(input, layer, workers);
    windows = new Windows(input, output(), layer.kernel(), layer.stride(), layer.padding());
    channels = input.channels();
    share = 1f / (layer.kernel() * layer.kernel());
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    this.batch = batch;
    float[] y = outputs();
    images(
        (image, worker) -> {
          int base = image * output().volume();
          Arrays.fill(y, base, base + output().volume(), 0f);
          windows.visit(image, (in, out) -> add(x, in, y, out));
        });
    return y;
  }

  @Override
  public float[] backward(float[] dy, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    float[] dx = inputGradients();
    images(
        (image, worker) -> {
          int base = image * input().volume();
          Arrays.fill(dx, base, base + input().volume(), 0f);
          windows.visit(image, (in, out) -> add(dy, out, dx, in));
        });
    return dx;
  }

  private void add(float[] from, int source, float[] to, int target) {
    for (int c = 0; c < channels; c++) {
      to[target + c] += from[source + c] * share;
    }
  }
}

package org.palimpsest.nn.engine;

import java.util.Arrays;
import org.palimpsest.data.Shape;

/** Mean over all pixels of an image, summed in double precision. */
final class GlobalAveragePoolOperator extends MapOperator {

  private final int channels;
  private final double[][] sums;

  GlobalAveragePoolOperator(Shape input, Workers workers) {
    super(input, new LayerSpec.GlobalAveragePool(), workers);
    channels = input.channels();
    sums = new double[workers.threads()][channels];
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    this.batch = batch;
    float[] y = outputs();
    images((image, worker) -> average(x, y, image, sums[worker]));
    return y;
  }

  private void average(float[] x, float[] y, int image, double[] sum) {
    Arrays.fill(sum, 0);
    int base = image * input().volume();
    for (int o = base; o < base + input().volume(); o += channels) {
      for (int c = 0; c < channels; c++) {
        sum[c] += x[o + c];
      }
    }
    for (int c = 0; c < channels; c++) {
      y[image * channels + c] = (float) (sum[c] / input().area());
    }
  }

  @Override
  public float[] backward(float[] dy, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    float[] dx = inputGradients();
    images((image, worker) -> spread(dy, dx, image));
    return dx;
  }

  private void spread(float[] dy, float[] dx, int image) {
    float share = 1f / input().area();
    int base = image * input().volume();
    for (int o = base; o < base + input().volume(); o += channels) {
      for (int c = 0; c < channels; c++) {
        dx[o + c] = dy[image * channels + c] * share;
      }
    }
  }
}

package org.palimpsest.nn.engine;

import java.util.Arrays;

/** One learned value per channel that is added to every pixel. */
final class BiasTerm {

  private final int channels;
  private final float[] parameters;
  private final float[] gradients;
  private final int offset;
  private final Periodic bias;
  private final ChannelSums sums;
  private final Workers workers;
  private final double[][] exampleSums;

  BiasTerm(int channels, float[] parameters, float[] gradients, int offset, Workers workers) {
    this.channels = channels;
    this.parameters = parameters;
    this.gradients = gradients;
    this.offset = offset;
    bias = new Periodic(channels);
    sums = new ChannelSums(channels, workers);
    this.workers = workers;
    exampleSums = new double[workers.threads()][channels];
  }

  /** Values to cut an array at when it is given to {@link #add} in pieces. */
  int period() {
    return bias.values.length;
  }

  /** Takes up the current parameters. */
  void load() {
    for (int c = 0; c < channels; c++) {
      bias.set(c, parameters[offset + c]);
    }
  }

  /** Adds to the values from..to-1 of {@code y}; {@code from} is a multiple of {@link #period}. */
  void add(float[] y, int from, int to) {
    for (int start = from; start < to; start += period()) {
      add(y, bias.values, start, Math.min(period(), to - start));
    }
  }

  private static void add(float[] y, float[] bias, int start, int length) {
    for (int i = 0; i < length; i++) {
      y[start + i] += bias[i];
    }
  }

  /** Writes the gradient: the sum of {@code dy} (pixels, channels) over pixels. */
  void derive(float[] dy, int pixels) {
    sums.run(pixels, (from, to, sum, unused) -> addPixels(dy, from, to, sum));
    for (int c = 0; c < channels; c++) {
      gradients[offset + c] = (float) sums.first[c];
    }
  }

  /** As {@link #derive} for {@code count} images of {@code area} pixels from {@code first} on, each by itself. */
  void deriveEach(float[] dy, int area, int first, int count, float[] to, int stride) {
    workers.run(
        count,
        (i, worker) -> {
          double[] sum = exampleSums[worker];
          Arrays.fill(sum, 0);
          addPixels(dy, (first + i) * area, (first + i + 1) * area, sum);
          for (int c = 0; c < channels; c++) {
            to[i * stride + offset + c] = (float) sum[c];
          }
        });
  }

  private void addPixels(float[] dy, int from, int end, double[] sum) {
    for (int p = from; p < end; p++) {
      int o = p * channels;
      for (int c = 0; c < channels; c++) {
        sum[c] += dy[o + c];
      }
    }
  }
}

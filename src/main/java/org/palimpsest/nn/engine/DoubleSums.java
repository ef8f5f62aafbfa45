package org.palimpsest.nn.engine;

/**
 * Sums over pixels from..to-1, channel by channel and in double precision, that are added to {@code first} and
 * {@code second}. Four channels go together, so that their sums stay in registers; each is added up pixel by pixel.
 */
final class DoubleSums {

  private DoubleSums() {}

  /** Of d = x less the channel's value in pixel 0, and of d squared. */
  static void deviations(float[] x, int from, int to, int channels, double[] first, double[] second) {
    int c = 0;
    for (; c + 4 <= channels; c += 4) {
      fourDeviations(x, from, to, channels, c, first, second);
    }
    for (; c < channels; c++) {
      for (int p = from; p < to; p++) {
        double d = (double) x[p * channels + c] - x[c];
        first[c] += d;
        second[c] += d * d;
      }
    }
  }

  private static void fourDeviations(
      float[] x, int from, int to, int channels, int c, double[] first, double[] second) {
    double a = x[c], b = x[c + 1], e = x[c + 2], f = x[c + 3];
    double s0 = first[c], s1 = first[c + 1], s2 = first[c + 2], s3 = first[c + 3];
    double q0 = second[c], q1 = second[c + 1], q2 = second[c + 2], q3 = second[c + 3];
    int end = to * channels + c;
    for (int o = from * channels + c; o < end; o += channels) {
      double d0 = x[o] - a, d1 = x[o + 1] - b, d2 = x[o + 2] - e, d3 = x[o + 3] - f;
      s0 += d0;
      s1 += d1;
      s2 += d2;
      s3 += d3;
      q0 += d0 * d0;
      q1 += d1 * d1;
      q2 += d2 * d2;
      q3 += d3 * d3;
    }
    put(first, c, s0, s1, s2, s3);
    put(second, c, q0, q1, q2, q3);
  }

  /** Of y, and of y times (x - mean). */
  static void products(
      float[] y, float[] x, float[] mean, int from, int to, int channels, double[] first, double[] second) {
    int c = 0;
    for (; c + 4 <= channels; c += 4) {
      fourProducts(y, x, mean, from, to, channels, c, first, second);
    }
    for (; c < channels; c++) {
      for (int o = from * channels + c; o < to * channels; o += channels) {
        double d = y[o];
        first[c] += d;
        second[c] += d * (x[o] - mean[c]);
      }
    }
  }

  private static void fourProducts(float[] y, float[] x, float[] mean, int from, int to, int channels, int c,
      double[] first, double[] second) {
    float a = mean[c], b = mean[c + 1], e = mean[c + 2], f = mean[c + 3];
    double s0 = first[c], s1 = first[c + 1], s2 = first[c + 2], s3 = first[c + 3];
    double q0 = second[c], q1 = second[c + 1], q2 = second[c + 2], q3 = second[c + 3];
    int end = to * channels + c;
    for (int o = from * channels + c; o < end; o += channels) {
      double d0 = y[o], d1 = y[o + 1], d2 = y[o + 2], d3 = y[o + 3];
      s0 += d0;
      s1 += d1;
      s2 += d2;
      s3 += d3;
      q0 += d0 * (x[o] - a);
      q1 += d1 * (x[o + 1] - b);
      q2 += d2 * (x[o + 2] - e);
      q3 += d3 * (x[o + 3] - f);
    }
    put(first, c, s0, s1, s2, s3);
    put(second, c, q0, q1, q2, q3);
  }

  private static void put(double[] to, int c, double v0, double v1, double v2, double v3) {
    to[c] = v0;
    to[c + 1] = v1;
    to[c + 2] = v2;
    to[c + 3] = v3;
  }
}

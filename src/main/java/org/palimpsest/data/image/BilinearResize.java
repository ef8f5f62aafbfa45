package org.palimpsest.data.image;

/**
 * Bilinear resizing that averages where it shrinks: bit for bit that of Pillow, and so of torchvision on Pillow's
 * images. Along each axis an output sample is a mean under a triangle of half-width max(in/out, 1), in fixed point of
 * 22 bits; first along rows, rounded to 8 bits, then along columns.
 */
final class BilinearResize {

  private static final int PRECISION = 22;

  /**
   * The weights of one axis.
   *
   * @param first (out), the first input sample of each output sample
   * @param weights (out, its number of input samples), in units of 2^-22
   */
  private record Axis(int[] first, int[][] weights) {

    static Axis of(int in, int out) {
      double scale = (double) in / out;
      double halfWidth = Math.max(scale, 1);
      int[] first = new int[out];
      int[][] weights = new int[out][];
      for (int i = 0; i < out; i++) {
        double centre = (i + 0.5) * scale;
        first[i] = Math.max((int) (centre - halfWidth + 0.5), 0);
        int end = Math.min((int) (centre + halfWidth + 0.5), in);
        double[] triangle = new double[end - first[i]];
        double sum = 0;
        for (int k = 0; k < triangle.length; k++) {
          triangle[k] = Math.max(0, 1 - Math.abs((first[i] + k - centre + 0.5) * (1 / halfWidth)));
          sum += triangle[k];
        }
        weights[i] = new int[triangle.length];
        for (int k = 0; k < triangle.length; k++) {
          weights[i][k] = (int) (triangle[k] * (1 / sum) * (1 << PRECISION) + 0.5);
        }
      }
      return new Axis(first, weights);
    }
  }

  private BilinearResize() {}

  static Pixels to(int height, int width, Pixels image) {
    return alongColumns(height, alongRows(width, image));
  }

  private static Pixels alongRows(int width, Pixels image) {
    if (width == image.width()) {
      return image;
    }
    Axis axis = Axis.of(image.width(), width);
    int channels = image.channels();
    byte[] samples = new byte[image.height() * width * channels];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++) {
        int[] weights = axis.weights()[x];
        for (int c = 0; c < channels; c++) {
          int sum = 1 << (PRECISION - 1);
          for (int k = 0; k < weights.length; k++) {
            sum += weights[k] * image.at(y, axis.first()[x] + k, c);
          }
          samples[(y * width + x) * channels + c] = rounded(sum);
        }
      }
    }
    return new Pixels(image.height(), width, channels, samples);
  }

  private static Pixels alongColumns(int height, Pixels image) {
    if (height == image.height()) {
      return image;
    }
    Axis axis = Axis.of(image.height(), height);
    int row = image.width() * image.channels();
    byte[] in = image.samples();
    byte[] samples = new byte[height * row];
    for (int y = 0; y < height; y++) {
      int[] weights = axis.weights()[y];
      for (int j = 0; j < row; j++) {
        int sum = 1 << (PRECISION - 1);
        for (int k = 0; k < weights.length; k++) {
          sum += weights[k] * (in[(axis.first()[y] + k) * row + j] & 0xFF);
        }
        samples[y * row + j] = rounded(sum);
      }
    }
    return new Pixels(height, image.width(), image.channels(), samples);
  }

  private static byte rounded(int sum) {
    return (byte) Math.max(0, Math.min(255, sum >> PRECISION));
  }
}

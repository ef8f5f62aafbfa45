package org.palimpsest.attack.network;

import org.palimpsest.data.Images;

/**
 * Reads the private attribute from pixels: the value whose mean image is nearest, pixels weighted by one over their
 * variance within the values plus {@value #FLOOR}. Where the private attribute is a background colour, the pixels that
 * no digit ever covers have no such variance and outweigh the rest, and the rule is the nearest colour of the palette;
 * elsewhere it is a linear discriminant that takes pixels for independent. A value without images is never answered.
 *
 * @param means (privateClasses, P), null for a value without images
 * @param weights (P)
 */
record MeanImages(double[][] means, double[] weights) {

  static final double FLOOR = 0.01;

  static MeanImages of(Images images) {
    int pixels = images.height() * images.width() * images.channels();
    double[][] sums = new double[images.privateClasses()][pixels];
    int[] counts = new int[sums.length];
    double[] squares = new double[pixels];
    float[] image = new float[pixels];
    for (int i = 0; i < images.size(); i++) {
      images.write(i, image, 0);
      double[] sum = sums[images.privateAttribute(i)];
      counts[images.privateAttribute(i)]++;
      for (int p = 0; p < pixels; p++) {
        sum[p] += image[p];
        squares[p] += (double) image[p] * image[p];
      }
    }
    double[] weights = squares;
    for (int b = 0; b < sums.length; b++) {
      for (int p = 0; p < pixels && counts[b] > 0; p++) {
        sums[b][p] /= counts[b];
        squares[p] -= counts[b] * sums[b][p] * sums[b][p];
      }
      sums[b] = counts[b] > 0 ? sums[b] : null;
    }
    for (int p = 0; p < pixels; p++) {
      weights[p] = 1 / (Math.max(0, squares[p]) / images.size() + FLOOR);
    }
    return new MeanImages(sums, weights);
  }

  /** The private attribute that the image at {@code offset} shows. */
  int read(float[] pixels, int offset) {
    int best = -1;
    double nearest = Double.POSITIVE_INFINITY;
    for (int b = 0; b < means.length; b++) {
      double distance = means[b] == null ? Double.POSITIVE_INFINITY : distance(means[b], pixels, offset);
      if (distance < nearest) {
        nearest = distance;
        best = b;
      }
    }
    return best;
  }

  private double distance(double[] mean, float[] pixels, int offset) {
    double distance = 0;
    for (int p = 0; p < mean.length; p++) {
      double difference = pixels[offset + p] - mean[p];
      distance += weights[p] * difference * difference;
    }
    return distance;
  }
}

package org.palimpsest.attack;

import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Rounding;

/**
 * Scales each column to mean 0 and standard deviation 1 as measured on training data: {@code (x - mean) / scale}.
 *
 * @param mean (D)
 * @param scale (D), the population standard deviation (divisor N); 1 for a column that is constant, up to
 *     {@link Rounding}, which thereby becomes 0 and says nothing
 */
public record Standardiser(double[] mean, double[] scale) {

  /** @param train (N, D) */
  public static Standardiser of(FeatureRows train) {
    int n = train.size();
    int width = train.width();
    double[] row = new double[width];
    double[] mean = new double[width];
    double[] largest = new double[width];
    for (int i = 0; i < n; i++) {
      train.copy(i, row, 0);
      for (int d = 0; d < width; d++) {
        mean[d] += row[d];
        largest[d] = Math.max(largest[d], Math.abs(row[d]));
      }
    }
    for (int d = 0; d < width; d++) {
      mean[d] /= n;
    }
    double[] scale = new double[width];
    for (int i = 0; i < n; i++) {
      train.copy(i, row, 0);
      for (int d = 0; d < width; d++) {
        double deviation = row[d] - mean[d];
        scale[d] += deviation * deviation;
      }
    }
    for (int d = 0; d < width; d++) {
      scale[d] = Math.sqrt(scale[d] / n);
      if (Rounding.explains(scale[d], largest[d])) {
        scale[d] = 1;
      }
    }
    return new Standardiser(mean, scale);
  }

  /** {@code values} (N, D), scaled. */
  public DMatrixRMaj apply(FeatureRows values) {
    return apply(values, 0, values.size());
  }

  /** Some of the rows, scaled: (to - from, D). */
  DMatrixRMaj apply(FeatureRows values, int from, int to) {
    DMatrixRMaj scaled = new DMatrixRMaj(to - from, values.width());
    for (int i = from, at = 0; i < to; i++) {
      values.copy(i, scaled.data, at);
      for (int d = 0; d < mean.length; d++, at++) {
        scaled.data[at] = (scaled.data[at] - mean[d]) / scale[d];
      }
    }
    return scaled;
  }

  /** One row, scaled, in {@code into} (D). */
  double[] apply(FeatureRows values, int row, double[] into) {
    values.copy(row, into, 0);
    for (int d = 0; d < mean.length; d++) {
      into[d] = (into[d] - mean[d]) / scale[d];
    }
    return into;
  }

  /**
   * The parameters that do to features as they are what {@code parameters} (W (K, D) row-major, then b (K)) do to
   * scaled ones.
   */
  double[] foldInto(double[] parameters) {
    double[] folded = parameters.clone();
    int width = mean.length;
    int classes = parameters.length / (width + 1);
    for (int k = 0; k < classes; k++) {
      for (int d = 0; d < width; d++) {
        folded[k * width + d] /= scale[d];
        folded[classes * width + k] -= folded[k * width + d] * mean[d];
      }
    }
    return folded;
  }
}

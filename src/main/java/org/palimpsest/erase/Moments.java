package org.palimpsest.erase;

import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Rounding;

/** Means and centred copies of features, and the checks that all erasers make of what they are fitted to. */
final class Moments {

  private Moments() {}

  static void require(DMatrixRMaj features, int[] privateAttributes, int classes) {
    require(features.numRows >= 2 && features.numCols >= 1, "features", "at least 2 x 1",
        features.numRows + " x " + features.numCols);
    require(classes >= 2, "classes", "at least 2", classes);
    require(privateAttributes.length == features.numRows, "privateAttributes",
        features.numRows + ", one per row of features", privateAttributes.length);
    for (int i = 0; i < privateAttributes.length; i++) {
      int label = privateAttributes[i];
      require(label >= 0 && label < classes, "privateAttributes[" + i + "]", "0.." + (classes - 1), label);
    }
    for (int i = 0; i < features.getNumElements(); i++) {
      if (!Double.isFinite(features.data[i])) {
        String place = "features[row %d, column %d]".formatted(i / features.numCols, i % features.numCols);
        require(false, place, "a finite number", features.data[i]);
      }
    }
  }

  static void require(boolean holds, String name, String bound, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("%s: expected %s, was %s".formatted(name, bound, value));
    }
  }

  /** The mean of each column (D). */
  static double[] mean(DMatrixRMaj features) {
    double[] mean = new double[features.numCols];
    for (int i = 0, at = 0; i < features.numRows; i++) {
      for (int d = 0; d < mean.length; d++, at++) {
        mean[d] += features.data[at] / features.numRows;
      }
    }
    return mean;
  }

  /** A copy with {@code mean} taken from every row. */
  static DMatrixRMaj centred(DMatrixRMaj features, double[] mean) {
    DMatrixRMaj centred = features.copy();
    for (int i = 0; i < centred.getNumElements(); i++) {
      centred.data[i] -= mean[i % mean.length];
    }
    return centred;
  }

  /** The root mean square distance of each column from {@code mean} (D). */
  static double[] spread(DMatrixRMaj features, double[] mean) {
    double[] spread = new double[mean.length];
    for (int i = 0; i < features.getNumElements(); i++) {
      double deviation = features.data[i] - mean[i % mean.length];
      spread[i % mean.length] += deviation * deviation;
    }
    for (int d = 0; d < spread.length; d++) {
      spread[d] = Math.sqrt(spread[d] / features.numRows);
    }
    return spread;
  }

  /** The largest magnitude of each column (D). */
  static double[] largest(DMatrixRMaj features) {
    double[] largest = new double[features.numCols];
    for (int i = 0; i < features.getNumElements(); i++) {
      largest[i % largest.length] = Math.max(largest[i % largest.length], Math.abs(features.data[i]));
    }
    return largest;
  }

  /**
   * Divides each column of centred {@code x} by its standard deviation, and returns those (D); 1, and then 0s, if
   * it is constant up to {@link Rounding}.
   *
   * @param features (N, D), as they are
   */
  static double[] scaleColumns(DMatrixRMaj x, DMatrixRMaj features) {
    double[] scale = spread(x, new double[x.numCols]);
    double[] largest = largest(features);
    for (int d = 0; d < scale.length; d++) {
      boolean constant = Rounding.explains(scale[d], largest[d]);
      scale[d] = constant ? 1 : scale[d];
      for (int i = 0; i < x.numRows; i++) {
        x.set(i, d, constant ? 0 : x.get(i, d) / scale[d]);
      }
    }
    return scale;
  }

  /** How many images each class has (K). */
  static int[] counts(int[] privateAttributes, int classes) {
    int[] counts = new int[classes];
    for (int label : privateAttributes) {
      counts[label]++;
    }
    return counts;
  }
}

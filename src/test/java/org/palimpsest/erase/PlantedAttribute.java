package org.palimpsest.erase;

import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.palimpsest.random.Seed;

/** Features about which the truth is known: the class along the first columns, noise of different scale in all. */
record PlantedAttribute(DMatrixRMaj features, int[] labels) {

  static final int CLASSES = 4;

  static PlantedAttribute draw(int size, int width, String stream) {
    RandomGenerator random = new Seed(31).derive(stream).generator();
    int[] labels = random.ints(size, 0, CLASSES).toArray();
    DMatrixRMaj features = new DMatrixRMaj(size, width);
    for (int i = 0; i < size; i++) {
      double shared = random.nextGaussian();
      for (int d = 0; d < width; d++) {
        double leak = d == labels[i] ? 5 : 0;
        features.set(i, d, (random.nextGaussian() + shared + leak) * Math.pow(10, d % 3) + 3);
      }
    }
    return new PlantedAttribute(features, labels);
  }

  /** The largest covariance of a column and a class, as a share of their standard deviations. */
  double largestCorrelation(DMatrixRMaj of) {
    double[] mean = Moments.mean(of);
    double[] originalMean = Moments.mean(features);
    double largest = 0;
    for (int d = 0; d < of.numCols; d++) {
      double variance = 0;
      for (int i = 0; i < of.numRows; i++) {
        variance += Math.pow(features.get(i, d) - originalMean[d], 2) / of.numRows;
      }
      for (int k = 0; k < CLASSES; k++) {
        double covariance = 0;
        double share = 0;
        for (int i = 0; i < of.numRows; i++) {
          if (labels[i] == k) {
            covariance += (of.get(i, d) - mean[d]) / of.numRows;
            share += 1.0 / of.numRows;
          }
        }
        double scale = Math.sqrt(variance * share * (1 - share));
        largest = Math.max(largest, scale == 0 ? 0 : Math.abs(covariance) / scale);
      }
    }
    return largest;
  }

  static double distance(DMatrixRMaj a, DMatrixRMaj b) {
    return NormOps_DDRM.normF(CommonOps_DDRM.subtract(a, b, null));
  }
}

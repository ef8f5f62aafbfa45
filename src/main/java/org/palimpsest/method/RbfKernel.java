package org.palimpsest.method;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The kernel {@code K_ij = exp(-|x_i - x_j|^2 / (2 sigma^2))} of a batch.
 *
 * @param features x (B, D)
 * @param sigma the width, above 0
 * @param matrix K (B, B), with ones on the diagonal
 */
record RbfKernel(DMatrixRMaj features, double sigma, DMatrixRMaj matrix) {

  static RbfKernel of(DMatrixRMaj features, double sigma) {
    return of(features, sigma, squaredDistances(features));
  }

  static RbfKernel of(DMatrixRMaj features, ReBias.Bandwidth bandwidth) {
    DMatrixRMaj distances = squaredDistances(features);
    double sigma =
        switch (bandwidth) {
          case UNIT -> 1;
          case MEDIAN -> medianDistance(distances);
        };
    return of(features, sigma, distances);
  }

  private static RbfKernel of(DMatrixRMaj features, double sigma, DMatrixRMaj squaredDistances) {
    DMatrixRMaj matrix = squaredDistances;
    int batch = matrix.numRows;
    double factor = -1 / (2 * sigma * sigma);
    for (int i = 0; i < batch; i++) {
      for (int j = 0; j <= i; j++) {
        double k = Math.exp(factor * matrix.data[i * batch + j]);
        matrix.data[i * batch + j] = k;
        matrix.data[j * batch + i] = k;
      }
    }
    return new RbfKernel(features, sigma, matrix);
  }

  private static DMatrixRMaj squaredDistances(DMatrixRMaj features) {
    int batch = features.numRows;
    DMatrixRMaj products = new DMatrixRMaj(batch, batch);
    CommonOps_DDRM.multOuter(features, products);
    double[] squares = new double[batch];
    for (int i = 0; i < batch; i++) {
      squares[i] = products.data[i * batch + i];
    }
    for (int i = 0; i < batch; i++) {
      for (int j = 0; j < batch; j++) {
        int at = i * batch + j;
        products.data[at] = Math.max(0, squares[i] + squares[j] - 2 * products.data[at]);
      }
    }
    return products;
  }

  /** Over the pairs i &gt; j; 1 where there are none, or where more than half of them coincide. */
  private static double medianDistance(DMatrixRMaj squaredDistances) {
    int batch = squaredDistances.numRows;
    double[] pairs = new double[batch * (batch - 1) / 2];
    int next = 0;
    for (int i = 0; i < batch; i++) {
      for (int j = 0; j < i; j++) {
        pairs[next++] = squaredDistances.data[i * batch + j];
      }
    }
    if (pairs.length == 0) {
      return 1;
    }
    Arrays.sort(pairs);
    double median = (pairs[(pairs.length - 1) / 2] + pairs[pairs.length / 2]) / 2;
    return median > 0 ? Math.sqrt(median) : 1;
  }

  /**
   * The gradient with respect to x (B, D), sigma held fixed, of a scalar whose gradient with respect to K is the
   * symmetric matrix {@code dMatrix} (B, B): {@code -2/sigma^2 sum over j of dK_ij K_ij (x_i - x_j)}.
   */
  DMatrixRMaj gradient(DMatrixRMaj dMatrix) {
    int batch = matrix.numRows;
    DMatrixRMaj pulls = CommonOps_DDRM.elementMult(dMatrix, matrix, null);
    for (int i = 0; i < batch; i++) {
      double others = 0;
      for (int j = 0; j < batch; j++) {
        if (j != i) {
          others += pulls.data[i * batch + j];
        }
      }
      pulls.data[i * batch + i] = -others;
    }
    CommonOps_DDRM.scale(2 / (sigma * sigma), pulls);
    return CommonOps_DDRM.mult(pulls, features, null);
  }
}

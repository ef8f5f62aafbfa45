package org.palimpsest.method;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * An estimate from m images of the Hilbert-Schmidt independence criterion, which is 0 if and only if two sets of
 * features are independent. With kernel matrices K and L (m, m), and K~, L~ the same with zeroed diagonals,
 *
 * <ul>
 *   <li>{@code UNBIASED} (Song et al., Feature selection via dependence maximization, JMLR 2012, equation 5) is
 *       {@code [tr(K~ L~) + 1'K~1 1'L~1 / ((m-1)(m-2)) - 2/(m-2) 1'K~L~1] / (m(m-3))}, and may be below 0. It is 0
 *       for m &lt; 4, where it is not defined;
 *   <li>{@code BIASED} (Gretton et al., ALT 2005) is {@code tr(K H L H) / (m-1)^2} with {@code H = I - 11'/m}. It
 *       is 0 for m = 1.
 * </ul>
 *
 * Both are {@code sum over i, j of K_ij A_ij}, where the symmetric A depends on L alone, so A is also the gradient
 * with respect to K. The criterion is symmetric: for the other gradient, exchange the kernels.
 *
 * <p>The published code takes the kernel's diagonal from its rows instead of zeroing it. As the diagonal is one, that
 * lowers all other entries by one, to which the unbiased estimator is blind.
 *
 * @param value of the estimate
 * @param gradient (m, D) with respect to the features of the first kernel, its width held fixed
 */
record Hsic(double value, DMatrixRMaj gradient) {

  static Hsic of(ReBias.Estimator estimator, Kernel first, Kernel second) {
    int m = second.matrix().numRows;
    if (first.matrix().numRows != m) {
      throw new IllegalArgumentException(
          "first: expected %d images, as in second, was %d".formatted(m, first.matrix().numRows));
    }
    DMatrixRMaj weights =
        switch (estimator) {
          case UNBIASED -> m < 4 ? new DMatrixRMaj(m, m) : unbiased(second.matrix());
          case BIASED -> m < 2 ? new DMatrixRMaj(m, m) : biased(second.matrix());
        };
    return new Hsic(CommonOps_DDRM.dot(flat(first.matrix()), flat(weights)), first.gradient(weights));
  }

  private static DMatrixRMaj unbiased(DMatrixRMaj kernel) {
    int m = kernel.numRows;
    double[] sums = rowSums(kernel);
    for (int i = 0; i < m; i++) {
      sums[i] -= kernel.data[i * m + i];
    }
    double shift = sum(sums) / ((m - 1.0) * (m - 2.0));
    DMatrixRMaj weights = new DMatrixRMaj(m, m);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < m; j++) {
        if (i != j) {
          double entry = kernel.data[i * m + j] + shift - (sums[i] + sums[j]) / (m - 2);
          weights.data[i * m + j] = entry / ((double) m * (m - 3));
        }
      }
    }
    return weights;
  }

  private static DMatrixRMaj biased(DMatrixRMaj kernel) {
    int m = kernel.numRows;
    double[] sums = rowSums(kernel);
    double shift = sum(sums) / ((double) m * m);
    DMatrixRMaj weights = new DMatrixRMaj(m, m);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < m; j++) {
        double entry = kernel.data[i * m + j] + shift - (sums[i] + sums[j]) / m;
        weights.data[i * m + j] = entry / ((m - 1.0) * (m - 1.0));
      }
    }
    return weights;
  }

  private static double[] rowSums(DMatrixRMaj kernel) {
    return CommonOps_DDRM.sumRows(kernel, null).data;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** The entries as a vector, not copied. */
  private static DMatrixRMaj flat(DMatrixRMaj matrix) {
    return DMatrixRMaj.wrap(matrix.getNumElements(), 1, matrix.data);
  }

  /**
   * The kernel {@code K_ij = exp(-|x_i - x_j|^2 / (2 sigma^2))} of a batch.
   *
   * @param features x (B, D)
   * @param sigma the width, above 0
   * @param matrix K (B, B), with ones on the diagonal
   */
  record Kernel(DMatrixRMaj features, double sigma, DMatrixRMaj matrix) {

    static Kernel of(DMatrixRMaj features, double sigma) {
      return of(features, sigma, squaredDistances(features));
    }

    static Kernel of(DMatrixRMaj features, ReBias.Bandwidth bandwidth) {
      DMatrixRMaj distances = squaredDistances(features);
      double sigma =
          switch (bandwidth) {
            case UNIT -> 1;
            case MEDIAN -> medianDistance(distances);
          };
      return of(features, sigma, distances);
    }

    private static Kernel of(DMatrixRMaj features, double sigma, DMatrixRMaj squaredDistances) {
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
      return new Kernel(features, sigma, matrix);
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
}

package org.palimpsest.method;

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

  static Hsic of(ReBias.Estimator estimator, RbfKernel first, RbfKernel second) {
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
}

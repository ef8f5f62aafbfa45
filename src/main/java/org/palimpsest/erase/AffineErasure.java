package org.palimpsest.erase;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * {@code r(x) = x - L R (x - mean)}: removes what {@code R} reads along the columns of {@code L}. Where that is
 * everything, the mean is left and not its rounding errors, which an attacker who standardises features could read.
 *
 * @param left L (D, rank)
 * @param right R (rank, D)
 * @param mean (D)
 */
record AffineErasure(DMatrixRMaj left, DMatrixRMaj right, double[] mean) implements Erasure {

  @Override
  public DMatrixRMaj apply(DMatrixRMaj features) {
    if (features.numCols != mean.length) {
      throw new IllegalArgumentException(
          "features: expected %d columns as when fitted, was %d".formatted(mean.length, features.numCols));
    }
    if (rank() == 0) {
      return features.copy();
    }
    if (rank() == mean.length) {
      DMatrixRMaj nothing = new DMatrixRMaj(features.numRows, features.numCols);
      for (int i = 0; i < features.numRows; i++) {
        System.arraycopy(mean, 0, nothing.data, i * mean.length, mean.length);
      }
      return nothing;
    }
    DMatrixRMaj read = CommonOps_DDRM.multTransB(Moments.centred(features, mean), right, null);
    DMatrixRMaj erased = CommonOps_DDRM.multTransB(read, left, null);
    CommonOps_DDRM.subtract(features, erased, erased);
    return erased;
  }

  @Override
  public int rank() {
    return left.numCols;
  }
}

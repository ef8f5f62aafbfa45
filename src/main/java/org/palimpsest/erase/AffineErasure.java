package org.palimpsest.erase;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * {@code r(x) = x - L R (x - mean)}: removes what {@code R} reads along the columns of {@code L}.
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

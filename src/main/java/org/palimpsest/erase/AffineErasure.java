package org.palimpsest.erase;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.Rounding;
import org.palimpsest.erase.Eraser.Erasure;

/**
 * {@code r(x) = x - L R (x - mean)}: removes what {@code R} reads along the columns of {@code L}. Where that leaves a
 * column of the features without variation, its mean is left and not its rounding errors, which an attacker who
 * standardises features could read.
 *
 * @param left L (D, rank)
 * @param right R (rank, D), with R L = I
 * @param mean (D)
 * @param passes how often it is applied, 1 or 2; exactly, once is enough, but where R is steep and L is not, the
 *     rounding of the first pass can be as large as what is to stay
 * @param emptied (D), the columns of the fitted features that have no variation left
 */
public record AffineErasure(DMatrixRMaj left, DMatrixRMaj right, double[] mean, int passes, boolean[] emptied)
    implements Erasure {

  /** Of features (N, D) with this mean, to which {@code left} and {@code right} were fitted. */
  static AffineErasure of(DMatrixRMaj left, DMatrixRMaj right, double[] mean, int passes, DMatrixRMaj features) {
    boolean[] emptied = new boolean[mean.length];
    AffineErasure erasure = new AffineErasure(left, right, mean, passes, emptied);
    double[] largest = Moments.largest(features);
    double[] before = Moments.spread(features, mean);
    double[] after = Moments.spread(erasure.apply(features), mean);
    for (int d = 0; d < emptied.length; d++) {
      emptied[d] = Rounding.explains(after[d], largest[d]) && !Rounding.explains(before[d], largest[d]);
    }
    return erasure;
  }

  @Override
  public DMatrixRMaj apply(DMatrixRMaj features) {
    if (features.numCols != mean.length) {
      throw new IllegalArgumentException(
          "features: expected %d columns as when fitted, was %d".formatted(mean.length, features.numCols));
    }
    DMatrixRMaj erased = features.copy();
    for (int pass = 0; pass < passes && rank() > 0; pass++) {
      erased = once(erased);
    }
    for (int at = 0; at < erased.getNumElements(); at++) {
      int d = at % mean.length;
      if (emptied[d] || rank() == mean.length) {
        erased.data[at] = mean[d];
      }
    }
    return erased;
  }

  /**
   * P (D, D) of {@code r(x) = mean + P (x - mean)}, so that in NumPy it is {@code (x - mean) @ P.T + mean}. Up to
   * rounding that is {@link #apply}, which never forms it.
   */
  public DMatrixRMaj projection() {
    DMatrixRMaj projection = CommonOps_DDRM.identity(mean.length);
    for (int pass = 0; pass < passes && rank() > 0; pass++) {
      DMatrixRMaj read = CommonOps_DDRM.mult(right, projection, null);
      CommonOps_DDRM.multAdd(-1, left, read, projection);
    }
    for (int at = 0; at < projection.getNumElements(); at++) {
      if (emptied[at / mean.length] || rank() == mean.length) {
        projection.data[at] = 0;
      }
    }
    return projection;
  }

  private DMatrixRMaj once(DMatrixRMaj features) {
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

package org.palimpsest.erase;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.palimpsest.Rounding;

/**
 * The principal axes of features, also those along which they vary by a millionth or less of the strongest. An
 * eigendecomposition of the covariance squares the features and loses half of the digits with that: axes below about
 * 1e-7 sqrt(D) of the strongest are mixed with rounding errors. Those are looked at again by themselves, where they are
 * the strongest, and so on until only {@link Rounding} is left.
 *
 * @param levels from strong to weak; together they span all axes along which the features vary
 */
record Axes(int width, List<Level> levels) {

  /** An eigenvalue up to this share of the largest, times D, is not told from 0. */
  private static final double SQUARED_ROUNDING = 1e-14;

  /**
   * Axes of like strength.
   *
   * @param basis orthonormal (D, M), in which the eigenvectors are given
   * @param vectors (M, 1) each
   * @param variances along them
   */
  record Level(DMatrixRMaj basis, List<DMatrixRMaj> vectors, List<Double> variances) {}

  /** @param x (N, D), each column of mean 0 and of variance 1 or 0 */
  static Axes of(DMatrixRMaj x) {
    List<Level> levels = new ArrayList<>();
    DMatrixRMaj basis = CommonOps_DDRM.identity(x.numCols);
    DMatrixRMaj part = x;
    while (part.numCols > 0 && varies(part)) {
      Level level = new Level(basis, new ArrayList<>(), new ArrayList<>());
      DMatrixRMaj weak = split(part, level);
      levels.add(level);
      part = CommonOps_DDRM.mult(part, weak, null);
      basis = CommonOps_DDRM.mult(basis, weak, null);
    }
    return new Axes(x.numCols, levels);
  }

  private static boolean varies(DMatrixRMaj part) {
    for (double spread : Moments.spread(part, new double[part.numCols])) {
      if (!Rounding.explains(spread, 1)) {
        return true;
      }
    }
    return false;
  }

  /** Puts the strong axes into {@code level} and returns the others (M, any number). */
  private static DMatrixRMaj split(DMatrixRMaj part, Level level) {
    int width = part.numCols;
    DMatrixRMaj covariance = CommonOps_DDRM.multTransA(part, part, null);
    CommonOps_DDRM.scale(1.0 / part.numRows, covariance);
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(width, true, true);
    if (!eigen.decompose(covariance)) {
      throw new IllegalArgumentException("features: expected a covariance with eigenvalues, found none");
    }
    double largest = 0;
    for (int i = 0; i < width; i++) {
      largest = Math.max(largest, eigen.getEigenvalue(i).getReal());
    }
    DMatrixRMaj weak = new DMatrixRMaj(width, 0);
    for (int i = 0; i < width; i++) {
      double value = eigen.getEigenvalue(i).getReal();
      if (value > SQUARED_ROUNDING * width * largest) {
        level.vectors.add(eigen.getEigenVector(i));
        level.variances.add(value);
      } else {
        weak = CommonOps_DDRM.concatColumns(weak, eigen.getEigenVector(i), null);
      }
    }
    return weak;
  }

  /** A power of the covariance (D, D) on its range. */
  DMatrixRMaj power(double exponent) {
    DMatrixRMaj power = new DMatrixRMaj(width, width);
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      for (int k = 0; k < level.vectors.size(); k++) {
        DMatrixRMaj vector = level.vectors.get(k);
        DMatrixRMaj axis = i == 0 ? vector : CommonOps_DDRM.mult(level.basis, vector, null);
        CommonOps_DDRM.multAddTransB(Math.pow(level.variances.get(k), exponent), axis, axis, power);
      }
    }
    return power;
  }
}

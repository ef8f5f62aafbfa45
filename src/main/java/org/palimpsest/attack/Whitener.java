package org.palimpsest.attack;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.palimpsest.Require;

/**
 * Turns standardised features to the axes of their covariance and scales each by {@code 1 / sqrt(variance + ridge)}.
 * Gradient descent creeps along directions of little variance, which features of networks have many of and which may
 * hold the private attribute; here all are of one scale. The ridge, D / N, is about what sampling alone adds to a
 * variance: directions in which nothing but that was measured stay short.
 */
final class Whitener {

  private static final int MOST_ROWS = 8192;

  private final Standardiser standardiser;
  private final DMatrixRMaj turn;

  /** @param train (N, D); of more than {@value #MOST_ROWS} rows, that many evenly spaced give the covariance */
  Whitener(FeatureRows train) {
    standardiser = Standardiser.of(train);
    int width = train.width();
    int stride = (train.size() + MOST_ROWS - 1) / MOST_ROWS;
    FeatureRows rows = train.select(IntStream.iterate(0, i -> i < train.size(), i -> i + stride).toArray());
    DMatrixRMaj covariance = new DMatrixRMaj(width, width);
    CommonOps_DDRM.multInner(standardiser.apply(rows), covariance);
    CommonOps_DDRM.scale(1.0 / rows.size(), covariance);
    EigenDecomposition_F64<DMatrixRMaj> axes = DecompositionFactory_DDRM.eig(width, true, true);
    Require.that(axes.decompose(covariance), "covariance", "one with eigenvalues", "none found");
    double ridge = (double) width / rows.size();
    turn = new DMatrixRMaj(width, width);
    for (int axis = 0; axis < width; axis++) {
      double scale = 1 / Math.sqrt(Math.max(0, axes.getEigenvalue(axis).getReal()) + ridge);
      for (int d = 0; d < width; d++) {
        turn.set(d, axis, scale * axes.getEigenVector(axis).get(d));
      }
    }
  }

  /** The rows of {@code values} (N, D), turned and scaled. */
  float[][] apply(FeatureRows values) {
    float[][] white = new float[values.size()][];
    for (int from = 0; from < white.length; from += MOST_ROWS) {
      int to = Math.min(white.length, from + MOST_ROWS);
      DMatrixRMaj block = new DMatrixRMaj(to - from, values.width());
      CommonOps_DDRM.mult(standardiser.apply(values, from, to), turn, block);
      System.arraycopy(FloatRows.of(block), 0, white, from, to - from);
    }
    return white;
  }
}

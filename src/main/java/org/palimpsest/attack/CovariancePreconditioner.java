package org.palimpsest.attack;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.Require;

/**
 * A first guess at the inverse Hessian of a penalised softmax regression on standardised features: where all classes
 * are about equally probable, each class's weights have the Hessian {@code (K - 1) / K^2 C + l2 I}, C being the
 * features' covariance (Böhning, Annals of the Institute of Statistical Mathematics 1992, bounds it by a like one).
 * Correlated features then cost L-BFGS few iterations instead of hundreds. It changes the way, not the minimum. C is
 * taken from {@value #MOST_ROWS} rows at most, evenly spaced.
 */
final class CovariancePreconditioner implements Lbfgs.Preconditioner {

  private static final int MOST_ROWS = 8192;
  private static final double SMALLEST_RIDGE = 1e-6;

  private final int classes;
  private final DMatrixRMaj inverse;

  /**
   * @param x standardised features (N, D), N at least 1
   * @param size N
   * @param width D
   * @param l2 weight penalty, at least 0
   */
  CovariancePreconditioner(SoftmaxRegression.Points x, int size, int width, int classes, double l2) {
    this.classes = classes;
    int stride = (size + MOST_ROWS - 1) / MOST_ROWS;
    DMatrixRMaj rows = new DMatrixRMaj((size + stride - 1) / stride, width);
    double[] buffer = new double[width];
    for (int i = 0; i < rows.numRows; i++) {
      System.arraycopy(x.at(i * stride, buffer), 0, rows.data, i * width, width);
    }
    inverse = new DMatrixRMaj(width, width);
    CommonOps_DDRM.multInner(rows, inverse);
    CommonOps_DDRM.scale(1.0 / rows.numRows, inverse);
    double curvature = (classes - 1.0) / (classes * classes);
    for (int d = 0; d < width; d++) {
      inverse.add(d, d, Math.max(SMALLEST_RIDGE, l2 / curvature));
    }
    Require.that(CommonOps_DDRM.invert(inverse), "covariance", "an invertible matrix", "a singular one");
  }

  @Override
  public void apply(double[] gradient) {
    int width = inverse.numCols;
    DMatrixRMaj weights = new DMatrixRMaj(classes, width);
    System.arraycopy(gradient, 0, weights.data, 0, classes * width);
    DMatrixRMaj turned = new DMatrixRMaj(classes, width);
    CommonOps_DDRM.mult(weights, inverse, turned);
    System.arraycopy(turned.data, 0, gradient, 0, classes * width);
  }
}

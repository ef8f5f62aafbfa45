package org.palimpsest.erase;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.palimpsest.random.Seed;

/**
 * Least-squares concept erasure (Belrose et al., NeurIPS 2023, arXiv 2306.03819, theorem 4.3): the smallest affine
 * change of the features, in mean squares, after which no linear classifier of the private attribute does better on
 * them than one that sees nothing.
 * <pre>
 * r(x) = x - W^+ U U^T W (x - mu),   W = (Sigma_XX^{1/2})^+,   U = left singular vectors of W Sigma_XZ
 * </pre>
 * where Z is the private attribute one-hot; the rank is at most K - 1. Closed form: nothing is drawn.
 *
 * <p>A class without images adds nothing. Directions in which the features do not vary are left alone: an eigenvalue
 * of the correlation matrix up to 1e-14 D times the largest counts as 0, and so does the variance of a column whose
 * standard deviation is up to 1e-12 of its largest magnitude. A singular value up to 1e-9 is no association.
 *
 * <p>Deviation: columns are scaled to unit variance before the whitening. Where Sigma_XX has full rank that changes
 * nothing but rounding, for r is the same in all coordinates; it keeps columns of small scale from being taken for
 * constant ones. The reference implementation drops singular values up to 0.01, which leaves weak associations in.
 */
public record Leace() implements Eraser {

  private static final double NO_VARIATION = 1e-14;
  private static final double CONSTANT_COLUMN = 1e-12;
  private static final double NO_ASSOCIATION = 1e-9;

  @Override
  public String name() {
    return "leace";
  }

  @Override
  public String title() {
    return "LEACE";
  }

  @Override
  public String citation() {
    return "Belrose, Schneider-Joseph, Ravfogel, Cotterell, Raff & Biderman, LEACE: Perfect linear concept erasure in"
        + " closed form, NeurIPS 2023";
  }

  @Override
  public String description() {
    return "The smallest affine change that leaves nothing for a linear classifier to read";
  }

  @Override
  public Erasure fit(DMatrixRMaj features, int[] privateAttributes, int classes, Seed seed) {
    Moments.require(features, privateAttributes, classes);
    double[] mean = Moments.mean(features);
    DMatrixRMaj x = Moments.centred(features, mean);
    double[] scale = scaleColumns(x, features);
    DMatrixRMaj correlation = CommonOps_DDRM.multTransA(x, x, null);
    CommonOps_DDRM.scale(1.0 / x.numRows, correlation);
    DMatrixRMaj whitening = power(correlation, -0.5);
    DMatrixRMaj unwhitening = power(correlation, 0.5);
    DMatrixRMaj u = association(CommonOps_DDRM.mult(whitening, crossCovariance(x, privateAttributes, classes), null));
    DMatrixRMaj left = CommonOps_DDRM.mult(unwhitening, u, null);
    DMatrixRMaj right = CommonOps_DDRM.multTransA(u, whitening, null);
    CommonOps_DDRM.multRows(scale, left);
    CommonOps_DDRM.divideCols(right, scale);
    return new AffineErasure(left, right, mean);
  }

  /** Divides each column of centred {@code x} by its standard deviation, and returns those (D); 1 if constant. */
  private static double[] scaleColumns(DMatrixRMaj x, DMatrixRMaj features) {
    double[] scale = new double[x.numCols];
    for (int d = 0; d < scale.length; d++) {
      double largest = 0;
      double squares = 0;
      for (int i = 0; i < x.numRows; i++) {
        largest = Math.max(largest, Math.abs(features.get(i, d)));
        squares += x.get(i, d) * x.get(i, d);
      }
      double deviation = Math.sqrt(squares / x.numRows);
      boolean constant = deviation <= CONSTANT_COLUMN * largest;
      scale[d] = constant ? 1 : deviation;
      for (int i = 0; i < x.numRows; i++) {
        x.set(i, d, constant ? 0 : x.get(i, d) / scale[d]);
      }
    }
    return scale;
  }

  /** Sigma_XZ (D, K) of centred {@code x} and the one-hot private attribute. */
  private static DMatrixRMaj crossCovariance(DMatrixRMaj x, int[] privateAttributes, int classes) {
    DMatrixRMaj cross = new DMatrixRMaj(x.numCols, classes);
    for (int i = 0; i < x.numRows; i++) {
      for (int d = 0; d < x.numCols; d++) {
        cross.add(d, privateAttributes[i], x.get(i, d) / x.numRows);
      }
    }
    return cross;
  }

  /** A power of a symmetric positive semidefinite matrix on its range. */
  private static DMatrixRMaj power(DMatrixRMaj symmetric, double exponent) {
    int width = symmetric.numCols;
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(width, true, true);
    if (!eigen.decompose(symmetric.copy())) {
      throw new IllegalStateException("the correlation matrix of the features has no eigendecomposition");
    }
    double largest = 0;
    for (int i = 0; i < width; i++) {
      largest = Math.max(largest, eigen.getEigenvalue(i).getReal());
    }
    DMatrixRMaj power = new DMatrixRMaj(width, width);
    for (int i = 0; i < width; i++) {
      double value = eigen.getEigenvalue(i).getReal();
      if (value > NO_VARIATION * width * largest) {
        DMatrixRMaj vector = eigen.getEigenVector(i);
        CommonOps_DDRM.multAddTransB(Math.pow(value, exponent), vector, vector, power);
      }
    }
    return power;
  }

  /** The left singular vectors (D, rank) of a matrix whose columns sum to zero. */
  private static DMatrixRMaj association(DMatrixRMaj whitened) {
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(whitened.numRows, whitened.numCols, true, false, true);
    if (!svd.decompose(whitened.copy())) {
      throw new IllegalStateException("the cross-covariance has no singular value decomposition");
    }
    double[] values = svd.getSingularValues();
    int[] strong =
        IntStream.range(0, svd.numberOfSingularValues()).filter(i -> values[i] > NO_ASSOCIATION).toArray();
    int[] everyRow = IntStream.range(0, whitened.numRows).toArray();
    DMatrixRMaj kept = new DMatrixRMaj(whitened.numRows, strong.length);
    CommonOps_DDRM.extract(svd.getU(null, false), everyRow, everyRow.length, strong, strong.length, kept);
    return kept;
  }
}

package org.palimpsest.erase;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.palimpsest.erase.Eraser.Erasure;
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
 * <p>A class without images adds nothing. Directions in which the features do not vary, up to {@link org.palimpsest.Rounding}, are
 * left alone. Weak ones beside strong ones are not: see {@link Axes}. A singular value up to 1e-9 is no association.
 *
 * <p>Deviation: columns are scaled to unit variance before the whitening. Where Sigma_XX has full rank that changes
 * nothing but rounding, for r is the same in all coordinates; it keeps columns of small scale from being taken for
 * constant ones. The reference implementation (EleutherAI's concept-erasure) by default shrinks the covariances
 * ({@code shrinkage}), keeps the erased features' variance from growing ({@code constrain_cov_trace}) and drops singular
 * values up to 0.01 ({@code svd_tol}), which leaves weak associations in; none of that is done here.
 */
public record Leace() implements Eraser {

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
    double[] scale = Moments.scaleColumns(x, features);
    Axes axes = Axes.of(x);
    DMatrixRMaj whitening = axes.power(-0.5);
    DMatrixRMaj unwhitening = axes.power(0.5);
    DMatrixRMaj u = association(CommonOps_DDRM.mult(whitening, crossCovariance(x, privateAttributes, classes), null));
    DMatrixRMaj left = CommonOps_DDRM.mult(unwhitening, u, null);
    DMatrixRMaj right = CommonOps_DDRM.multTransA(u, whitening, null);
    CommonOps_DDRM.multRows(scale, left);
    CommonOps_DDRM.divideCols(right, scale);
    return AffineErasure.of(left, right, mean, axes.levels().size() > 1 ? 2 : 1, features);
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

  /** The left singular vectors (D, rank) of a matrix (D, K) whose columns sum to zero, so that at most K - 1 count. */
  private static DMatrixRMaj association(DMatrixRMaj whitened) {
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(whitened.numRows, whitened.numCols, true, false, true);
    if (!svd.decompose(whitened.copy())) {
      throw new IllegalArgumentException("features: expected a covariance with the labels that has singular values, found none");
    }
    double[] values = svd.getSingularValues();
    int[] strong =
        IntStream.range(0, svd.numberOfSingularValues())
            .filter(i -> values[i] > NO_ASSOCIATION)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -values[i]))
            .limit(whitened.numCols - 1)
            .mapToInt(i -> i)
            .sorted()
            .toArray();
    int[] everyRow = IntStream.range(0, whitened.numRows).toArray();
    DMatrixRMaj kept = new DMatrixRMaj(whitened.numRows, strong.length);
    CommonOps_DDRM.extract(svd.getU(null, false), everyRow, everyRow.length, strong, strong.length, kept);
    return kept;
  }
}

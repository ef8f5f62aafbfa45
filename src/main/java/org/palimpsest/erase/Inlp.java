package org.palimpsest.erase;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.palimpsest.attack.LinearFit;
import org.palimpsest.erase.Eraser.Erasure;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * Iterative null-space projection (Ravfogel et al., ACL 2020): again and again a linear classifier of the private
 * attribute is fitted, and the features are projected onto the null space of its weights. It stops after so many
 * iterations, or when the classifier is at the majority rate on a fifth of the images that is kept from it (not above
 * it by more than a standard error), or when nothing is left. Each iteration removes up to K - 1 dimensions.
 *
 * <p>Deviation: the classifier is multinomial logistic regression on standardised features (penalty 1e-4, gradient norm
 * 1e-3) where the paper has a linear support vector machine. The projection is orthogonal where the classifier is
 * fitted, on columns scaled to unit variance, so that the columns' units do not matter; the paper projects features as
 * they are, which no rotation changes, but a change of units does. Of weights, the part along which the features do not
 * vary at all is left out. What is projected is the difference from the mean, so that the network's own head sees
 * erased features around the mean it was trained with; for a classifier with a bias the two are the same.
 *
 * @param iterations the most classifiers to fit, at least 1
 */
public record Inlp(int iterations) implements Eraser {

  private static final double L2 = 1e-4;
  private static final double GRADIENT_TOLERANCE = 1e-3;
  private static final int FIT_ITERATIONS = 300;
  private static final int HELD_OUT = 5;
  private static final double NO_DIRECTION = 1e-9;

  public Inlp {
    Moments.require(iterations >= 1, "iterations", "at least 1", iterations);
  }

  /** At most 10 classifiers. */
  public Inlp() {
    this(10);
  }

  @Override
  public String name() {
    return "inlp";
  }

  @Override
  public String title() {
    return "INLP";
  }

  @Override
  public String citation() {
    return "Ravfogel, Elazar, Gonen, Twiton & Goldberg, Null it out: Guarding protected attributes by iterative"
        + " nullspace projection, ACL 2020";
  }

  @Override
  public String description() {
    return "Projects onto the null space of one linear classifier after another, until they read nothing";
  }

  @Override
  public Erasure fit(DMatrixRMaj features, int[] privateAttributes, int classes, Seed seed) {
    Moments.require(features, privateAttributes, classes);
    Moments.require(features.numRows >= HELD_OUT, "features", "at least " + HELD_OUT + " rows", features.numRows);
    double[] mean = Moments.mean(features);
    DMatrixRMaj x = Moments.centred(features, mean);
    double[] scale = Moments.scaleColumns(x, features);
    DMatrixRMaj range = Axes.of(x).power(0);
    double[] origin = new double[mean.length];
    int[] order = Shuffle.permutation(features.numRows, seed);
    int[] heldOut = Arrays.copyOf(order, order.length / HELD_OUT);
    int[] kept = Arrays.copyOfRange(order, heldOut.length, order.length);
    int[] keptLabels = labels(privateAttributes, kept);
    int[] heldOutLabels = labels(privateAttributes, heldOut);
    DMatrixRMaj basis = new DMatrixRMaj(mean.length, 0);
    for (int i = 0; i < iterations && basis.numCols < mean.length; i++) {
      DMatrixRMaj left = along(basis, origin, x).apply(x);
      LinearFit probe =
          LinearFit.of(rows(left, kept), keptLabels, classes, L2, GRADIENT_TOLERANCE, FIT_ITERATIONS);
      int[] answers = probe.predict(rows(left, heldOut));
      if (atMajorityRate(Proportion.agreement(answers, heldOutLabels), heldOutLabels, classes)) {
        break;
      }
      DMatrixRMaj directions = outside(basis, CommonOps_DDRM.multTransB(range, probe.weights(), null));
      if (directions.numCols == 0) {
        break;
      }
      basis = CommonOps_DDRM.concatColumns(basis, directions, null);
    }
    DMatrixRMaj right = CommonOps_DDRM.transpose(basis, null);
    CommonOps_DDRM.multRows(scale, basis);
    CommonOps_DDRM.divideCols(right, scale);
    return AffineErasure.of(basis, right, mean, 1, features);
  }

  /** Removes the columns of an orthonormal basis from {@code x}. */
  private static Erasure along(DMatrixRMaj basis, double[] mean, DMatrixRMaj x) {
    return AffineErasure.of(basis, CommonOps_DDRM.transpose(basis, null), mean, 1, x);
  }

  private static boolean atMajorityRate(Proportion accuracy, int[] labels, int classes) {
    double n = labels.length;
    double majority = Arrays.stream(Moments.counts(labels, classes)).max().orElseThrow() / n;
    return accuracy.value() <= majority + Math.sqrt(majority * (1 - majority) / n);
  }

  /**
   * An orthonormal basis (D, up to K - 1) of what the columns of {@code weights} (D, K) span beyond {@code basis}. Twice:
   * what is left of weights that lie almost in the basis is itself orthogonal to it only up to rounding.
   */
  private static DMatrixRMaj outside(DMatrixRMaj basis, DMatrixRMaj weights) {
    DMatrixRMaj once = span(without(basis, weights));
    return span(without(basis, once));
  }

  private static DMatrixRMaj without(DMatrixRMaj basis, DMatrixRMaj columns) {
    DMatrixRMaj along = CommonOps_DDRM.multTransA(basis, columns, null);
    DMatrixRMaj rest = columns.copy();
    CommonOps_DDRM.multAdd(-1, basis, along, rest);
    return rest;
  }

  /** An orthonormal basis of the columns. */
  private static DMatrixRMaj span(DMatrixRMaj columns) {
    if (columns.numCols == 0) {
      return columns;
    }
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(columns.numRows, columns.numCols, true, false, true);
    if (!svd.decompose(columns.copy())) {
      throw new IllegalArgumentException("features: expected a classifier whose weights have singular values, found none");
    }
    double[] values = svd.getSingularValues();
    double largest = Arrays.stream(values).limit(svd.numberOfSingularValues()).max().orElse(0);
    int[] strong =
        IntStream.range(0, svd.numberOfSingularValues()).filter(i -> values[i] > NO_DIRECTION * largest).toArray();
    int[] everyRow = IntStream.range(0, columns.numRows).toArray();
    DMatrixRMaj directions = new DMatrixRMaj(columns.numRows, strong.length);
    CommonOps_DDRM.extract(svd.getU(null, false), everyRow, everyRow.length, strong, strong.length, directions);
    return directions;
  }

  private static DMatrixRMaj rows(DMatrixRMaj x, int[] indices) {
    DMatrixRMaj rows = new DMatrixRMaj(indices.length, x.numCols);
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(x.data, indices[i] * x.numCols, rows.data, i * x.numCols, x.numCols);
    }
    return rows;
  }

  private static int[] labels(int[] all, int[] indices) {
    return Arrays.stream(indices).map(i -> all[i]).toArray();
  }
}

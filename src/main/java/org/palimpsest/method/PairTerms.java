package org.palimpsest.method;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * EnD's two terms on a batch of features z of unit norm, with targets y and private attributes b. With
 * {@code s_ij = clamp(z_i . z_j, -1, 1)} over pairs i &gt; j:
 *
 * <ul>
 *   <li>{@code orthogonal = sum over b of |sum of s_ij over pairs with b_i = b_j = b| / (number of such pairs, all b
 *       together)}: the absolute value is taken of the sum per private attribute, and pairs of equal target count;
 *   <li>{@code parallel = mean of (1 - s_ij) / 2} over pairs with y_i = y_j and b_i != b_j (of which the published
 *       code keeps those with b_i &lt; b_j).
 * </ul>
 *
 * Either is 0 if it has no pairs. As in PyTorch, the clamp passes the gradient on [-1, 1], ends included, and the
 * absolute value has gradient 0 at 0.
 *
 * @param orthogonal at least 0, not weighted
 * @param parallel in [0, 1], not weighted
 * @param gradient (B, D) of {@code alpha orthogonal + beta parallel} with respect to z as given, not projected
 *     on the sphere
 */
record PairTerms(double orthogonal, double parallel, DMatrixRMaj gradient) {

  /** @param features (B, D) with unit rows */
  static PairTerms of(EnD method, DMatrixRMaj features, int[] targets, int[] privateAttributes) {
    int batch = features.numRows;
    requireLength("targets", targets, batch);
    requireLength("privateAttributes", privateAttributes, batch);
    DMatrixRMaj similarity = new DMatrixRMaj(batch, batch);
    CommonOps_DDRM.multOuter(features, similarity);

    double[] sums = new double[Arrays.stream(privateAttributes).max().orElse(0) + 1];
    long samePairs = 0;
    double distances = 0;
    long crossPairs = 0;
    for (int i = 0; i < batch; i++) {
      for (int j = 0; j < i; j++) {
        double s = Math.max(-1, Math.min(1, similarity.data[i * batch + j]));
        if (privateAttributes[i] == privateAttributes[j]) {
          sums[privateAttributes[i]] += s;
          samePairs++;
        } else if (pulls(method.pairs(), i, j, targets, privateAttributes)) {
          distances += (1 - s) / 2;
          crossPairs++;
        }
      }
    }

    DMatrixRMaj weights = similarity;
    for (int i = 0; i < batch; i++) {
      weights.data[i * batch + i] = 0;
      for (int j = 0; j < i; j++) {
        double weight = 0;
        if (Math.abs(similarity.data[i * batch + j]) <= 1) {
          if (privateAttributes[i] == privateAttributes[j]) {
            weight = method.alpha() * Math.signum(sums[privateAttributes[i]]) / samePairs;
          } else if (pulls(method.pairs(), i, j, targets, privateAttributes)) {
            weight = -method.beta() / (2 * crossPairs);
          }
        }
        weights.data[i * batch + j] = weight;
        weights.data[j * batch + i] = weight;
      }
    }
    DMatrixRMaj gradient = new DMatrixRMaj(batch, features.numCols);
    CommonOps_DDRM.mult(weights, features, gradient);

    double orthogonal = samePairs == 0 ? 0 : Arrays.stream(sums).map(Math::abs).sum() / samePairs;
    double parallel = crossPairs == 0 ? 0 : distances / crossPairs;
    return new PairTerms(orthogonal, parallel, gradient);
  }

  private static boolean pulls(EnD.Pairs pairs, int i, int j, int[] targets, int[] privateAttributes) {
    return targets[i] == targets[j]
        && switch (pairs) {
          case PUBLISHED -> privateAttributes[i] < privateAttributes[j];
          case ALL -> privateAttributes[i] != privateAttributes[j];
        };
  }

  private static void requireLength(String name, int[] labels, int batch) {
    if (labels.length != batch) {
      throw new IllegalArgumentException(
          "%s: expected %d, one per row of features, was %d".formatted(name, batch, labels.length));
    }
  }
}

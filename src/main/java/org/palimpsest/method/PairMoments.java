package org.palimpsest.method;

import org.ejml.data.DMatrixRMaj;

/**
 * Number, sum and sum of squares of the similarities of each of four kinds of ordered pairs (i, j): targets equal
 * (positive) or not, private attributes equal (aligned) or not (conflicting).
 *
 * @param form the paper's leaves out the pairs (i, i), the code's counts them as positive and aligned
 */
record PairMoments(
    FairKl.Form form, DMatrixRMaj similarity, int[] targets, int[] privateAttributes, long[] counts,
    double[] sums, double[] squares) {

  static final int POSITIVE_ALIGNED = 0;
  static final int POSITIVE_CONFLICTING = 1;
  static final int NEGATIVE_ALIGNED = 2;
  static final int NEGATIVE_CONFLICTING = 3;
  static final int KINDS = 4;

  static PairMoments of(FairKl.Form form, DMatrixRMaj similarity, int[] targets, int[] privateAttributes) {
    PairMoments moments =
        new PairMoments(
            form, similarity, targets, privateAttributes, new long[KINDS], new double[KINDS], new double[KINDS]);
    int batch = targets.length;
    for (int i = 0; i < batch; i++) {
      for (int j = 0; j < batch; j++) {
        if (i != j || form == FairKl.Form.CODE) {
          int kind = moments.kind(i, j);
          double s = similarity.data[i * batch + j];
          moments.counts[kind]++;
          moments.sums[kind] += s;
          moments.squares[kind] += s * s;
        }
      }
    }
    return moments;
  }

  private int kind(int i, int j) {
    return (targets[i] == targets[j] ? 0 : 2) + (privateAttributes[i] == privateAttributes[j] ? 0 : 1);
  }

  /** The mean similarity of a kind of pairs, 0 if there are none. */
  double mean(int kind) {
    return sums[kind] / Math.max(1, counts[kind]);
  }

  /** The gradient (B, B) with respect to the similarities, given those with respect to sums and sums of squares. */
  DMatrixRMaj gradient(double[] dSums, double[] dSquares) {
    int batch = targets.length;
    DMatrixRMaj gradient = new DMatrixRMaj(batch, batch);
    for (int i = 0; i < batch; i++) {
      for (int j = 0; j < batch; j++) {
        if (i != j || form == FairKl.Form.CODE) {
          int kind = kind(i, j);
          gradient.data[i * batch + j] = dSums[kind] + 2 * dSquares[kind] * similarity.data[i * batch + j];
        }
      }
    }
    return gradient;
  }
}

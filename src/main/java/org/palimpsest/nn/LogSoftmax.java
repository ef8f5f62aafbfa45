package org.palimpsest.nn;

import org.ejml.data.DMatrixRMaj;

/** The logarithm of the softmax of each row of logits, and the way back of a gradient through the softmax. */
public final class LogSoftmax {

  private LogSoftmax() {}

  /** {@code l - logsumexp(l)}, row by row; finite whenever the logits are. */
  public static DMatrixRMaj of(DMatrixRMaj logits) {
    DMatrixRMaj out = logits.copy();
    for (int i = 0; i < out.numRows; i++) {
      inPlace(out.data, i * out.numCols, out.numCols);
    }
    return out;
  }

  /** The same of {@code logits[from..from + classes)}, in their place. */
  public static void inPlace(double[] logits, int from, int classes) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = from; c < from + classes; c++) {
      largest = Math.max(largest, logits[c]);
    }
    double sum = 0;
    for (int c = from; c < from + classes; c++) {
      sum += Math.exp(logits[c] - largest);
    }
    double logSum = largest + Math.log(sum);
    for (int c = from; c < from + classes; c++) {
      logits[c] -= logSum;
    }
  }

  /**
   * {@code dl = p (dp - sum over c of p dp)}, row by row.
   *
   * @param probabilities p, the softmax of the logits l
   * @param gradient dp, with respect to the probabilities
   * @return dl, with respect to the logits
   */
  public static DMatrixRMaj backward(DMatrixRMaj probabilities, DMatrixRMaj gradient) {
    DMatrixRMaj dLogits = new DMatrixRMaj(gradient.numRows, gradient.numCols);
    int classes = gradient.numCols;
    for (int i = 0; i < gradient.numRows; i++) {
      int row = i * classes;
      double mean = 0;
      for (int c = 0; c < classes; c++) {
        mean += probabilities.data[row + c] * gradient.data[row + c];
      }
      for (int c = 0; c < classes; c++) {
        dLogits.data[row + c] = probabilities.data[row + c] * (gradient.data[row + c] - mean);
      }
    }
    return dLogits;
  }
}

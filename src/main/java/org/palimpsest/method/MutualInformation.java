package org.palimpsest.method;

import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Require;

/**
 * The mutual information of a batch's private attributes b and what a head predicts for them, as a share of log K. The
 * joint distribution is {@code P = onehot(b)' softmax(logits) / B}, K by K, and with its margins P_b and P_b'
 *
 * <pre>value = sum over b, b' of P log(P / (P_b P_b')) / log K.</pre>
 *
 * 0 if what is predicted does not depend on b, 1 if b is evenly spread and predicted with certainty. As in the
 * published code, the entries of {@code onehot(b)' softmax(logits)} and the products of margins count as at least
 * 1e-15 and pass no gradient below it, so a private attribute that the batch lacks adds nothing but rounding.
 *
 * @param value in [0, 1] up to rounding
 * @param gradient (B, K) with respect to the logits
 */
record MutualInformation(double value, DMatrixRMaj gradient) {

  private static final double SMALLEST = 1e-15;

  /**
   * @param logits (B, K), K at least 2
   * @param privateAttributes (B), in [0, K)
   */
  static MutualInformation of(DMatrixRMaj logits, int[] privateAttributes) {
    int batch = logits.numRows;
    int classes = logits.numCols;
    if (classes < 2) {
      throw new IllegalArgumentException("logits: expected at least 2 columns, was " + classes);
    }
    Require.labels("privateAttributes", privateAttributes, batch, classes);
    DMatrixRMaj probabilities = LogSoftmax.of(logits);
    double[][] sums = new double[classes][classes];
    for (int i = 0; i < batch; i++) {
      double[] row = sums[privateAttributes[i]];
      for (int k = 0; k < classes; k++) {
        probabilities.data[i * classes + k] = Math.exp(probabilities.data[i * classes + k]);
        row[k] += probabilities.data[i * classes + k];
      }
    }
    double scale = 1 / Math.log(classes);
    double[][] dJoint = new double[classes][classes];
    double value = scale * value(sums, batch, dJoint);
    DMatrixRMaj gradient = new DMatrixRMaj(batch, classes);
    for (int i = 0; i < batch; i++) {
      for (int k = 0; k < classes; k++) {
        gradient.data[i * classes + k] = scale * dJoint[privateAttributes[i]][k] / batch;
      }
    }
    return new MutualInformation(value, LogSoftmax.backward(probabilities, gradient));
  }

  /**
   * In nats.
   *
   * @param sums B times the joint distribution, without the bound
   * @param dJoint receives the gradient with respect to the joint distribution, up to a constant per row (that of its
   *     margins), which the softmax does not pass
   */
  private static double value(double[][] sums, int batch, double[][] dJoint) {
    int classes = sums.length;
    double[][] joint = new double[classes][classes];
    double[] rows = new double[classes];
    double[] columns = new double[classes];
    for (int b = 0; b < classes; b++) {
      for (int k = 0; k < classes; k++) {
        joint[b][k] = atLeast(sums[b][k]) / batch;
        rows[b] += joint[b][k];
        columns[k] += joint[b][k];
      }
    }
    double total = 0;
    for (int b = 0; b < classes; b++) {
      for (int k = 0; k < classes; k++) {
        double logRatio = Math.log(joint[b][k] / atLeast(rows[b] * columns[k]));
        total += joint[b][k] * logRatio;
        dJoint[b][k] = sums[b][k] >= SMALLEST ? logRatio : 0;
      }
    }
    return total;
  }

  /** Not {@link Math#max} of a NaN, which would hide it: NaN stays NaN. */
  private static double atLeast(double value) {
    return value < SMALLEST ? SMALLEST : value;
  }
}

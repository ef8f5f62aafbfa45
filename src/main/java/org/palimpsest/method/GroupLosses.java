package org.palimpsest.method;

import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Require;

/**
 * The cross-entropy of a batch by group (y, b).
 *
 * @param group of each image, {@code y privateClasses + b}
 * @param sizes images per group
 * @param means L_g, the mean cross-entropy of each group in nats; 0 for groups without images
 * @param logProbabilities (B, C)
 * @param targets (B)
 */
record GroupLosses(int[] group, int[] sizes, double[] means, DMatrixRMaj logProbabilities, int[] targets) {

  static GroupLosses of(
      DMatrixRMaj logits, int[] targets, int[] privateAttributes, int targetClasses, int privateClasses) {
    if (logits.numCols != targetClasses) {
      throw new IllegalArgumentException(
          "logits: expected %d columns, one per target of the training images, was %d"
              .formatted(targetClasses, logits.numCols));
    }
    Require.labels("targets", targets, logits.numRows, targetClasses);
    Require.labels("privateAttributes", privateAttributes, logits.numRows, privateClasses);
    DMatrixRMaj logProbabilities = LogSoftmax.of(logits);
    int[] group = new int[logits.numRows];
    int[] sizes = new int[targetClasses * privateClasses];
    double[] means = new double[sizes.length];
    for (int i = 0; i < group.length; i++) {
      group[i] = targets[i] * privateClasses + privateAttributes[i];
      sizes[group[i]]++;
      means[group[i]] -= logProbabilities.get(i, targets[i]);
    }
    for (int g = 0; g < sizes.length; g++) {
      means[g] /= Math.max(1, sizes[g]);
    }
    return new GroupLosses(group, sizes, means, logProbabilities, targets);
  }

  /** The gradient (B, C) with respect to the logits of the sum of L_g weighted by {@code weights}. */
  DMatrixRMaj gradient(double[] weights) {
    DMatrixRMaj gradient = logProbabilities.copy();
    int classes = gradient.numCols;
    for (int i = 0; i < group.length; i++) {
      double weight = weights[group[i]] / sizes[group[i]];
      for (int c = 0; c < classes; c++) {
        gradient.data[i * classes + c] = weight * Math.exp(gradient.data[i * classes + c]);
      }
      gradient.data[i * classes + targets[i]] -= weight;
    }
    return gradient;
  }
}

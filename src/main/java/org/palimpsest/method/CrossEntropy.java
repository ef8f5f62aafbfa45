package org.palimpsest.method;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder.Activations;

/**
 * Mean softmax cross-entropy with the target, in nats: the mean over the batch of
 * {@code logsumexp(logits) - logits[target]}, whose gradient is {@code (softmax(logits) - onehot(target)) / B}.
 * Terms: {@code loss} and {@code cross_entropy}, the same number.
 */
public record CrossEntropy() implements Objective {

  /** The same of logits (B, C) alone. */
  public static LossAndGradient of(DMatrixRMaj logits, int[] targets) {
    return new CrossEntropy().at(new Activations(null, logits), targets, null);
  }

  @Override
  public LossAndGradient at(Activations activations, int[] targets, int[] privateAttributes) {
    DMatrixRMaj logits = activations.logits();
    int batch = logits.numRows;
    int classes = logits.numCols;
    if (targets.length != batch) {
      throw new IllegalArgumentException(
          "targets: expected %d, one per row of logits, was %d".formatted(batch, targets.length));
    }
    DMatrixRMaj gradient = new DMatrixRMaj(batch, classes);
    double total = 0;
    for (int i = 0; i < batch; i++) {
      if (targets[i] < 0 || targets[i] >= classes) {
        throw new IllegalArgumentException(
            "targets[%d]: expected 0..%d, was %d".formatted(i, classes - 1, targets[i]));
      }
      int row = i * classes;
      double largest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        largest = Math.max(largest, logits.data[row + c]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        gradient.data[row + c] = Math.exp(logits.data[row + c] - largest);
        sum += gradient.data[row + c];
      }
      for (int c = 0; c < classes; c++) {
        gradient.data[row + c] /= sum * batch;
      }
      gradient.data[row + targets[i]] -= 1.0 / batch;
      total += Math.log(sum) + largest - logits.data[row + targets[i]];
    }
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("loss", total / batch);
    terms.put("cross_entropy", total / batch);
    return new LossAndGradient(terms, null, gradient);
  }
}

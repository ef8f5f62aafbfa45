package org.palimpsest.method;

import org.ejml.data.DMatrixRMaj;

/**
 * How certain a head is: with p the softmax of its logits, the mean over the batch of {@code sum over k of p_k log
 * p_k}, from {@code -log K} (uniform) to 0 (certain).
 *
 * @param value in nats
 * @param gradient (B, K) with respect to the logits: {@code p_k (log p_k - sum p log p) / B}
 */
record NegativeEntropy(double value, DMatrixRMaj gradient) {

  /** @param logits (B, K) */
  static NegativeEntropy of(DMatrixRMaj logits) {
    DMatrixRMaj logarithms = LogSoftmax.of(logits);
    int batch = logits.numRows;
    DMatrixRMaj probabilities = logarithms.createLike();
    DMatrixRMaj gradient = logarithms.createLike();
    double total = 0;
    for (int i = 0; i < logits.getNumElements(); i++) {
      probabilities.data[i] = Math.exp(logarithms.data[i]);
      gradient.data[i] = logarithms.data[i] / batch;
      total += probabilities.data[i] * logarithms.data[i];
    }
    return new NegativeEntropy(total / batch, LogSoftmax.backward(probabilities, gradient));
  }
}

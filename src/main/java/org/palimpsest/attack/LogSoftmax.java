package org.palimpsest.attack;

/** Scores to natural logarithms of probabilities. */
final class LogSoftmax {

  private LogSoftmax() {}

  /** Normalises {@code scores[from..from + classes)}. */
  static void inPlace(double[] scores, int from, int classes) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = from; k < from + classes; k++) {
      largest = Math.max(largest, scores[k]);
    }
    double sum = 0;
    for (int k = from; k < from + classes; k++) {
      sum += Math.exp(scores[k] - largest);
    }
    double logSum = largest + Math.log(sum);
    for (int k = from; k < from + classes; k++) {
      scores[k] -= logSum;
    }
  }
}

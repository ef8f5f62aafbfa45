package org.palimpsest.attack.network;

import org.ejml.data.DMatrixRMaj;
import org.palimpsest.data.Images;

/** How sure a network is of an image: scores of logits that grow with the odds that it was trained on it. */
enum Confidence {
  /**
   * {@code log(p / (1 - p))}, p the probability of the true class, computed as the true logit less the log-sum-exp of
   * the others, which does not saturate. It orders images as the loss {@code -log p} does, from high to low.
   */
  LOSS("loss") {
    @Override
    double of(double[] logits, int target) {
      return logits[target] - logSumExpWithout(logits, target);
    }
  },
  /** The same of the largest probability, whichever class it is of: needs no label. */
  CONFIDENCE("confidence") {
    @Override
    double of(double[] logits, int target) {
      int largest = 0;
      for (int c = 1; c < logits.length; c++) {
        largest = logits[c] > logits[largest] ? c : largest;
      }
      return logits[largest] - logSumExpWithout(logits, largest);
    }
  },
  /** The true logit less the largest of the others. */
  MARGIN("margin") {
    @Override
    double of(double[] logits, int target) {
      return logits[target] - largestWithout(logits, target);
    }
  };

  private final String label;

  Confidence(String label) {
    this.label = label;
  }

  /** As results name it. */
  String label() {
    return label;
  }

  /** The score of one image. */
  abstract double of(double[] logits, int target);

  /**
   * The scores of all images (N).
   *
   * @param logits (N, C)
   * @throws IllegalArgumentException if a logit is not finite; the message says which
   */
  double[] of(DMatrixRMaj logits, Images images) {
    double[] scores = new double[logits.numRows];
    double[] row = new double[logits.numCols];
    for (int i = 0; i < scores.length; i++) {
      System.arraycopy(logits.data, i * row.length, row, 0, row.length);
      for (int c = 0; c < row.length; c++) {
        if (!Double.isFinite(row[c])) {
          throw new IllegalArgumentException(
              "logits[row %d, column %d]: expected a finite number, was %s".formatted(i, c, row[c]));
        }
      }
      scores[i] = of(row, images.target(i));
    }
    return scores;
  }

  private static double largestWithout(double[] logits, int left) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < logits.length; c++) {
      largest = c == left ? largest : Math.max(largest, logits[c]);
    }
    return largest;
  }

  private static double logSumExpWithout(double[] logits, int left) {
    double largest = largestWithout(logits, left);
    double sum = 0;
    for (int c = 0; c < logits.length; c++) {
      sum += c == left ? 0 : Math.exp(logits[c] - largest);
    }
    return largest + Math.log(sum);
  }
}

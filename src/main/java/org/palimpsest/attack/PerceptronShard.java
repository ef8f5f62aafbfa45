package org.palimpsest.attack;

/** Scratch for some points of a {@link Perceptron}, and what they add to its loss and gradient. */
abstract class PerceptronShard {

  static final int POINTS = 64;

  final int classes;

  /** The sum of cross-entropies (nats) that the latest {@link #differentiate} found. */
  double loss;

  PerceptronShard(int classes) {
    this.classes = classes;
  }

  /** Computes the scores of the points at {@code rows[from..to)}. */
  abstract void forward(float[][] x, int[] rows, int from, int to);

  /** As {@link #forward}, and then loss and gradient, both summed over the points. */
  abstract void differentiate(float[][] x, int[] labels, int[] rows, int from, int to);

  /** What stands for class k of a point: its score, after {@link #residuals} softmax minus one-hot. */
  abstract float score(int point, int k);

  abstract void score(int point, int k, float value);

  /** Adds a row of the gradient, in the form of the parameters. */
  abstract void addGradient(int row, float[] to, float scale);

  /** Replaces scores by softmax minus one-hot and sums up the loss. */
  final void residuals(int[] labels, int[] rows, int from, int to) {
    loss = 0;
    for (int n = 0; n < to - from; n++) {
      loss += residual(n, labels[rows[from + n]]);
    }
  }

  private double residual(int n, int label) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      largest = Math.max(largest, score(n, k));
    }
    double own = score(n, label) - largest;
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      double e = Math.exp(score(n, k) - largest);
      sum += e;
      score(n, k, (float) e);
    }
    for (int k = 0; k < classes; k++) {
      score(n, k, score(n, k) / (float) sum);
    }
    score(n, label, score(n, label) - 1);
    return Math.log(sum) - own;
  }
}

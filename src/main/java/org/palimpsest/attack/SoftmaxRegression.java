package org.palimpsest.attack;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Multinomial logistic regression on N points: the mean cross-entropy in nats of {@code softmax(W x + b)}, and its
 * gradient. Parameters are one array: W (K, D) row-major, then b (K).
 *
 * <p>Points are taken {@value #BLOCK} at a time; a block is transposed so that the loops over points and over
 * features both run along memory and vectorise. Sums are added in an order fixed by N alone, whatever the number of
 * threads.
 */
final class SoftmaxRegression {

  private static final int BLOCK = 64;
  private static final int SHARD = 16 * BLOCK;

  private final double[] x;
  private final int[] labels;
  private final int size;
  private final int width;
  private final int classes;
  private final int[] everyRow;

  /**
   * @param x (N, D)
   * @param labels (N), each in [0, classes)
   * @param classes K
   */
  SoftmaxRegression(DMatrixRMaj x, int[] labels, int classes) {
    this.x = x.data;
    this.labels = labels;
    this.size = x.numRows;
    this.width = x.numCols;
    this.classes = classes;
    this.everyRow = IntStream.range(0, size).toArray();
  }

  /** K (D + 1). */
  int parameterCount() {
    return classes * (width + 1);
  }

  /**
   * The mean cross-entropy over all points plus {@code l2 / 2} times the sum of squared weights (the bias is free).
   * Overwrites {@code gradient}.
   */
  double objective(double[] parameters, double l2, double[] gradient) {
    int shards = (size + SHARD - 1) / SHARD;
    double[] losses = new double[shards];
    double[][] gradients = new double[shards][parameterCount()];
    IntStream.range(0, shards)
        .parallel()
        .forEach(
            s -> {
              int to = Math.min(size, (s + 1) * SHARD);
              losses[s] = new Sums(parameters, gradients[s]).add(everyRow, s * SHARD, to);
            });
    Arrays.fill(gradient, 0);
    double loss = 0;
    for (int s = 0; s < shards; s++) {
      loss += losses[s];
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += gradients[s][i];
      }
    }
    loss /= size;
    double squares = 0;
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= size;
      if (i < classes * width) {
        squares += parameters[i] * parameters[i];
        gradient[i] += l2 * parameters[i];
      }
    }
    return loss + l2 / 2 * squares;
  }

  /**
   * One step of plain gradient descent on the mean cross-entropy of the points at {@code rows[from..to)}.
   *
   * @param gradient scratch, overwritten with the gradient
   * @return the mean cross-entropy before the step
   */
  double step(double[] parameters, int[] rows, int from, int to, double learningRate, double[] gradient) {
    Arrays.fill(gradient, 0);
    double loss = new Sums(parameters, gradient).add(rows, from, to);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] -= learningRate / (to - from) * gradient[i];
    }
    return loss / (to - from);
  }

  /** Cross-entropies and gradients summed over points. */
  private final class Sums {

    private final double[] parameters;
    private final double[] gradient;
    private final double[] transposed = new double[width * BLOCK];
    private final double[] scores = new double[classes * BLOCK];
    private final double[] residuals = new double[BLOCK];

    Sums(double[] parameters, double[] gradient) {
      this.parameters = parameters;
      this.gradient = gradient;
    }

    /** Adds the points at {@code rows[from..to)} to the gradient; returns the sum of their cross-entropies. */
    double add(int[] rows, int from, int to) {
      double loss = 0;
      for (int start = from; start < to; start += BLOCK) {
        int count = Math.min(BLOCK, to - start);
        score(rows, start, count);
        for (int n = 0; n < count; n++) {
          loss += residual(n, labels[rows[start + n]]);
        }
        addOuterProducts(rows, start, count);
      }
      return loss;
    }

    /** scores (K, BLOCK) = W x + b. */
    private void score(int[] rows, int start, int count) {
      for (int n = 0; n < count; n++) {
        int row = rows[start + n] * width;
        for (int d = 0; d < width; d++) {
          transposed[d * BLOCK + n] = x[row + d];
        }
      }
      for (int k = 0; k < classes; k++) {
        Arrays.fill(scores, k * BLOCK, (k + 1) * BLOCK, parameters[classes * width + k]);
        int d = 0;
        for (; d + 4 <= width; d += 4) {
          int at = k * width + d;
          multiplyAdd4(
              scores, k * BLOCK, BLOCK, transposed, d * BLOCK, (d + 1) * BLOCK, (d + 2) * BLOCK, (d + 3) * BLOCK,
              parameters[at], parameters[at + 1], parameters[at + 2], parameters[at + 3]);
        }
        for (; d < width; d++) {
          multiplyAdd(scores, k * BLOCK, BLOCK, transposed, d * BLOCK, parameters[k * width + d]);
        }
      }
    }

    /** Replaces the scores of point n by softmax minus one-hot; returns its cross-entropy. */
    private double residual(int n, int label) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        largest = Math.max(largest, scores[k * BLOCK + n]);
      }
      double own = scores[label * BLOCK + n] - largest;
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        double e = Math.exp(scores[k * BLOCK + n] - largest);
        scores[k * BLOCK + n] = e;
        sum += e;
      }
      for (int k = 0; k < classes; k++) {
        scores[k * BLOCK + n] /= sum;
      }
      scores[label * BLOCK + n] -= 1;
      return Math.log(sum) - own;
    }

    private void addOuterProducts(int[] rows, int start, int count) {
      for (int k = 0; k < classes; k++) {
        int into = k * width;
        System.arraycopy(scores, k * BLOCK, residuals, 0, count);
        int n = 0;
        for (; n + 4 <= count; n += 4) {
          multiplyAdd4(
              gradient, into, width, x,
              rows[start + n] * width, rows[start + n + 1] * width, rows[start + n + 2] * width,
              rows[start + n + 3] * width,
              residuals[n], residuals[n + 1], residuals[n + 2], residuals[n + 3]);
        }
        for (; n < count; n++) {
          multiplyAdd(gradient, into, width, x, rows[start + n] * width, residuals[n]);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
          sum += residuals[i];
        }
        gradient[classes * width + k] += sum;
      }
    }
  }

  /** to[i] += f0 from[a0 + i] + f1 from[a1 + i] + f2 from[a2 + i] + f3 from[a3 + i]. */
  private static void multiplyAdd4(
      double[] to, int at, int length, double[] from, int a0, int a1, int a2, int a3,
      double f0, double f1, double f2, double f3) {
    for (int i = 0; i < length; i++) {
      to[at + i] += f0 * from[a0 + i] + f1 * from[a1 + i] + f2 * from[a2 + i] + f3 * from[a3 + i];
    }
  }

  private static void multiplyAdd(double[] to, int at, int length, double[] from, int a, double f) {
    for (int i = 0; i < length; i++) {
      to[at + i] += f * from[a + i];
    }
  }
}

package org.palimpsest.attack;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Multinomial logistic regression on N points: the mean cross-entropy in nats of {@code softmax(W x + b)}, and its
 * gradient. Parameters are one array: W (K, D) row-major, then b (K).
 *
 * <p>Points are taken {@value #BLOCK} at a time; a block is transposed so that the loops over points and over
 * features both run along memory. Rows are arrays of their own because the just-in-time compiler vectorises a loop
 * over several arrays only if all are indexed alike. Sums are added in an order fixed by N alone, whatever the
 * number of threads.
 */
final class SoftmaxRegression {

  private static final int BLOCK = 64;
  private static final int SHARD = 16 * BLOCK;
  private static final int MEMORY = 10;

  private final Points x;
  private final int[] labels;
  private final int size;
  private final int width;
  private final int classes;
  private final int[] everyRow;
  private final Sums serial;

  /**
   * @param x (N, D)
   * @param labels (N), each in [0, classes)
   * @param classes K
   */
  SoftmaxRegression(DMatrixRMaj x, int[] labels, int classes) {
    this(Points.of(x), x.numCols, labels, classes);
  }

  /**
   * Of points that need not be in memory.
   *
   * @param labels (N), each in [0, classes)
   */
  SoftmaxRegression(Points x, int width, int[] labels, int classes) {
    this.x = x;
    this.labels = labels;
    this.size = labels.length;
    this.width = width;
    this.classes = classes;
    this.everyRow = IntStream.range(0, size).toArray();
    this.serial = new Sums();
  }

  /** N points, asked for one by one, by several threads. */
  interface Points {

    /**
     * A point (D), which nobody writes to.
     *
     * @param buffer (D), where it may be put
     */
    double[] at(int n, double[] buffer);

    /** The rows of a matrix (N, D), each in an array of its own. */
    static Points of(DMatrixRMaj x) {
      double[][] rows = new double[x.numRows][];
      for (int n = 0; n < x.numRows; n++) {
        rows[n] = Arrays.copyOfRange(x.data, n * x.numCols, (n + 1) * x.numCols);
      }
      return new Kept(rows);
    }
  }

  /** Points that are in memory. */
  private record Kept(double[][] rows) implements Points {
    @Override
    public double[] at(int n, double[] buffer) {
      return rows[n];
    }
  }

  private SoftmaxRegression(SoftmaxRegression all, int[] labels, int[] rows) {
    this.x = all.x;
    this.labels = labels;
    this.size = rows.length;
    this.width = all.width;
    this.classes = all.classes;
    this.everyRow = rows;
    this.serial = new Sums();
  }

  /** The same points, only those at {@code rows}; they are shared, not copied. */
  SoftmaxRegression on(int[] rows) {
    return new SoftmaxRegression(this, labels, rows);
  }

  /** The same points with other labels (N). */
  SoftmaxRegression relabelled(int[] others) {
    return new SoftmaxRegression(this, others, everyRow);
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
              losses[s] = new Sums().add(everyRow, s * SHARD, to, parameters, gradients[s]);
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
   * The minimum of {@link #objective} with this penalty, by L-BFGS with {@link CovariancePreconditioner}.
   *
   * @param start parameters to set out from; not changed
   * @param gradientTolerance stops when the gradient's norm is below it; above 0
   * @param maxIterations at least 1
   */
  Lbfgs.Minimum minimise(double l2, double[] start, double gradientTolerance, int maxIterations) {
    return minimise(l2, start, gradientTolerance, maxIterations, preconditioner(l2));
  }

  /** The same with a preconditioner that was made before, of the same points and penalty. */
  Lbfgs.Minimum minimise(
      double l2, double[] start, double gradientTolerance, int maxIterations, CovariancePreconditioner preconditioner) {
    return new Lbfgs(MEMORY, gradientTolerance, maxIterations)
        .minimise((parameters, gradient) -> objective(parameters, l2, gradient), start, preconditioner);
  }

  CovariancePreconditioner preconditioner(double l2) {
    return new CovariancePreconditioner(x, labels.length, width, classes, l2);
  }

  /**
   * One step of plain gradient descent on the mean cross-entropy of the points at {@code rows[from..to)}. Not for
   * concurrent use.
   *
   * @param gradient scratch, overwritten with the gradient
   * @return the mean cross-entropy before the step
   */
  double step(double[] parameters, int[] rows, int from, int to, double learningRate, double[] gradient) {
    Arrays.fill(gradient, 0);
    double loss = serial.add(rows, from, to, parameters, gradient);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] -= learningRate / (to - from) * gradient[i];
    }
    return loss / (to - from);
  }

  /** Cross-entropies and gradients summed over points. */
  private final class Sums {

    private final double[][] transposed = new double[width][BLOCK];
    private final double[][] scores = new double[classes][BLOCK];
    private final double[][] buffers = x instanceof Kept ? new double[BLOCK][] : new double[BLOCK][width];
    private final double[][] block = new double[BLOCK][];
    private final double[][] weightGradient = new double[classes][width];

    /** Adds the points at {@code rows[from..to)} to {@code gradient}; returns the sum of their cross-entropies. */
    double add(int[] rows, int from, int to, double[] parameters, double[] gradient) {
      double loss = 0;
      for (int start = from; start < to; start += BLOCK) {
        int count = Math.min(BLOCK, to - start);
        score(rows, start, count, parameters);
        for (int n = 0; n < count; n++) {
          loss += residual(n, labels[rows[start + n]]);
        }
        addOuterProducts(count, gradient);
      }
      for (int k = 0; k < classes; k++) {
        for (int d = 0; d < width; d++) {
          gradient[k * width + d] += weightGradient[k][d];
          weightGradient[k][d] = 0;
        }
      }
      return loss;
    }

    /** scores (K, BLOCK) = W x + b. */
    private void score(int[] rows, int start, int count, double[] parameters) {
      for (int n = 0; n < count; n++) {
        double[] row = x.at(rows[start + n], buffers[n]);
        block[n] = row;
        for (int d = 0; d < width; d++) {
          transposed[d][n] = row[d];
        }
      }
      for (int k = 0; k < classes; k++) {
        double[] into = scores[k];
        Arrays.fill(into, parameters[classes * width + k]);
        int at = k * width;
        int d = 0;
        for (; d + 4 <= width; d += 4) {
          addProducts(
              into,
              transposed[d], parameters[at + d],
              transposed[d + 1], parameters[at + d + 1],
              transposed[d + 2], parameters[at + d + 2],
              transposed[d + 3], parameters[at + d + 3]);
        }
        for (; d < width; d++) {
          addProduct(into, transposed[d], parameters[at + d]);
        }
      }
    }

    /** Replaces the scores of point n by softmax minus one-hot; returns its cross-entropy. */
    private double residual(int n, int label) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        largest = Math.max(largest, scores[k][n]);
      }
      double own = scores[label][n] - largest;
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        double e = Math.exp(scores[k][n] - largest);
        scores[k][n] = e;
        sum += e;
      }
      for (int k = 0; k < classes; k++) {
        scores[k][n] /= sum;
      }
      scores[label][n] -= 1;
      return Math.log(sum) - own;
    }

    private void addOuterProducts(int count, double[] gradient) {
      for (int k = 0; k < classes; k++) {
        double[] residuals = scores[k];
        double[] into = weightGradient[k];
        int n = 0;
        for (; n + 4 <= count; n += 4) {
          addProducts(
              into,
              block[n], residuals[n],
              block[n + 1], residuals[n + 1],
              block[n + 2], residuals[n + 2],
              block[n + 3], residuals[n + 3]);
        }
        for (; n < count; n++) {
          addProduct(into, block[n], residuals[n]);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
          sum += residuals[i];
        }
        gradient[classes * width + k] += sum;
      }
    }
  }

  /** to += fa a + fb b + fc c + fd d. */
  private static void addProducts(
      double[] to, double[] a, double fa, double[] b, double fb, double[] c, double fc, double[] d, double fd) {
    for (int i = 0; i < to.length; i++) {
      to[i] += fa * a[i] + fb * b[i] + fc * c[i] + fd * d[i];
    }
  }

  /** to += fa a. */
  private static void addProduct(double[] to, double[] a, double fa) {
    for (int i = 0; i < to.length; i++) {
      to[i] += fa * a[i];
    }
  }
}

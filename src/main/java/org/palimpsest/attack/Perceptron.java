package org.palimpsest.attack;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.nn.LogSoftmax;
import org.palimpsest.random.Seed;

/**
 * A classifier with one hidden layer in single precision: {@code softmax(W2 relu(W1 x + b1) + b2)}. Parameters are
 * rows: D rows of W1 transposed (each H), b1 (H), K rows of W2 (each H), b2 (K); all drawn from
 * U(-1/sqrt(inputs), 1/sqrt(inputs)). Batches are worked on in shards of {@value #SHARD} points, added up in order, so
 * that the threads there are do not change a bit. Not for concurrent use.
 */
final class Perceptron {

  private static final int SHARD = 64;

  private final int width;
  private final int hidden;
  private final int classes;
  private final float[][] parameters;
  private final float[][] gradient;
  private Shard[] shards = new Shard[0];

  Perceptron(int width, int hidden, int classes, Seed seed) {
    this.width = width;
    this.hidden = hidden;
    this.classes = classes;
    parameters = like(width, hidden, classes);
    gradient = like(width, hidden, classes);
    RandomGenerator random = seed.generator();
    for (int r = 0; r < parameters.length; r++) {
      float bound = (float) (1 / Math.sqrt(r <= width ? width : hidden));
      for (int j = 0; j < parameters[r].length; j++) {
        parameters[r][j] = random.nextFloat(-bound, bound);
      }
    }
  }

  private static float[][] like(int width, int hidden, int classes) {
    float[][] rows = new float[width + classes + 2][hidden];
    rows[width + classes + 1] = new float[classes];
    return rows;
  }

  /** All parameters, to be changed in place. */
  float[][] parameters() {
    return parameters;
  }

  /** The gradient that the last {@link #differentiate} left, in the form of the parameters. */
  float[][] gradient() {
    return gradient;
  }

  /** A copy of the parameters. */
  float[][] snapshot() {
    return Arrays.stream(parameters).map(float[]::clone).toArray(float[][]::new);
  }

  void restore(float[][] snapshot) {
    for (int r = 0; r < parameters.length; r++) {
      System.arraycopy(snapshot[r], 0, parameters[r], 0, parameters[r].length);
    }
  }

  /** The mean cross-entropy (nats) of the points at {@code rows[from..to)}; leaves its {@link #gradient}. */
  double differentiate(float[][] x, int[] labels, int[] rows, int from, int to) {
    int count = (to - from + SHARD - 1) / SHARD;
    grow(count);
    double loss = 0;
    forEachShard(
        count,
        s -> {
          int start = from + s * SHARD;
          shards[s].differentiate(x, labels, rows, start, Math.min(to, start + SHARD));
        });
    for (int s = 0; s < count; s++) {
      loss += shards[s].loss;
    }
    float scale = 1f / (to - from);
    for (int r = 0; r < gradient.length; r++) {
      Arrays.fill(gradient[r], 0);
      for (int s = 0; s < count; s++) {
        FloatRows.add(gradient[r], shards[s].gradient[r], scale);
      }
    }
    return loss / (to - from);
  }

  /** Natural logarithms of probabilities (rows, K) of the points at {@code rows}. */
  DMatrixRMaj logProbabilities(float[][] x, int[] rows) {
    DMatrixRMaj scores = new DMatrixRMaj(rows.length, classes);
    IntStream.range(0, (rows.length + SHARD - 1) / SHARD)
        .parallel()
        .forEach(
            s -> {
              int from = s * SHARD;
              int to = Math.min(rows.length, from + SHARD);
              Shard shard = new Shard(false);
              shard.forward(x, rows, from, to);
              for (int i = from; i < to; i++) {
                for (int k = 0; k < classes; k++) {
                  scores.data[i * classes + k] = shard.scores[k][i - from];
                }
                LogSoftmax.inPlace(scores.data, i * classes, classes);
              }
            });
    return scores;
  }

  private static void forEachShard(int count, IntConsumer task) {
    if (count == 1) {
      task.accept(0);
    } else {
      IntStream.range(0, count).parallel().forEach(task);
    }
  }

  private void grow(int count) {
    int before = shards.length;
    if (count > before) {
      shards = Arrays.copyOf(shards, count);
      for (int s = before; s < count; s++) {
        shards[s] = new Shard(true);
      }
    }
  }

  /** Scratch for some points and what they add to loss and gradient. */
  private final class Shard {

    private final float[][] activations = new float[SHARD][hidden];
    private final float[][] transposed = new float[hidden][SHARD];
    private final float[][] scores = new float[classes][SHARD];
    private final float[][] gradient;
    private final float[] factors = new float[SHARD];
    private final float[] column = new float[classes];
    private final float[][] back;
    private double loss;

    Shard(boolean learns) {
      gradient = learns ? like(width, hidden, classes) : null;
      back = learns ? new float[SHARD][hidden] : null;
    }

    void forward(float[][] x, int[] rows, int from, int to) {
      float[] bias = parameters[width];
      for (int n = from; n < to; n++) {
        float[] into = activations[n - from];
        System.arraycopy(bias, 0, into, 0, hidden);
        FloatRows.addProducts(into, parameters, x[rows[n]], width);
        for (int j = 0; j < hidden; j++) {
          into[j] = Math.max(0, into[j]);
        }
        for (int j = 0; j < hidden; j++) {
          transposed[j][n - from] = into[j];
        }
      }
      float[] outer = parameters[width + classes + 1];
      for (int k = 0; k < classes; k++) {
        Arrays.fill(scores[k], outer[k]);
        FloatRows.addProducts(scores[k], transposed, parameters[width + 1 + k], hidden);
      }
    }

    void differentiate(float[][] x, int[] labels, int[] rows, int from, int to) {
      forward(x, rows, from, to);
      loss = 0;
      int count = to - from;
      for (int n = 0; n < count; n++) {
        loss += residual(n, labels[rows[from + n]]);
      }
      for (float[] row : gradient) {
        Arrays.fill(row, 0);
      }
      float[][] outward = Arrays.copyOfRange(parameters, width + 1, width + 1 + classes);
      for (int n = 0; n < count; n++) {
        for (int k = 0; k < classes; k++) {
          column[k] = scores[k][n];
        }
        Arrays.fill(back[n], 0);
        FloatRows.addProducts(back[n], outward, column, classes);
        float[] active = activations[n];
        float[] into = back[n];
        for (int j = 0; j < hidden; j++) {
          into[j] = active[j] > 0 ? into[j] : 0;
        }
        FloatRows.add(gradient[width], into, 1);
      }
      for (int k = 0; k < classes; k++) {
        FloatRows.addProducts(gradient[width + 1 + k], activations, scores[k], count);
        float sum = 0;
        for (int n = 0; n < count; n++) {
          sum += scores[k][n];
        }
        gradient[width + classes + 1][k] = sum;
      }
      for (int d = 0; d < width; d++) {
        for (int n = 0; n < count; n++) {
          factors[n] = x[rows[from + n]][d];
        }
        FloatRows.addProducts(gradient[d], back, factors, count);
      }
    }

    /** Replaces the scores of point n by softmax minus one-hot; returns its cross-entropy. */
    private double residual(int n, int label) {
      float largest = Float.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        largest = Math.max(largest, scores[k][n]);
      }
      double own = scores[label][n] - largest;
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        double e = Math.exp(scores[k][n] - largest);
        sum += e;
        scores[k][n] = (float) e;
      }
      for (int k = 0; k < classes; k++) {
        scores[k][n] /= (float) sum;
      }
      scores[label][n] -= 1;
      return Math.log(sum) - own;
    }
  }
}

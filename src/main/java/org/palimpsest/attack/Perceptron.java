package org.palimpsest.attack;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.nn.LogSoftmax;
import org.palimpsest.nn.engine.Engine;
import org.palimpsest.random.Seed;

/**
 * A classifier with one hidden layer in single precision: {@code softmax(W2 relu(W1 x + b1) + b2)}. Parameters are
 * rows: D rows of W1 transposed (each H), b1 (H), K rows of W2 (each H), b2 (K); all drawn from
 * U(-1/sqrt(inputs), 1/sqrt(inputs)). Batches are worked on in shards of {@value PerceptronShard#POINTS} points, added
 * up in order, so that the threads there are do not change a bit. Not for concurrent use.
 *
 * <p>Shards compute in vector registers where the JVM has the vector module ({@link VectorShard}), otherwise in plain
 * loops ({@link PlainShard}), whose sums are added in another order: results agree to about 1e-6.
 */
final class Perceptron {

  private static final int SHARD = PerceptronShard.POINTS;

  private final int width;
  private final int hidden;
  private final int classes;
  private final float[][] parameters;
  private final float[][] gradient;
  private PerceptronShard[] shards = new PerceptronShard[0];

  /** Null without vector module. */
  private final PackedPerceptron packed;

  Perceptron(int width, int hidden, int classes, Seed seed) {
    this(width, hidden, classes, Engine.hasVectorModule(), seed);
  }

  Perceptron(int width, int hidden, int classes, boolean vectors, Seed seed) {
    packed = vectors ? new PackedPerceptron(width, hidden, classes) : null;
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

  static float[][] like(int width, int hidden, int classes) {
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
    pack();
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
        shards[s].addGradient(r, gradient[r], scale);
      }
    }
    return loss / (to - from);
  }

  /** Natural logarithms of probabilities (rows, K) of the points at {@code rows}. */
  DMatrixRMaj logProbabilities(float[][] x, int[] rows) {
    DMatrixRMaj scores = new DMatrixRMaj(rows.length, classes);
    pack();
    IntStream.range(0, (rows.length + SHARD - 1) / SHARD)
        .parallel()
        .forEach(
            s -> {
              int from = s * SHARD;
              int to = Math.min(rows.length, from + SHARD);
              PerceptronShard shard = shard(false);
              shard.forward(x, rows, from, to);
              for (int i = from; i < to; i++) {
                for (int k = 0; k < classes; k++) {
                  scores.data[i * classes + k] = shard.score(i - from, k);
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
        shards[s] = shard(true);
      }
    }
  }

  private PerceptronShard shard(boolean learns) {
    return packed == null
        ? new PlainShard(width, hidden, classes, parameters, learns)
        : new VectorShard(width, hidden, classes, packed, learns);
  }

  private void pack() {
    if (packed != null) {
      packed.take(parameters);
    }
  }
}

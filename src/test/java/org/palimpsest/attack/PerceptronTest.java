package org.palimpsest.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.palimpsest.random.Seed;

/** Fast single-precision loops against their definitions. */
class PerceptronTest {

  private static final int N = 150;
  private static final int WIDTH = 11;
  private static final int HIDDEN = 19;
  private static final int CLASSES = 4;

  private final RandomGenerator random = new Seed(3).generator();
  private final float[][] x = rows(N);
  private final int[] labels = random.ints(N, 0, CLASSES).toArray();
  private final int[] order = IntStream.range(0, N).map(i -> N - 1 - i).toArray();

  @Test
  void slowTwin() {
    Perceptron network = new Perceptron(WIDTH, HIDDEN, CLASSES, new Seed(1));
    float[][] p = network.parameters();
    double[][] gradient = Arrays.stream(p).map(row -> new double[row.length]).toArray(double[][]::new);
    double loss = 0;
    DMatrixRMaj fast = network.logProbabilities(x, order);
    for (int i = 0; i < N; i++) {
      float[] point = x[order[i]];
      double[] active = new double[HIDDEN];
      for (int j = 0; j < HIDDEN; j++) {
        active[j] = p[WIDTH][j];
        for (int d = 0; d < WIDTH; d++) {
          active[j] += p[d][j] * point[d];
        }
        active[j] = Math.max(0, active[j]);
      }
      double[] scores = new double[CLASSES];
      for (int k = 0; k < CLASSES; k++) {
        scores[k] = p[WIDTH + CLASSES + 1][k];
        for (int j = 0; j < HIDDEN; j++) {
          scores[k] += p[WIDTH + 1 + k][j] * active[j];
        }
      }
      double total = Arrays.stream(scores).map(Math::exp).sum();
      loss -= (scores[labels[order[i]]] - Math.log(total)) / N;
      double[] back = new double[HIDDEN];
      for (int k = 0; k < CLASSES; k++) {
        assertThat(fast.get(i, k)).isCloseTo(scores[k] - Math.log(total), within(2e-5));
        double residual = (Math.exp(scores[k]) / total - (labels[order[i]] == k ? 1 : 0)) / N;
        gradient[WIDTH + CLASSES + 1][k] += residual;
        for (int j = 0; j < HIDDEN; j++) {
          gradient[WIDTH + 1 + k][j] += residual * active[j];
          back[j] += active[j] > 0 ? residual * p[WIDTH + 1 + k][j] : 0;
        }
      }
      for (int j = 0; j < HIDDEN; j++) {
        gradient[WIDTH][j] += back[j];
        for (int d = 0; d < WIDTH; d++) {
          gradient[d][j] += back[j] * point[d];
        }
      }
    }
    assertThat(network.differentiate(x, labels, order, 0, N)).isCloseTo(loss, within(1e-5));
    for (int r = 0; r < p.length; r++) {
      for (int j = 0; j < p[r].length; j++) {
        assertThat((double) network.gradient()[r][j]).as("row %d, %d", r, j).isCloseTo(gradient[r][j], within(1e-6));
      }
    }
  }

  @Test
  void adamStepsAsDefined() {
    float[][] p = {{1, -2}};
    FloatAdam adam = new FloatAdam(p);
    double[] m = new double[2];
    double[] v = new double[2];
    double[] slow = {1, -2};
    for (int t = 1; t <= 4; t++) {
      float[][] g = {{0.3f * t, -1f / t}};
      adam.step(p, g, 0.01);
      for (int i = 0; i < 2; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[0][i];
        v[i] = 0.999 * v[i] + 0.001 * g[0][i] * g[0][i];
        slow[i] -= 0.01 * m[i] / (1 - Math.pow(0.9, t)) / (Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-8);
        assertThat((double) p[0][i]).isCloseTo(slow[i], within(1e-5));
      }
    }
  }

  @Test
  void nearestNeighboursAsDefined() {
    float[][] references = rows(1200);
    NeighbourSearch search = new NeighbourSearch(references);
    float[][] points = rows(130);
    int[][] found = search.nearest(points, 7, false);
    for (int i = 0; i < points.length; i++) {
      assertThat(found[i]).isEqualTo(slow(points[i], references, 7, -1));
    }
    int[][] others = search.nearest(references, 5, true);
    for (int i = 0; i < references.length; i += 97) {
      assertThat(others[i]).isEqualTo(slow(references[i], references, 5, i));
    }
  }

  private static int[] slow(float[] point, float[][] references, int k, int except) {
    return IntStream.range(0, references.length)
        .filter(r -> r != except)
        .boxed()
        .sorted(Comparator.comparingDouble(r -> distance(point, references[r])))
        .limit(k)
        .mapToInt(r -> r)
        .toArray();
  }

  private static double distance(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(d -> (double) (a[d] - b[d]) * (a[d] - b[d])).sum();
  }

  private float[][] rows(int n) {
    float[][] rows = new float[n][WIDTH];
    for (float[] row : rows) {
      for (int d = 0; d < WIDTH; d++) {
        row[d] = (float) random.nextGaussian();
      }
    }
    return rows;
  }

  /** Vectors against plain loops, with sizes that fill no whole registers and a last shard of a few points. */
  @ParameterizedTest
  @CsvSource({"3, 5, 2, 7", "17, 40, 10, 70", "128, 256, 10, 256", "1, 33, 35, 129"})
  void vectorsGiveWhatPlainLoopsGive(int width, int hidden, int classes, int points) {
    RandomGenerator random = new Seed(width).derive("points").generator();
    float[][] x = new float[points][width];
    for (float[] row : x) {
      for (int d = 0; d < width; d++) {
        row[d] = (float) random.nextGaussian();
      }
    }
    int[] labels = random.ints(points, 0, classes).toArray();
    int[] rows = IntStream.range(0, points).map(i -> points - 1 - i).toArray();
    Perceptron vectors = new Perceptron(width, hidden, classes, true, new Seed(1));
    Perceptron plain = new Perceptron(width, hidden, classes, false, new Seed(1));
    double loss = plain.differentiate(x, labels, rows, 0, points);
    for (int again = 0; again < 2; again++) {
      assertThat(vectors.differentiate(x, labels, rows, 0, points)).isCloseTo(loss, within(1e-6 * loss));
      for (int r = 0; r < plain.gradient().length; r++) {
        for (int j = 0; j < plain.gradient()[r].length; j++) {
          assertThat(vectors.gradient()[r][j]).isCloseTo(plain.gradient()[r][j], within(2e-6f));
        }
      }
    }
    double[] expected = plain.logProbabilities(x, rows).data;
    double[] found = vectors.logProbabilities(x, rows).data;
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-5));
    }
  }
}

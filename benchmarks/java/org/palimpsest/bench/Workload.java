package org.palimpsest.bench;

import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.data.Batch;
import org.palimpsest.random.Seed;

/** Inputs for the benchmarks: random pixels are as good as digits, since no algorithm here looks at values. */
public final class Workload {

  public static final Seed SEED = new Seed(1);

  private Workload() {}

  /** Images (B, size, size, channels) in [-1, 1] with ten targets and ten private values. */
  public static Batch batch(int images, int size, int channels) {
    RandomGenerator random = SEED.derive("workload").generator();
    float[] pixels = new float[images * size * size * channels];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 2 * random.nextFloat() - 1;
    }
    int[] targets = new int[images];
    int[] privateAttributes = new int[images];
    for (int i = 0; i < images; i++) {
      targets[i] = random.nextInt(10);
      privateAttributes[i] = random.nextInt(10);
    }
    return new Batch(size, size, channels, pixels, targets, privateAttributes);
  }

  /** Unit-norm rows (B, D). */
  static DMatrixRMaj unitRows(int rows, int columns) {
    RandomGenerator random = SEED.derive("rows").generator();
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    for (int row = 0; row < rows; row++) {
      double squares = 0;
      for (int column = 0; column < columns; column++) {
        double value = random.nextGaussian();
        matrix.set(row, column, value);
        squares += value * value;
      }
      for (int column = 0; column < columns; column++) {
        matrix.set(row, column, matrix.get(row, column) / Math.sqrt(squares));
      }
    }
    return matrix;
  }
}

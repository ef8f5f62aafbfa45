package org.palimpsest.method;

import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.random.Seed;
import org.palimpsest.testkit.GradientCheck;

/** Holds the gradients that objectives return against central differences of their loss. */
final class FiniteDifferences {

  private FiniteDifferences() {}

  /** Every entry of both gradients within 1e-7 relative, 1e-9 absolute. */
  static void check(Objective objective, Activations at, int[] targets, int[] privateAttributes) {
    GradientCheck.check("the objective", objective, at, targets, privateAttributes);
  }

  /** Normal draws. */
  static DMatrixRMaj random(int rows, int columns, double scale, String stream) {
    RandomGenerator random = new Seed(11).derive(stream).generator();
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    for (int i = 0; i < matrix.getNumElements(); i++) {
      matrix.data[i] = scale * random.nextGaussian();
    }
    return matrix;
  }

  /** Uniform draws of labels. */
  static int[] labels(int size, int classes, String stream) {
    return new Seed(11).derive(stream).generator().ints(size, 0, classes).toArray();
  }
}

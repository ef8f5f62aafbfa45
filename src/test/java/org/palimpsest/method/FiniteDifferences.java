package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.nn.Activations;
import org.palimpsest.random.Seed;

/** Holds the gradients that objectives return against central differences of their loss. */
final class FiniteDifferences {

  private static final double STEP = 1e-5;

  private FiniteDifferences() {}

  /** Every entry of both gradients within 1e-7 relative, 1e-9 absolute. */
  static void check(Objective objective, Activations at, int[] targets, int[] privateAttributes) {
    LossAndGradient analytic = objective.at(at, targets, privateAttributes);
    check("dFeatures", objective, at, at.features(), analytic.dFeatures(), targets, privateAttributes);
    check("dLogits", objective, at, at.logits(), analytic.dLogits(), targets, privateAttributes);
  }

  private static void check(
      String name, Objective objective, Activations at, DMatrixRMaj input, DMatrixRMaj gradient, int[] targets,
      int[] privateAttributes) {
    for (int i = 0; i < input.getNumElements(); i++) {
      double original = input.data[i];
      input.data[i] = original + STEP;
      double above = objective.at(at, targets, privateAttributes).loss();
      input.data[i] = original - STEP;
      double below = objective.at(at, targets, privateAttributes).loss();
      input.data[i] = original;
      double expected = (above - below) / (2 * STEP);
      double actual = gradient == null ? 0 : gradient.data[i];
      assertThat(actual).as("%s[%d]", name, i).isCloseTo(expected, within(1e-9 + 1e-7 * Math.abs(expected)));
    }
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

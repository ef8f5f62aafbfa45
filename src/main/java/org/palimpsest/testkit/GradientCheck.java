package org.palimpsest.testkit;

import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.method.Objective;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.random.Seed;

/** Holds the gradients that an objective returns against central differences of its loss, in double precision. */
public final class GradientCheck {

  private static final double STEP = 1e-5;
  private static final double RELATIVE = 1e-7;
  private static final double ABSOLUTE = 1e-9;
  private static final int WIDTH = 5;
  private static final int CLASSES = 3;
  private static final int PRIVATE_CLASSES = 4;
  private static final Seed SEED = new Seed(11);

  private GradientCheck() {}

  /**
   * On features (B, 5), logits (B, 3) and private attributes in [0, 4): on a mixed batch, on one of a single private
   * class, on one where every image is aligned, and on a single image.
   *
   * @param unitFeatures whether the objective is defined on features of unit norm alone
   * @throws AssertionError if a term is not finite or an entry of a gradient is off; the message names it
   */
  public static void check(Objective objective, boolean unitFeatures) {
    int[] mixed = labels(12, CLASSES, "targets");
    check("mixed batch", objective, unitFeatures, mixed, labels(12, PRIVATE_CLASSES, "private"));
    check("one private class", objective, unitFeatures, mixed, new int[12]);
    check("no conflicting image", objective, unitFeatures, mixed, mixed);
    check("one image", objective, unitFeatures, new int[] {1}, new int[] {2});
  }

  /** On features of any norm. */
  public static void check(Objective objective) {
    check(objective, false);
  }

  /**
   * At one point: every entry of both gradients within 1e-7 relative, 1e-9 absolute.
   *
   * @param at left as it is
   */
  public static void check(
      String when, Objective objective, Activations at, int[] targets, int[] privateAttributes) {
    LossAndGradient analytic = objective.at(at, targets, privateAttributes);
    ContractAssert.finite(when, analytic.terms());
    check(when + ": dFeatures", objective, at, at.features(), analytic.dFeatures(), targets, privateAttributes);
    check(when + ": dLogits", objective, at, at.logits(), analytic.dLogits(), targets, privateAttributes);
  }

  private static void check(
      String when, Objective objective, boolean unitFeatures, int[] targets, int[] privateAttributes) {
    DMatrixRMaj features = normal(targets.length, WIDTH, "features");
    for (int i = 0; unitFeatures && i < features.numRows; i++) {
      double norm = 0;
      for (int d = 0; d < WIDTH; d++) {
        norm = Math.hypot(norm, features.get(i, d));
      }
      for (int d = 0; d < WIDTH; d++) {
        features.set(i, d, features.get(i, d) / norm);
      }
    }
    Activations at = new Activations(features, normal(targets.length, CLASSES, "logits"));
    check(when, objective, at, targets, privateAttributes);
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
      ContractAssert.that(
          Math.abs(actual - expected) <= ABSOLUTE + RELATIVE * Math.abs(expected),
          "%s[%d]: expected %s by central differences, was %s", name, i, expected, actual);
    }
  }

  private static DMatrixRMaj normal(int rows, int columns, String stream) {
    RandomGenerator random = SEED.derive(stream).generator();
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    for (int i = 0; i < matrix.getNumElements(); i++) {
      matrix.data[i] = random.nextGaussian();
    }
    return matrix;
  }

  private static int[] labels(int size, int classes, String stream) {
    return SEED.derive(stream).generator().ints(size, 0, classes).toArray();
  }
}

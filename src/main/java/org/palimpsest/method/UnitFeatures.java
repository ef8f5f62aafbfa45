package org.palimpsest.method;

import org.ejml.data.DMatrixRMaj;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder.Activations;

/**
 * Shows {@code objective} the features scaled to unit Euclidean norm, {@code u = z / max(|z|, 1e-12)}, and takes
 * its gradient g back through the scaling: {@code dz = (g - u (u . g)) / |z|}, and {@code g / 1e-12} where |z| is
 * below 1e-12. For objectives on cosine similarities with networks whose features have other norms; the logits
 * stay those of the features as they are.
 */
public record UnitFeatures(Objective objective) implements Objective {

  private static final double SMALLEST_NORM = 1e-12;

  @Override
  public LossAndGradient at(Activations activations, int[] targets, int[] privateAttributes) {
    DMatrixRMaj unit = activations.features().copy();
    double[] norms = new double[unit.numRows];
    for (int i = 0; i < unit.numRows; i++) {
      norms[i] = norm(unit, i);
      scale(unit, i, 1 / Math.max(norms[i], SMALLEST_NORM));
    }
    LossAndGradient at =
        objective.at(new Activations(unit, activations.logits()), targets, privateAttributes);
    if (at.dFeatures() == null) {
      return at;
    }
    DMatrixRMaj gradient = at.dFeatures().copy();
    for (int i = 0; i < gradient.numRows; i++) {
      if (norms[i] > SMALLEST_NORM) {
        removeDirection(gradient, unit, i);
      }
      scale(gradient, i, 1 / Math.max(norms[i], SMALLEST_NORM));
    }
    return new LossAndGradient(at.terms(), gradient, at.dLogits());
  }

  private static double norm(DMatrixRMaj matrix, int row) {
    double squares = 0;
    for (int d = 0, at = row * matrix.numCols; d < matrix.numCols; d++, at++) {
      squares += matrix.data[at] * matrix.data[at];
    }
    return Math.sqrt(squares);
  }

  private static void scale(DMatrixRMaj matrix, int row, double factor) {
    for (int d = 0, at = row * matrix.numCols; d < matrix.numCols; d++, at++) {
      matrix.data[at] *= factor;
    }
  }

  /** Row of {@code gradient} minus its part along the same row of {@code unit}. */
  private static void removeDirection(DMatrixRMaj gradient, DMatrixRMaj unit, int row) {
    int columns = unit.numCols;
    double along = 0;
    for (int d = 0, at = row * columns; d < columns; d++, at++) {
      along += gradient.data[at] * unit.data[at];
    }
    for (int d = 0, at = row * columns; d < columns; d++, at++) {
      gradient.data[at] -= along * unit.data[at];
    }
  }
}

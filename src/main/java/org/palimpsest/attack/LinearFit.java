package org.palimpsest.attack;

import org.ejml.data.DMatrixRMaj;

/**
 * Multinomial logistic regression as in {@link BalancedAttack}, for those who want its weights: standardised features,
 * mean cross-entropy plus {@code l2 / 2} times the sum of squared weights, by L-BFGS from zero.
 *
 * @param weights (K, D), for features as they are
 * @param bias (K)
 */
public record LinearFit(DMatrixRMaj weights, double[] bias) {

  /**
   * @param x (N, D)
   * @param labels (N), each in [0, classes)
   * @param gradientTolerance stops when the gradient's norm is below it; above 0
   * @param maxIterations at least 1
   */
  public static LinearFit of(
      DMatrixRMaj x, int[] labels, int classes, double l2, double gradientTolerance, int maxIterations) {
    Standardiser standardiser = Standardiser.of(x);
    SoftmaxRegression regression = new SoftmaxRegression(standardiser.apply(x), labels, classes);
    Lbfgs.Minimum minimum =
        regression.minimise(l2, new double[regression.parameterCount()], gradientTolerance, maxIterations);
    double[] parameters = standardiser.foldInto(minimum.x());
    DMatrixRMaj weights = new DMatrixRMaj(classes, x.numCols);
    System.arraycopy(parameters, 0, weights.data, 0, weights.getNumElements());
    double[] bias = new double[classes];
    System.arraycopy(parameters, weights.getNumElements(), bias, 0, classes);
    return new LinearFit(weights, bias);
  }

  /** The class with the largest {@code W x + b} for each row; the lower one on a tie. */
  public int[] predict(DMatrixRMaj x) {
    int[] predicted = new int[x.numRows];
    for (int i = 0; i < predicted.length; i++) {
      double best = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < bias.length; k++) {
        double score = bias[k];
        for (int d = 0; d < x.numCols; d++) {
          score += weights.get(k, d) * x.get(i, d);
        }
        if (score > best) {
          best = score;
          predicted[i] = k;
        }
      }
    }
    return predicted;
  }
}

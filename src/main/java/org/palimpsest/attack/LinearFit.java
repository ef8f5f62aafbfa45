package org.palimpsest.attack;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.Require;
import org.palimpsest.nn.LogSoftmax;

/**
 * A fitted linear classifier, {@code softmax(W x + b)}.
 *
 * @param weights W (K, D), for features as they are, all finite
 * @param bias b (K), all finite
 */
public record LinearFit(DMatrixRMaj weights, double[] bias) implements Classifier {

  /** Images whose features are in double precision at once. */
  private static final int BLOCK = 4096;

  /** @throws IllegalArgumentException if a parameter is not finite: the optimiser diverged */
  public LinearFit {
    for (int i = 0; i < weights.getNumElements(); i++) {
      requireFinite(i, weights.data[i]);
    }
    for (int k = 0; k < bias.length; k++) {
      requireFinite(weights.getNumElements() + k, bias[k]);
    }
  }

  /** From parameters as {@link SoftmaxRegression} has them: W (K, D) row-major, then b (K). */
  static LinearFit of(double[] parameters, int classes) {
    int width = parameters.length / classes - 1;
    DMatrixRMaj weights = new DMatrixRMaj(classes, width);
    System.arraycopy(parameters, 0, weights.data, 0, classes * width);
    return new LinearFit(weights, Arrays.copyOfRange(parameters, classes * width, parameters.length));
  }

  /**
   * The fit of {@link BalancedAttack}: standardised features, mean cross-entropy plus {@code l2 / 2} times the sum of
   * squared weights, by L-BFGS from zero.
   *
   * @param x (N, D)
   * @param labels (N), each in [0, classes)
   * @param gradientTolerance stops when the gradient's norm is below it; above 0
   * @param maxIterations at least 1
   */
  public static LinearFit of(
      DMatrixRMaj x, int[] labels, int classes, double l2, double gradientTolerance, int maxIterations) {
    LinearProblem problem = new LinearProblem(FeatureRows.of(x), labels, classes);
    return problem.classifier(problem.minimise(l2, problem.zero(), gradientTolerance, maxIterations));
  }

  @Override
  public DMatrixRMaj logProbabilities(FeatureRows features) {
    DMatrixRMaj scores = new DMatrixRMaj(features.size(), bias.length);
    for (int from = 0; from < scores.numRows; from += BLOCK) {
      int to = Math.min(scores.numRows, from + BLOCK);
      DMatrixRMaj block = scores(features.doubles(from, to));
      System.arraycopy(block.data, 0, scores.data, from * bias.length, block.getNumElements());
    }
    for (int i = 0; i < scores.numRows; i++) {
      LogSoftmax.inPlace(scores.data, i * scores.numCols, scores.numCols);
    }
    return scores;
  }

  /** The class with the largest {@code W x + b} for each row; the lower one on a tie. */
  public int[] predict(DMatrixRMaj x) {
    int[] all = new int[bias.length];
    Arrays.fill(all, 1);
    return FittedProbe.mostProbable(scores(x), all);
  }

  private DMatrixRMaj scores(DMatrixRMaj values) {
    DMatrixRMaj scores = new DMatrixRMaj(values.numRows, bias.length);
    CommonOps_DDRM.multTransB(values, weights, scores);
    for (int i = 0; i < scores.numRows; i++) {
      for (int k = 0; k < bias.length; k++) {
        scores.data[i * bias.length + k] += bias[k];
      }
    }
    return scores;
  }

  private static void requireFinite(int parameter, double value) {
    Require.that(Double.isFinite(value), "probe parameter " + parameter, "finite after the fit", value);
  }
}

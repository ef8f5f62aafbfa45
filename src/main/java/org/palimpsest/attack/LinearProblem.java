package org.palimpsest.attack;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.metric.Metrics;

/**
 * Multinomial logistic regression on features that it standardises itself; its answers are for features as they are.
 */
final class LinearProblem {

  private final Standardiser standardiser;
  private final SoftmaxRegression regression;
  private final int classes;

  /** As many numbers (N D) as are kept in memory, standardised: 1 GiB. Of more, rows are read again in every pass. */
  static final long MOST_NUMBERS = 1L << 27;

  /**
   * @param values (N, D)
   * @param labels (N), each in [0, classes)
   */
  LinearProblem(FeatureRows values, int[] labels, int classes) {
    this(values, labels, classes, MOST_NUMBERS);
  }

  /** The same with another limit; what it finds is the same, bit for bit. */
  LinearProblem(FeatureRows values, int[] labels, int classes, long mostNumbers) {
    this.standardiser = Standardiser.of(values);
    boolean inMemory = (long) values.size() * values.width() <= mostNumbers;
    this.regression =
        inMemory
            ? new SoftmaxRegression(standardiser.apply(values), labels, classes)
            : new SoftmaxRegression((n, row) -> standardiser.apply(values, n, row), values.width(), labels, classes);
    this.classes = classes;
  }

  private LinearProblem(LinearProblem other, SoftmaxRegression regression) {
    this.standardiser = other.standardiser;
    this.regression = regression;
    this.classes = other.classes;
  }

  /** The same with the smoothed count of errors as its loss. */
  LinearProblem ofErrors() {
    return new LinearProblem(this, regression.ofErrors());
  }

  /** The same with other labels. */
  LinearProblem relabelled(int[] labels) {
    return new LinearProblem(this, regression.relabelled(labels));
  }

  /** The standardised points. */
  SoftmaxRegression regression() {
    return regression;
  }

  /** Where every class is equally probable. */
  double[] zero() {
    return new double[regression.parameterCount()];
  }

  /** See {@link SoftmaxRegression#minimise}. */
  Lbfgs.Minimum minimise(double l2, double[] start, double gradientTolerance, int maxIterations) {
    return regression.minimise(l2, start, gradientTolerance, maxIterations);
  }

  LinearFit classifier(Lbfgs.Minimum minimum) {
    return classifier(minimum.x());
  }

  /** The classifier of parameters for standardised features. */
  LinearFit classifier(double[] parameters) {
    return LinearFit.of(standardiser.foldInto(parameters), classes);
  }

  /** The features (N, D) as the problem sees them. */
  DMatrixRMaj standardised(FeatureRows values) {
    return standardiser.apply(values);
  }

  /**
   * The classifier of a minimum and its diagnostics: {@code train_loss} (without the penalty), {@code gradient_norm},
   * {@code converged} and {@code iterations}. Convex as the problem is, who converged cannot do better.
   */
  Classifier.Fit fit(Lbfgs.Minimum minimum) {
    Map<String, Double> fit = new LinkedHashMap<>();
    fit.put("train_loss", regression.objective(minimum.x(), 0, zero()));
    fit.put("gradient_norm", minimum.gradientNorm());
    fit.put(Metrics.CONVERGED, minimum.converged() ? 1.0 : 0.0);
    fit.put("iterations", (double) minimum.iterations());
    return new Classifier.Fit(classifier(minimum), fit, minimum.converged());
  }
}

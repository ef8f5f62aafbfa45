package org.palimpsest.attack;

import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/** A fitted classifier that knows how sure it is. */
interface Classifier {

  /** Natural logarithms of the probability of every class (N, K) for features (N, D) as they are, not standardised. */
  DMatrixRMaj logProbabilities(FeatureRows features);

  /**
   * A classifier and how its training went.
   *
   * @param diagnostics by metric name, without accuracies
   * @param certified whether no classifier of its family has a lower objective: the problem is convex, and solved
   */
  record Fit(Classifier classifier, Map<String, Double> diagnostics, boolean certified) {

    /** A fit of which that cannot be said. */
    Fit(Classifier classifier, Map<String, Double> diagnostics) {
      this(classifier, diagnostics, false);
    }
  }
}

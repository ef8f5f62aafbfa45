package org.palimpsest.attack;

import java.util.Map;

/**
 * A classifier and how its training went.
 *
 * @param diagnostics by metric name, without accuracies
 * @param certified whether no classifier of its family has a lower objective: the problem is convex, and solved
 */
record ClassifierFit(Classifier classifier, Map<String, Double> diagnostics, boolean certified) {

  /** Whether training went on until it could do no better (0 or 1). */
  static final String CONVERGED = "converged";

  /** A fit of which that cannot be said. */
  ClassifierFit(Classifier classifier, Map<String, Double> diagnostics) {
    this(classifier, diagnostics, false);
  }
}

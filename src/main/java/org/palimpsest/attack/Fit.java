package org.palimpsest.attack;

import java.util.Map;

/**
 * A classifier and how its training went.
 *
 * @param diagnostics by metric name, without accuracies
 */
record Fit(Classifier classifier, Map<String, Double> diagnostics) {}

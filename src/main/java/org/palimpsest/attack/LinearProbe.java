package org.palimpsest.attack;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.metric.Proportion;

/**
 * A fitted linear classifier: the class with the largest {@code W x + b} among those seen in training. A class that
 * was missing there is never predicted; the first of equals wins.
 */
final class LinearProbe implements FittedAttack {

  private final DMatrixRMaj weights;
  private final double[] bias;
  private final boolean[] seen;
  private final Map<String, Double> diagnostics;

  /**
   * @param parameters W (K, D) row-major, then b (K), for features as they are
   * @param train what it was fitted to
   * @param fit diagnostics of the optimiser, to which {@code train_accuracy} is added
   * @throws IllegalArgumentException if a parameter is not finite: the optimiser diverged
   */
  LinearProbe(double[] parameters, Features train, Map<String, Double> fit) {
    for (int i = 0; i < parameters.length; i++) {
      Require.that(Double.isFinite(parameters[i]), "probe parameter " + i, "finite after the fit", parameters[i]);
    }
    int width = train.width();
    int classes = train.classes();
    this.weights = new DMatrixRMaj(width, classes);
    this.bias = new double[classes];
    for (int k = 0; k < classes; k++) {
      bias[k] = parameters[classes * width + k];
      for (int d = 0; d < width; d++) {
        weights.set(d, k, parameters[k * width + d]);
      }
    }
    this.seen = new boolean[classes];
    for (int privateAttribute : train.privateAttributes()) {
      seen[privateAttribute] = true;
    }
    this.diagnostics = new LinkedHashMap<>(fit);
    diagnostics.put("train_accuracy", Proportion.agreement(predict(train), train.privateAttributes()).value());
  }

  @Override
  public int[] predict(Features features) {
    if (features.width() != weights.numRows) {
      throw new IllegalArgumentException(
          "features: expected %d columns as in training, was %d".formatted(weights.numRows, features.width()));
    }
    DMatrixRMaj scores = new DMatrixRMaj(features.size(), bias.length);
    CommonOps_DDRM.mult(features.values(), weights, scores);
    int[] predicted = new int[features.size()];
    for (int i = 0; i < predicted.length; i++) {
      double best = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < bias.length; k++) {
        double score = scores.get(i, k) + bias[k];
        if (seen[k] && score > best) {
          best = score;
          predicted[i] = k;
        }
      }
    }
    return predicted;
  }

  @Override
  public Map<String, Double> diagnostics() {
    return Collections.unmodifiableMap(diagnostics);
  }
}

package org.palimpsest.method;

import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.nn.Encoder.Activations;

/** A loss as a pure function of a batch's activations, targets and private attributes. */
public interface Objective {

  LossAndGradient at(Activations activations, int[] targets, int[] privateAttributes);

  /**
   * The value of an objective and its gradient.
   *
   * @param terms the terms of the loss by name, {@code loss} (their total) among them
   * @param dFeatures (B, D), not counting what reaches the features through the logits; null for zero
   * @param dLogits (B, C)
   */
  public record LossAndGradient(Map<String, Double> terms, DMatrixRMaj dFeatures, DMatrixRMaj dLogits) {

    public double loss() {
      return terms.get("loss");
    }
  }
}

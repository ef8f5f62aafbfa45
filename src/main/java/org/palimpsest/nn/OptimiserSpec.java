package org.palimpsest.nn;

/**
 * Adam as PyTorch has it: coupled L2 weight decay (added to the gradient of every parameter before the
 * moments), bias-corrected moments, epsilon added to the corrected root.
 *
 * @param weightDecay at least 0
 */
public record OptimiserSpec(double weightDecay) {

  public static final double BETA1 = 0.9;
  public static final double BETA2 = 0.999;
  public static final double EPSILON = 1e-8;

  public OptimiserSpec {
    if (!(weightDecay >= 0)) {
      throw new IllegalArgumentException("weightDecay: expected at least 0, was " + weightDecay);
    }
  }
}

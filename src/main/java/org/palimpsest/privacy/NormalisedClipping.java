package org.palimpsest.privacy;

/**
 * Automatic clipping: C g / (|g| + gamma), which needs no tuned bound, as C only scales the learning rate. Bu, Wang,
 * Zha &amp; Karypis 2023 (arXiv:2206.07136), equation 4.
 *
 * @param clippingNorm C, above 0, never reached
 * @param gamma above 0; 0.01 in the paper
 */
public record NormalisedClipping(double clippingNorm, double gamma) implements Clipping {

  public NormalisedClipping {
    Clipping.requirePositive("clippingNorm", clippingNorm);
    Clipping.requirePositive("gamma", gamma);
  }

  @Override
  public double sensitivity() {
    return clippingNorm;
  }

  @Override
  public double add(float[] gradients, int offset, double[] sum) {
    double norm = Clipping.norm(gradients, offset, offset + sum.length);
    if (!Double.isFinite(norm)) {
      return 0;
    }
    double factor = clippingNorm / (norm + gamma);
    Clipping.addScaled(factor, gradients, offset, sum, 0, sum.length);
    return factor;
  }

  @Override
  public boolean leavesShortOnes() {
    return false;
  }

  @Override
  public String rule() {
    return "normalised, %s g / (|g| + %s)".formatted(clippingNorm, gamma);
  }
}

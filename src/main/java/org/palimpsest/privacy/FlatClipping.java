package org.palimpsest.privacy;

/**
 * Flat clipping of the whole gradient: g min(1, C / |g|). Abadi et al. 2016 (arXiv:1607.00133), Algorithm 1.
 *
 * @param clippingNorm C, above 0
 */
public record FlatClipping(double clippingNorm) implements Clipping {

  public FlatClipping {
    Clipping.requirePositive("clippingNorm", clippingNorm);
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
    double factor = norm > clippingNorm ? clippingNorm / norm : 1;
    Clipping.addScaled(factor, gradients, offset, sum, 0, sum.length);
    return factor;
  }

  @Override
  public String rule() {
    return "flat, norm at most " + clippingNorm;
  }
}

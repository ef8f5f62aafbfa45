package org.palimpsest.privacy.accounting;

/** From a Rényi divergence to (epsilon, delta). */
public enum Conversion {

  /**
   * epsilon = rdp + ln(1 - 1/alpha) - ln(alpha delta) / (alpha - 1): Canonne, Kamath &amp; Steinke 2020
   * (arXiv:2004.00010), Proposition 12; Balle et al. 2020 (arXiv:1905.09982), Theorem 21.
   */
  IMPROVED("Canonne-Kamath-Steinke/Balle") {
    @Override
    public double epsilon(double rdp, double alpha, double delta) {
      return rdp + Math.log1p(-1 / alpha) - (Math.log(delta) + Math.log(alpha)) / (alpha - 1);
    }

    @Override
    public double logDelta(double rdp, double alpha, double epsilon) {
      return (alpha - 1) * (rdp - epsilon + Math.log1p(-1 / alpha)) - Math.log(alpha);
    }
  },

  /** epsilon = rdp + ln(1/delta) / (alpha - 1): Mironov 2017 (arXiv:1702.07476), Proposition 3; looser. */
  CLASSIC("Mironov (classic)") {
    @Override
    public double epsilon(double rdp, double alpha, double delta) {
      return rdp - Math.log(delta) / (alpha - 1);
    }

    @Override
    public double logDelta(double rdp, double alpha, double epsilon) {
      return (alpha - 1) * (rdp - epsilon);
    }
  };

  private final String source;

  Conversion(String source) {
    this.source = source;
  }

  /** Whose it is. */
  public String source() {
    return source;
  }

  /**
   * The epsilon at {@code delta} that a divergence {@code rdp} of order {@code alpha} above 1 guarantees; may be
   * negative, which means 0.
   */
  public abstract double epsilon(double rdp, double alpha, double delta);

  /** The natural logarithm of the delta at {@code epsilon}. */
  public abstract double logDelta(double rdp, double alpha, double epsilon);
}

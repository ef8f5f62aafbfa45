package org.palimpsest.privacy.accounting;

/**
 * One step's privacy loss ln(P/Q) as a function of the output x, on x in [-z sigma, 1 + z sigma]: P the mixture
 * (1-q) N(0, sigma^2) + q N(1, sigma^2), Q = N(0, sigma^2). It rises with x from ln(1-q).
 *
 * @param q in (0, 1]
 * @param sigma above 0
 * @param z where the tails are cut
 */
record LossCurve(double q, double sigma, double z) {

  private static final double SMALL = 30;
  private static final double LOG_SQRT_2_PI = Math.log(2 * Math.PI) / 2;

  double lowestX() {
    return -z * sigma;
  }

  double highestX() {
    return 1 + z * sigma;
  }

  double loss(double x) {
    return loss(q, sigma, x);
  }

  /** ln(1 - q + q e^y), y = (2x-1) / (2 sigma^2). */
  static double loss(double q, double sigma, double x) {
    double y = (2 * x - 1) / (2 * sigma * sigma);
    if (q == 1) {
      return y;
    } else if (y < SMALL) {
      return Math.log1p(q * Math.expm1(y));
    }
    return y + Math.log(q) + Math.log1p((1 - q) / q * Math.exp(-y));
  }

  /** The x in the kept range that has this loss; the nearer end for losses outside. */
  double x(double loss) {
    double excess = loss < SMALL ? (Math.expm1(loss) + q) / q : 0;
    double y = loss < SMALL ? Math.log(excess) : loss - Math.log(q) + Math.log1p(-(1 - q) * Math.exp(-loss));
    if (Double.isNaN(y) || y == Double.NEGATIVE_INFINITY) {
      return lowestX();
    }
    return Math.max(lowestX(), Math.min(highestX(), sigma * sigma * y + 0.5));
  }

  /** P(x) / Q(x) = 1 - q + q e^y; infinite where that overflows. */
  double ratio(double x) {
    return 1 - q + q * Math.exp((2 * x - 1) / (2 * sigma * sigma));
  }

  /** ln of the density of Q. */
  double logDensity(double x) {
    double t = x / sigma;
    return -t * t / 2 - Math.log(sigma) - LOG_SQRT_2_PI;
  }

  /** How much of either distribution lies beyond each end of the kept range, at most. */
  double cut() {
    return Math.exp(LogSpace.erfc(z / Math.sqrt(2))) / 2;
  }

  /** The least loss there is, or the least that is kept if there is no least. */
  double lowestLoss() {
    return q == 1 ? loss(lowestX()) : Math.log1p(-q);
  }

  /** Whether densities and ratios over the whole kept range are far from under- and overflow. */
  boolean isTame() {
    return z + 1 / sigma < 35;
  }

  /** The longest stretch of x on which density and ratio are close to polynomials of low degree. */
  double smoothStretch() {
    return Math.min(0.05 * sigma, 0.5 * sigma * sigma);
  }
}

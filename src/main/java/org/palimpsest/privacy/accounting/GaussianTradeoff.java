package org.palimpsest.privacy.accounting;

import org.hipparchus.special.Erf;

/**
 * The exact (epsilon, delta) of telling N(0, 1) from N(mu, 1): Balle &amp; Wang 2018 (arXiv:1805.06530), Theorem 8.
 * Gaussian mechanisms without subsampling compose to it with mu^2 the sum of 1 / sigma^2.
 */
final class GaussianTradeoff {

  private static final int BISECTIONS = 200;

  private GaussianTradeoff() {}

  /** delta = Phi(mu/2 - epsilon/mu) - e^epsilon Phi(-mu/2 - epsilon/mu), for mu above 0. */
  static double delta(double mu, double epsilon) {
    double logFirst = logPhi(mu / 2 - epsilon / mu);
    double logSecond = epsilon + logPhi(-mu / 2 - epsilon / mu);
    return logSecond >= logFirst ? 0 : Math.exp(logFirst) * -Math.expm1(logSecond - logFirst);
  }

  /** The least epsilon at {@code delta}, by bisection from above. */
  static double epsilon(double mu, double delta) {
    if (delta(mu, 0) <= delta) {
      return 0;
    }
    double low = 0;
    double high = mu * mu / 2 + mu * Math.sqrt(2 * Math.log(1 / delta));
    for (int i = 0; i < BISECTIONS && low < high; i++) {
      double middle = (low + high) / 2;
      if (middle == low || middle == high) {
        break;
      }
      if (delta(mu, middle) <= delta) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private static double logPhi(double z) {
    return z > 0 ? Math.log1p(-Erf.erfc(z / Math.sqrt(2)) / 2) : LogSpace.erfc(-z / Math.sqrt(2)) - Math.log(2);
  }
}

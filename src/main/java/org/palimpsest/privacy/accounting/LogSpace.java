package org.palimpsest.privacy.accounting;

import org.hipparchus.special.Erf;

/** Sums and tails of numbers given by their natural logarithms. */
final class LogSpace {

  private static final double CONTINUED_FRACTION_FROM = 2;
  private static final double LOG_SQRT_PI = Math.log(Math.PI) / 2;

  private LogSpace() {}

  /** ln(e^a + e^b). */
  static double add(double a, double b) {
    double low = Math.min(a, b);
    double high = Math.max(a, b);
    return low == Double.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(low - high));
  }

  /** ln(e^a - e^b) for a at least b; NaN for others. */
  static double subtract(double a, double b) {
    if (b == Double.NEGATIVE_INFINITY) {
      return a;
    }
    return a == b ? Double.NEGATIVE_INFINITY : a + Math.log(-Math.expm1(b - a));
  }

  /** ln erfc(x), accurate also where erfc(x) underflows. */
  static double erfc(double x) {
    if (x < CONTINUED_FRACTION_FROM) {
      return Math.log(Erf.erfc(x));
    }
    // Laplace's continued fraction, from its tail: erfc(x) = exp(-x^2) / sqrt(pi) / (x + (1/2)/(x + (2/2)/(x + ...)))
    int terms = (int) (10 + 400 / (x * x));
    double fraction = x;
    for (int k = terms; k >= 1; k--) {
      fraction = x + k / 2.0 / fraction;
    }
    return -x * x - LOG_SQRT_PI - Math.log(fraction);
  }
}

package org.palimpsest.privacy.accounting;

import static org.palimpsest.privacy.accounting.LogSpace.add;
import static org.palimpsest.privacy.accounting.LogSpace.subtract;


/**
 * The moment A_alpha = E over x ~ N(0, sigma^2) of ((1-q) + q exp((2x-1) / (2 sigma^2)))^alpha of the
 * Poisson-subsampled Gaussian with sensitivity 1, as its logarithm: Mironov, Talwar &amp; Zhang 2019
 * (arXiv:1908.10530), section 3.3.
 */
final class GaussianMoment {

  private static final double NEGLIGIBLE = -32;
  private static final int MOST_TERMS = 100_000;

  private GaussianMoment() {}

  /**
   * ln A_alpha.
   *
   * @param samplingRate q inside (0, 1)
   * @param noiseMultiplier sigma above 0
   * @param order alpha above 1
   * @return positive infinity where the series does not converge, or not in double precision
   */
  static double log(double samplingRate, double noiseMultiplier, double order, FractionalSeries series) {
    return order == Math.rint(order)
        ? integer(samplingRate, noiseMultiplier, (int) order)
        : fractional(samplingRate, noiseMultiplier, order, series);
  }

  private static double integer(double q, double sigma, int order) {
    double logQ = Math.log(q);
    double logRest = Math.log1p(-q);
    double sum = Double.NEGATIVE_INFINITY;
    double logBinomial = 0;
    for (int k = 0; k <= order; k++) {
      sum = add(sum, logBinomial + k * logQ + (order - k) * logRest + growth(k, sigma));
      logBinomial += Math.log((order - k) / (k + 1.0));
    }
    return sum;
  }

  private static double fractional(double q, double sigma, double order, FractionalSeries series) {
    FractionalTerms terms = new FractionalTerms(q, sigma, order);
    double positive = Double.NEGATIVE_INFINITY;
    double negative = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < MOST_TERMS; i++) {
      if (series == FractionalSeries.SIGNED && i > terms.smoothFrom()) {
        double sum = difference(positive, negative);
        return found(sum + Math.log1p(terms.alternatingTail(sum)));
      }
      boolean minus = terms.isNegative() && series == FractionalSeries.SIGNED;
      double term = terms.next();
      if (minus) {
        negative = add(negative, term);
      } else {
        positive = add(positive, term);
      }
      if (i > order && term < NEGLIGIBLE) {
        return found(difference(positive, negative));
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  /** ln(e^a - e^b), NaN where rounding has left nothing. */
  private static double difference(double a, double b) {
    return a > b ? subtract(a, b) : Double.NaN;
  }

  private static double found(double logMoment) {
    return Double.isNaN(logMoment) ? Double.POSITIVE_INFINITY : logMoment;
  }

  /** ln of the factor that the noise contributes to a term. */
  static double growth(double k, double sigma) {
    return (k * k - k) / (2 * sigma * sigma);
  }

  /** How the infinite series of a fractional order is summed; integer orders are finite sums and do not differ. */
  public enum FractionalSeries {

    /** Binomial coefficients with their signs: the exact moment (Opacus; Mironov, Talwar &amp; Zhang 2019). */
    SIGNED,

    /** Their absolute values: an upper bound, up to a few per cent at small sigma (Google's dp_accounting). */
    UNSIGNED
  }
}

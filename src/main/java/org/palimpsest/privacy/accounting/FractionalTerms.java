package org.palimpsest.privacy.accounting;

/**
 * The terms of the series of a fractional order, in sequence, as logarithms of absolute values. From order alpha on
 * their signs alternate and, where the noise is small, they fall off only like a power of the index, so that the rest
 * is summed by Euler's transformation.
 */
final class FractionalTerms {

  private static final int TRANSFORMED = 24;
  private static final int SETTLING = 40;

  private final double logQ;
  private final double logRest;
  private final double sigma;
  private final double order;
  private final double split;
  private final double scale;
  private int i;
  private double logCoefficient;
  private boolean negative;

  FractionalTerms(double q, double sigma, double order) {
    this.logQ = Math.log(q);
    this.logRest = Math.log1p(-q);
    this.sigma = sigma;
    this.order = order;
    this.split = sigma * sigma * (logRest - logQ) + 0.5;
    this.scale = Math.sqrt(2) * sigma;
  }

  /** The index from which on the terms alternate and vary slowly. */
  double smoothFrom() {
    return Math.max(order, Math.max(split, order - split) + 5 * sigma) + SETTLING;
  }

  /** Whether the term that comes next is subtracted. */
  boolean isNegative() {
    return negative;
  }

  /** ln of the next term's absolute value. */
  double next() {
    double j = order - i;
    double below =
        i * logQ + j * logRest + GaussianMoment.growth(i, sigma) + LogSpace.erfc((i - split) / scale);
    double above =
        j * logQ + i * logRest + GaussianMoment.growth(j, sigma) + LogSpace.erfc((split - j) / scale);
    double term = logCoefficient + LogSpace.add(below, above) - Math.log(2);
    logCoefficient += Math.log(Math.abs(j)) - Math.log(i + 1);
    negative ^= j < 0;
    i++;
    return term;
  }

  /** All that follows, signs included, as a share of e^{@code reference}: sum of (-1)^k (difference k) / 2^(k+1). */
  double alternatingTail(double reference) {
    double sign = negative ? -1 : 1;
    double[] terms = new double[TRANSFORMED];
    for (int k = 0; k < TRANSFORMED; k++) {
      terms[k] = Math.exp(next() - reference);
    }
    double sum = 0;
    for (int k = 0; k < TRANSFORMED; k++) {
      sum += Math.scalb(terms[0], -(k + 1));
      for (int m = 0; m + 1 < TRANSFORMED - k; m++) {
        terms[m] -= terms[m + 1];
      }
    }
    return sign * sum;
  }
}

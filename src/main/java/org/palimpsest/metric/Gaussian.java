package org.palimpsest.metric;

/**
 * A Gaussian fitted to values by their moments.
 *
 * @param n how many values, at least 1
 * @param standardDeviation of the values as they are (divisor n), at least 0
 */
public record Gaussian(int n, double mean, double standardDeviation) {

  /** @throws IllegalArgumentException if there is no value, or one is not finite; the message says which */
  public static Gaussian of(double... values) {
    Summary summary = Summary.of(values);
    int n = summary.n();
    double deviation = n == 1 ? 0 : summary.standardDeviation() * Math.sqrt((n - 1.0) / n);
    return new Gaussian(n, summary.mean(), deviation);
  }

  /** Its probability density; NaN without spread. */
  public double density(double x) {
    double z = (x - mean) / standardDeviation;
    return Math.exp(-z * z / 2) / (standardDeviation * Math.sqrt(2 * Math.PI));
  }

  /**
   * d' of signal detection: the other mean minus this one, over the root of the mean variance. NaN if neither has any
   * spread.
   */
  public double sensitivity(Gaussian other) {
    double variance = standardDeviation * standardDeviation + other.standardDeviation * other.standardDeviation;
    return (other.mean - mean) / Math.sqrt(variance / 2);
  }
}

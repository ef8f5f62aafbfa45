package org.palimpsest.metric;

import java.util.Optional;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Repeated measurements of one quantity, such as an accuracy over encoder seeds.
 *
 * @param n how many, at least 1
 * @param mean their mean
 * @param standardDeviation their sample standard deviation (divisor n - 1); NaN when n = 1
 */
public record Summary(int n, double mean, double standardDeviation) {

  /** @throws IllegalArgumentException if there is no value, or one is not finite; the message says which */
  public static Summary of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("values: expected at least one, was none");
    }
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException("values[%d]: expected a finite number, was %s".formatted(i, values[i]));
      }
      sum += values[i];
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = values.length == 1 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
    return new Summary(values.length, mean, deviation);
  }

  /** The differences {@code a[i] - b[i]} of pairs that share a seed: a paired comparison. */
  public static Summary ofDifferences(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException("b: expected %d values, one per a, was %d".formatted(a.length, b.length));
    }
    double[] differences = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      differences[i] = a[i] - b[i];
    }
    return of(differences);
  }

  /**
   * Student's interval of the mean, mean ± t sd / sqrt(n) with n - 1 degrees of freedom; none from a single value.
   * It is not cut to [0, 1].
   *
   * @param level confidence in (0, 1), such as 0.95
   */
  public Optional<Interval> interval(double level) {
    Interval.requireLevel(level);
    if (n == 1) {
      return Optional.empty();
    }
    double t = new TDistribution(n - 1).inverseCumulativeProbability((1 + level) / 2);
    double half = t * standardDeviation / Math.sqrt(n);
    return Optional.of(new Interval(mean - half, mean + half));
  }
}

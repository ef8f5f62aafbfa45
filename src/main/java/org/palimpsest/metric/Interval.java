package org.palimpsest.metric;

/**
 * A closed interval.
 *
 * @param low at most {@code high}
 */
public record Interval(double low, double high) {

  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("low: expected at most high = %s, was %s".formatted(high, low));
    }
  }

  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** Refuses a confidence level outside (0, 1). */
  static void requireLevel(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level: expected inside (0, 1), was " + level);
    }
  }
}

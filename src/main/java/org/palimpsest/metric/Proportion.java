package org.palimpsest.metric;

import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * A share counted, such as an accuracy. Its intervals say how far the share in the population may lie from the one
 * in these {@code n} independent draws; they know nothing of other seeds, encoders or mixes.
 *
 * @param hits 0 to {@code n}
 * @param n at least 1
 */
public record Proportion(int hits, int n) {

  public Proportion {
    if (n < 1) {
      throw new IllegalArgumentException("n: expected at least 1, was " + n);
    }
    if (hits < 0 || hits > n) {
      throw new IllegalArgumentException("hits: expected 0..%d, was %d".formatted(n, hits));
    }
  }

  /** How often two label arrays (N) agree. */
  public static Proportion agreement(int[] labels, int[] others) {
    if (labels.length != others.length) {
      throw new IllegalArgumentException(
          "others: expected %d labels, was %d".formatted(labels.length, others.length));
    }
    int hits = 0;
    for (int i = 0; i < labels.length; i++) {
      hits += labels[i] == others[i] ? 1 : 0;
    }
    return new Proportion(hits, labels.length);
  }

  /** hits / n, in [0, 1]. */
  public double value() {
    return (double) hits / n;
  }

  /**
   * Wilson's score interval (JASA 1927, 22:209-212): the p with |value - p| at most z sqrt(p (1 - p) / n). Its
   * coverage is the level on average over p; narrow and well behaved at 0 and n.
   *
   * @param level confidence in (0, 1), such as 0.95
   */
  public Interval wilson(double level) {
    return wilson(value(), n, level);
  }

  /** The same of a share that was not counted, as if it came from {@code n} draws, a number above 0, whole or not. */
  static Interval wilson(double share, double n, double level) {
    Interval.requireLevel(level);
    double z = new NormalDistribution().inverseCumulativeProbability((1 + level) / 2);
    double shrink = 1 + z * z / n;
    double centre = (share + z * z / (2 * n)) / shrink;
    double half = z / shrink * Math.sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    return new Interval(
        share == 0 ? 0 : Math.max(0, centre - half), share == 1 ? 1 : Math.min(1, centre + half));
  }

  /**
   * Clopper and Pearson's exact interval (Biometrika 1934, 26:404-413), from the counts: Beta quantiles, closed at
   * 0 when {@code hits} is 0 and at 1 when it is {@code n}. Its coverage is never below the level.
   *
   * @param level confidence in (0, 1), such as 0.95
   */
  public Interval clopperPearson(double level) {
    Interval.requireLevel(level);
    double tail = (1 - level) / 2;
    double low = hits == 0 ? 0 : new BetaDistribution(hits, n - hits + 1.0).inverseCumulativeProbability(tail);
    double high =
        hits == n ? 1 : new BetaDistribution(hits + 1.0, n - hits).inverseCumulativeProbability(1 - tail);
    return new Interval(low, high);
  }

  /**
   * Whether, of the cases that only one of two decides, clearly more are one's than the other's: the 95 % interval of its
   * share is above a half (McNemar's question, answered exactly).
   */
  public static boolean clearlyMore(int ones, int others) {
    return ones + others > 0
        && new Proportion(ones, ones + others).clopperPearson(Measurement.LEVEL).low() > 0.5;
  }
}

package org.palimpsest.metric;

/**
 * One measured value, ready for a row of results.
 *
 * @param metric what was measured, such as {@code private_accuracy}
 * @param group of which images: {@code all}, {@code aligned}, {@code conflicting}, a cell such as {@code y3b7},
 *     or all of one private value, {@code private=blond}
 * @param value the value; accuracies in [0, 1]
 * @param low lower end of its 95 % interval; NaN if none applies
 * @param high upper end
 * @param n the number of images the value is a mean over; 0 if that does not apply
 */
public record Measurement(String metric, String group, double value, double low, double high, int n) {

  /** The confidence of every interval that is reported. */
  public static final double LEVEL = 0.95;

  public static final String ALL = "all";

  /** A share, with Wilson's interval. */
  public static Measurement of(String metric, String group, Proportion share) {
    Interval interval = share.wilson(LEVEL);
    return new Measurement(metric, group, share.value(), interval.low(), interval.high(), share.n());
  }

  /** A mean of shares over groups, with its interval. */
  public static Measurement of(String metric, String group, StratifiedProportion share) {
    Interval interval = share.interval(LEVEL);
    return new Measurement(metric, group, share.value(), interval.low(), interval.high(), share.n());
  }

  /** A value to which no interval applies. */
  public static Measurement plain(String metric, double value) {
    return new Measurement(metric, ALL, value, Double.NaN, Double.NaN, 0);
  }

  /** The same value under another name of its group. */
  public Measurement ofGroup(String name) {
    return new Measurement(metric, name, value, low, high, n);
  }
}

package org.palimpsest.fair;

import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Proportion;

/** Differences of two shares, with their intervals. */
public record ShareDifference(double value, Interval interval) {

  /**
   * Of two samples that share nothing: Newcombe's hybrid score interval (Interval estimation for the difference between
   * independent proportions, Statistics in Medicine 1998, 17:873-890, method 10).
   */
  public static ShareDifference independent(Proportion a, Proportion b, double level) {
    return joined(a, b, 0, level);
  }

  /**
   * Of the same images seen in two ways: Newcombe's interval of paired shares (Improved confidence intervals for the
   * difference between binomial proportions based on paired data, Statistics in Medicine 1998, 17:2635-2650, method 10).
   *
   * @param both images that are right in both ways
   * @param first right in the first alone
   * @param second right in the second alone
   * @param neither right in none
   */
  public static ShareDifference paired(int both, int first, int second, int neither, double level) {
    int n = both + first + second + neither;
    Proportion a = new Proportion(both + first, n);
    Proportion b = new Proportion(both + second, n);
    double margins =
        Math.sqrt((double) (both + first) * (second + neither)) * Math.sqrt((double) (both + second) * (first + neither));
    double association = (double) both * neither - (double) first * second;
    double corrected = association > 0 ? Math.max(association - n / 2.0, 0) : association;
    return joined(a, b, margins == 0 ? 0 : corrected / margins, level);
  }

  private static ShareDifference joined(Proportion a, Proportion b, double correlation, double level) {
    Interval first = a.wilson(level);
    Interval second = b.wilson(level);
    double value = a.value() - b.value();
    double below = distance(a.value() - first.low(), second.high() - b.value(), correlation);
    double above = distance(first.high() - a.value(), b.value() - second.low(), correlation);
    return new ShareDifference(value, new Interval(value - below, value + above));
  }

  private static double distance(double x, double y, double correlation) {
    return Math.sqrt(Math.max(0, x * x - 2 * correlation * x * y + y * y));
  }
}

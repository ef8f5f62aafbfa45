package org.palimpsest.privacy.audit;

import java.util.function.DoubleUnaryOperator;
import java.util.function.LongPredicate;
import org.hipparchus.special.Beta;
import org.palimpsest.metric.Interval;

/**
 * How often examples take part in steps that each draws with probability q, independently: a binomial count for each.
 * The bounds hold for any number of examples and steps, and for q = 1, where there is nothing random.
 *
 * @param steps T, at least 1
 * @param samplingRate q, in (0, 1]
 */
record Participations(long steps, double samplingRate) {

  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private static final int SEARCH_STEPS = 60;

  /** T q. */
  double mean() {
    return steps * samplingRate;
  }

  /** T q (1 - q). */
  double variance() {
    return steps * samplingRate * (1 - samplingRate);
  }

  /**
   * Where the mean of {@code examples} counts lies with probability {@code confidence} at least: exact quantiles of
   * their sum, which is binomial of T n trials.
   */
  Interval meanOf(long examples, double confidence) {
    double tail = (1 - confidence) / 2;
    long trials = Math.multiplyExact(steps, examples);
    long most = bisect(-1, trials, k -> above(k, trials) <= tail);
    long least = bisect(-1, trials, k -> 1 - above(k, trials) > tail);
    return new Interval(least / (double) examples, most / (double) examples);
  }

  /** P(sum > k) of a binomial sum. */
  private double above(long k, long trials) {
    if (k < 0) {
      return 1;
    }
    return k >= trials ? 0 : samplingRate == 1 ? 1 : Beta.regularizedBeta(samplingRate, k + 1.0, trials - k);
  }

  /** The least k above {@code low} and up to {@code high} for which it holds, as it does at {@code high} and beyond. */
  private static long bisect(long low, long high, LongPredicate holds) {
    long fails = low;
    long holding = high;
    while (holding - fails > 1) {
      long middle = fails + (holding - fails) / 2;
      if (holds.test(middle)) {
        holding = middle;
      } else {
        fails = middle;
      }
    }
    return holding;
  }

  /**
   * Where the mean over {@code examples} counts of (count - T q)^2 lies with probability {@code confidence} at least:
   * Chernoff's bounds on both sides, from the exact moment generating function.
   */
  Interval squaresOf(long examples, double confidence) {
    if (samplingRate == 1) {
      return new Interval(0, 0);
    }
    double needed = Math.log(2 / (1 - confidence)) / examples;
    double scale = 1 / Math.max(variance(), 1e-300);
    double most = least(tilt -> (logMoment(tilt) + needed) / tilt, 1e-6 * scale, 1e3 * scale);
    double least = -least(tilt -> (logMoment(-tilt) + needed) / tilt, 1e-6 * scale, 1e6 * scale);
    return new Interval(Math.max(0, least), Math.max(most, variance()));
  }

  /** ln E[exp(tilt (count - T q)^2)]. */
  private double logMoment(double tilt) {
    double logOdds = Math.log(samplingRate) - Math.log1p(-samplingRate);
    double logProbability = steps * Math.log1p(-samplingRate);
    double largest = Double.NEGATIVE_INFINITY;
    double sum = 0;
    for (long k = 0; k <= steps; k++) {
      double deviation = k - mean();
      double term = logProbability + tilt * deviation * deviation;
      if (term > largest) {
        sum = sum * Math.exp(largest - term) + 1;
        largest = term;
      } else {
        sum += Math.exp(term - largest);
      }
      logProbability += logOdds + Math.log((steps - k) / (k + 1.0));
    }
    return largest + Math.log(sum);
  }

  /** The least value of a function with one minimum, by golden sections of ln tilt. */
  private static double least(DoubleUnaryOperator function, double from, double to) {
    double low = Math.log(from);
    double high = Math.log(to);
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double atLeft = function.applyAsDouble(Math.exp(left));
    double atRight = function.applyAsDouble(Math.exp(right));
    for (int step = 0; step < SEARCH_STEPS && high - low > 1e-3; step++) {
      if (atLeft <= atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - GOLDEN * (high - low);
        atLeft = function.applyAsDouble(Math.exp(left));
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + GOLDEN * (high - low);
        atRight = function.applyAsDouble(Math.exp(right));
      }
    }
    return Math.min(atLeft, atRight);
  }
}

package org.palimpsest.privacy.accounting;

import java.util.function.DoubleUnaryOperator;
import org.palimpsest.Require;

/**
 * The cumulant generating function K(lambda) = sum over events of T ln E[exp(lambda loss)] of a composition in one
 * direction, by the trapezoid rule on x; what is cut is left out. From it come Chernoff's bounds.
 */
final class Cumulants {

  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private static final double LEAST = 1e-6;
  private static final double MOST = 1e8;
  private static final int SEARCH_STEPS = 30;

  /** What {@link Pld#LEAST_NOISE} takes. */
  private static final int MOST_INTERVALS = 1 << 21;

  private final double[][] logWeights;
  private final double[][] losses;
  private final long[] steps;

  Cumulants(LossCurve[] curves, long[] steps, Direction direction) {
    this.steps = steps;
    this.logWeights = new double[curves.length][];
    this.losses = new double[curves.length][];
    for (int event = 0; event < curves.length; event++) {
      LossCurve curve = curves[event];
      double range = curve.highestX() - curve.lowestX();
      int intervals = (int) Math.ceil(range / Math.min(curve.sigma() / 16, curve.sigma() * curve.sigma() / 4));
      Require.that(intervals < MOST_INTERVALS, "intervals", "below " + MOST_INTERVALS, intervals);
      logWeights[event] = new double[intervals + 1];
      losses[event] = new double[intervals + 1];
      for (int i = 0; i <= intervals; i++) {
        double x = curve.lowestX() + range * i / intervals;
        double loss = curve.loss(x);
        losses[event][i] = direction.sign() * loss;
        double logDensity = curve.logDensity(x) + (direction == Direction.REMOVE ? loss : 0);
        logWeights[event][i] = logDensity + Math.log(range / intervals);
      }
    }
  }

  /**
   * K(lambda) for losses moved by at most {@code interval}, each step's E[exp(-loss)] kept: Hoeffding's lemma adds
   * (|lambda| + lambda^2) interval^2 / 8 a step.
   */
  double at(double lambda, double interval) {
    double sum = 0;
    for (int event = 0; event < steps.length; event++) {
      double moved = (Math.abs(lambda) + lambda * lambda) * interval * interval / 8;
      sum += steps[event] * (logMoment(event, lambda) + moved);
    }
    return sum;
  }

  /** ln E[exp(lambda loss)] of one step of an event. */
  double logMoment(int event, double lambda) {
    double[] weights = logWeights[event];
    double[] loss = losses[event];
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < loss.length; i++) {
      highest = Math.max(highest, weights[i] + lambda * loss[i]);
    }
    double sum = 0;
    for (int i = 0; i < loss.length; i++) {
      sum += Math.exp(weights[i] + lambda * loss[i] - highest);
    }
    return highest + Math.log(sum);
  }

  /** The lambda in (0, {@code most}] that gives the least epsilon with P(loss > epsilon) at most {@code delta}. */
  double tiltForDelta(double delta, double most) {
    return minimiser(lambda -> (at(lambda, 0) - Math.log(delta)) / lambda, most);
  }

  /** The lambda in (0, {@code most}] that bounds P(loss > epsilon) best. */
  double tiltForEpsilon(double epsilon, double most) {
    return minimiser(lambda -> at(lambda, 0) - lambda * epsilon, most);
  }

  /** What a loss weighted by exp(tilt loss) exceeds with probability at most e^{@code logTail}. */
  double upperQuantile(double tilt, double logTail, double interval) {
    double centre = at(tilt, 0);
    DoubleUnaryOperator bound = mu -> (at(tilt + mu, interval) - centre - logTail) / mu;
    return bound.applyAsDouble(minimiser(bound, MOST));
  }

  /** What a loss weighted by exp(tilt loss) falls below with probability at most e^{@code logTail}. */
  double lowerQuantile(double tilt, double logTail, double interval) {
    double centre = at(tilt, 0);
    DoubleUnaryOperator bound = mu -> (at(tilt - mu, interval) - centre - logTail) / mu;
    return -bound.applyAsDouble(minimiser(bound, MOST));
  }

  /** Golden-section search on a logarithmic scale; the functions above have one minimum. */
  private static double minimiser(DoubleUnaryOperator function, double most) {
    double low = Math.log(LEAST);
    double high = Math.log(most);
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double atLeft = function.applyAsDouble(Math.exp(left));
    double atRight = function.applyAsDouble(Math.exp(right));
    for (int step = 0; step < SEARCH_STEPS && high - low > 5e-3; step++) {
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
    return Math.exp((low + high) / 2);
  }
}

package org.palimpsest.privacy.accounting;

import java.util.OptionalDouble;

/**
 * A distribution of the total privacy loss on a window of mesh points, and what lies beyond.
 *
 * @param interval the distance of mesh points
 * @param first the mesh index of the lowest point
 * @param mass (n), the probability at each point; what lies below the window may be missing or counted higher up
 * @param beyond at most the probability of losses above the window
 * @param whole whether nothing is missing
 */
record ComposedLoss(double interval, long first, double[] mass, double beyond, boolean whole) {

  /** delta(epsilon) = E[max(0, 1 - exp(epsilon - loss))], an upper bound for epsilon inside the window. */
  double delta(double epsilon) {
    double sum = beyond;
    for (int k = mass.length - 1; k >= 0 && loss(k) > epsilon; k--) {
      sum += mass[k] * -Math.expm1(epsilon - loss(k));
    }
    return Math.min(1, sum);
  }

  /**
   * The least epsilon, at least 0, with {@link #delta} at most {@code delta}; empty if it lies below the window and not
   * the whole distribution is known. Below the window delta is the whole of it, less exp(epsilon - loss).
   */
  OptionalDouble epsilon(double delta) {
    double target = delta - beyond;
    if (!(target > 0)) {
      return OptionalDouble.of(Double.POSITIVE_INFINITY);
    }
    double all = 0;
    double discounted = 0;
    double decay = Math.exp(-interval);
    for (int k = mass.length - 1; k >= 0; k--) {
      // From here to the next point above, delta is all - exp(epsilon - loss(k + 1)) discounted.
      if (loss(k) <= 0 || all - decay * discounted > target) {
        return OptionalDouble.of(epsilonBelow(k + 1, all, discounted, target, loss(k)));
      }
      all += mass[k];
      discounted = decay * discounted + mass[k];
    }
    return whole ? OptionalDouble.of(epsilonBelow(0, all, discounted, target, 0)) : OptionalDouble.empty();
  }

  /** Where all - exp(epsilon - loss(k)) discounted is {@code target}; {@code least} if it is nowhere more. */
  private double epsilonBelow(int k, double all, double discounted, double target, double least) {
    return all <= target || discounted == 0
        ? Math.max(0, least)
        : Math.max(0, loss(k) + Math.log((all - target) / discounted));
  }

  private double loss(int k) {
    return (first + k) * interval;
  }
}

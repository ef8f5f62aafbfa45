package org.palimpsest.privacy.accounting;

/**
 * A distribution of the total privacy loss on a window of mesh points, and what lies beyond.
 *
 * @param interval the distance of mesh points
 * @param first the mesh index of the lowest point
 * @param mass (n), the probability at each point; what lies below the window may be missing or counted higher up
 * @param beyond at most the probability of losses above the window
 */
record ComposedLoss(double interval, long first, double[] mass, double beyond) {

  /** delta(epsilon) = E[max(0, 1 - exp(epsilon - loss))], an upper bound for epsilon inside the window. */
  double delta(double epsilon) {
    double sum = beyond;
    for (int k = mass.length - 1; k >= 0 && loss(k) > epsilon; k--) {
      sum += mass[k] * -Math.expm1(epsilon - loss(k));
    }
    return Math.min(1, sum);
  }

  /** The least epsilon, at least 0 and not below the window, with {@link #delta} at most {@code delta}. */
  double epsilon(double delta) {
    double target = delta - beyond;
    if (!(target > 0)) {
      return Double.POSITIVE_INFINITY;
    }
    double all = 0;
    double discounted = 0;
    double decay = Math.exp(-interval);
    for (int k = mass.length - 1; k >= 0; k--) {
      // From here to the next point above, delta is all - exp(epsilon - loss(k + 1)) discounted.
      if (loss(k) <= 0 || all - decay * discounted > target) {
        return all <= target || discounted == 0
            ? Math.max(0, loss(k))
            : Math.max(0, loss(k + 1) + Math.log((all - target) / discounted));
      }
      all += mass[k];
      discounted = decay * discounted + mass[k];
    }
    return loss(0);
  }

  private double loss(int k) {
    return (first + k) * interval;
  }
}

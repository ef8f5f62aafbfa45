package org.palimpsest.privacy.accounting;

import java.util.List;

/** Turns what a run did into the epsilon it can claim. */
public interface Accountant {

  /** For tables and options, such as {@code rdp}. */
  String name();

  /**
   * The epsilon of the composition of {@code events} at {@code delta}: 0 if nothing was released, infinite if some
   * event has no noise.
   *
   * @param delta in (0, 1)
   * @throws IllegalArgumentException if this accountant cannot tell; the message names the parameter and its bound
   */
  double epsilon(List<SubsampledGaussian> events, double delta);

  /** Refuses a delta outside (0, 1). */
  static void requireDelta(double delta) {
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException("delta: expected inside (0, 1), was " + delta);
    }
  }

  /** Refuses an answer that is none: what {@code accountant} found where there is noise is finite and at least 0. */
  static double requireFound(double epsilon, Accountant accountant, List<SubsampledGaussian> events, double delta) {
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s: expected an epsilon that double precision can hold, was %s for %s at delta %s"
              .formatted(accountant.name(), epsilon, events, delta));
    }
    return epsilon;
  }

  /** Refuses an epsilon that is negative or NaN. */
  static void requireEpsilon(double epsilon) {
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException("epsilon: expected at least 0, was " + epsilon);
    }
  }
}

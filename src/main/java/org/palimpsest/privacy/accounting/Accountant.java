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
   */
  double epsilon(List<SubsampledGaussian> events, double delta);

  /** Refuses a delta outside (0, 1). */
  static void requireDelta(double delta) {
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException("delta: expected inside (0, 1), was " + delta);
    }
  }

  /** Refuses an epsilon that is negative or NaN. */
  static void requireEpsilon(double epsilon) {
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException("epsilon: expected at least 0, was " + epsilon);
    }
  }
}

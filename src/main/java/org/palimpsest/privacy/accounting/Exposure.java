package org.palimpsest.privacy.accounting;

import java.util.List;

/** How much of an example events let out, as far as that needs no accounting. */
enum Exposure {
  /** Nothing: epsilon and delta are 0. */
  NONE(0, 0),
  /** As much as the accountant finds. */
  NOISY(Double.NaN, Double.NaN),
  /** The example itself: epsilon is infinite, delta 1. */
  FULL(Double.POSITIVE_INFINITY, 1);

  private final double epsilon;
  private final double delta;

  Exposure(double epsilon, double delta) {
    this.epsilon = epsilon;
    this.delta = delta;
  }

  static Exposure of(List<SubsampledGaussian> events) {
    if (events.stream().anyMatch(SubsampledGaussian::protectsNothing)) {
      return FULL;
    }
    return events.stream().allMatch(SubsampledGaussian::costsNothing) ? NONE : NOISY;
  }

  /** At any delta; NaN if it must be found. */
  double epsilon() {
    return epsilon;
  }

  /** At any epsilon; NaN if it must be found. */
  double delta() {
    return delta;
  }
}

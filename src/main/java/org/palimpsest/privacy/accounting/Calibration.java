package org.palimpsest.privacy.accounting;

import java.util.List;

/** The noise, or the number of steps, that spends a budget and no more. */
public final class Calibration {

  /** How far a noise multiplier may lie above the least that suffices, relative to it. */
  public static final double TOLERANCE = 1e-4;

  private static final double LEAST_NOISE = 1e-2;
  private static final double MOST_NOISE = 1e6;
  private static final long MOST_STEPS = 1L << 40;

  private Calibration() {}

  /**
   * A noise multiplier whose epsilon is at most {@code targetEpsilon} by {@code accountant}, while one smaller by
   * {@link #TOLERANCE} has more (unless 0.01 suffices, which is then the answer).
   *
   * @param targetEpsilon above 0
   * @param steps at least 1
   * @throws IllegalArgumentException also if not even a noise multiplier of 10^6 suffices
   */
  public static double noiseMultiplier(
      Accountant accountant, double targetEpsilon, double delta, double samplingRate, long steps) {
    requireTarget(targetEpsilon);
    if (steps < 1) {
      throw new IllegalArgumentException("steps: expected at least 1, was " + steps);
    }
    double high = 1;
    while (epsilon(accountant, samplingRate, high, steps, delta) > targetEpsilon) {
      high *= 2;
      if (high > MOST_NOISE) {
        throw new IllegalArgumentException(
            "targetEpsilon: expected one that a noise multiplier of at most %.0f reaches, was %s"
                .formatted(MOST_NOISE, targetEpsilon));
      }
    }
    double low = high / 2;
    while (low > LEAST_NOISE && epsilon(accountant, samplingRate, low, steps, delta) <= targetEpsilon) {
      high = low;
      low /= 2;
    }
    if (low <= LEAST_NOISE) {
      low = LEAST_NOISE;
      if (epsilon(accountant, samplingRate, low, steps, delta) <= targetEpsilon) {
        return low;
      }
    }
    while (high - low > TOLERANCE * low) {
      double middle = (low + high) / 2;
      if (epsilon(accountant, samplingRate, middle, steps, delta) <= targetEpsilon) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /**
   * The most steps whose epsilon is at most {@code targetEpsilon}; 0 if one is too many.
   *
   * @throws IllegalArgumentException also if more than 2^40 are affordable, as without sampling
   */
  public static long steps(
      Accountant accountant, double targetEpsilon, double delta, double samplingRate, double noiseMultiplier) {
    requireTarget(targetEpsilon);
    long high = 1;
    while (epsilon(accountant, samplingRate, noiseMultiplier, high, delta) <= targetEpsilon) {
      high *= 2;
      if (high > MOST_STEPS) {
        throw new IllegalArgumentException(
            "targetEpsilon: expected one that at most 2^40 steps spend, was " + targetEpsilon);
      }
    }
    long low = high / 2;
    while (high - low > 1) {
      long middle = (low + high) / 2;
      if (epsilon(accountant, samplingRate, noiseMultiplier, middle, delta) <= targetEpsilon) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double epsilon(Accountant accountant, double q, double sigma, long steps, double delta) {
    return accountant.epsilon(List.of(new SubsampledGaussian(q, sigma, steps)), delta);
  }

  private static void requireTarget(double targetEpsilon) {
    if (!(targetEpsilon > 0 && targetEpsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("targetEpsilon: expected above 0 and finite, was " + targetEpsilon);
    }
  }
}

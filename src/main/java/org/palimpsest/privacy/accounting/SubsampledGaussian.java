package org.palimpsest.privacy.accounting;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.Require;

/**
 * Steps of the Poisson-subsampled Gaussian mechanism: every example enters a step independently with probability q,
 * contributes a vector of norm at most C, and the sum gets Gaussian noise of standard deviation sigma C a coordinate.
 * Neighbours differ by adding or removing one example. A run whose rate or noise changes is a list of these.
 *
 * @param samplingRate q in [0, 1]
 * @param noiseMultiplier sigma, in [1e-100, 1e100]; or 0, which is no noise and costs an infinite epsilon
 * @param steps T, in 0..2^53
 */
public record SubsampledGaussian(double samplingRate, double noiseMultiplier, long steps) {

  /** How examples enter a step, in a word. */
  public static final String SAMPLING = "Poisson";

  /** The neighbouring relation, in words. */
  public static final String NEIGHBOURS = "add or remove one example";

  private static final double LEAST_NOISE = 1e-100;
  private static final double MOST_NOISE = 1e100;

  /** More steps are no longer told apart as double-precision numbers. */
  public static final long MOST_STEPS = 1L << 53;

  public SubsampledGaussian {
    Require.that(samplingRate >= 0 && samplingRate <= 1, "samplingRate", "in [0, 1]", samplingRate);
    Require.that(
        noiseMultiplier == 0 || noiseMultiplier >= LEAST_NOISE && noiseMultiplier <= MOST_NOISE,
        "noiseMultiplier", "0 or in [1e-100, 1e100]", noiseMultiplier);
    Require.that(steps >= 0 && steps <= MOST_STEPS, "steps", "in 0..2^53", steps);
  }

  /** Whether nothing is released that depends on an example. */
  public boolean costsNothing() {
    return samplingRate == 0 || steps == 0;
  }

  /** Whether an example is released as it is. */
  public boolean protectsNothing() {
    return !costsNothing() && noiseMultiplier == 0;
  }

  /**
   * The privacy loss of one step that released x where the example would add 1 to 0: ln(1 - q + q exp((2x - 1) / (2
   * sigma^2))), in a form that does not overflow.
   */
  public double loss(double x) {
    return LossCurve.loss(samplingRate, noiseMultiplier, x);
  }

  /** {@code events} with those of the same rate and noise put together: the order does not matter. */
  public static List<SubsampledGaussian> merged(List<SubsampledGaussian> events) {
    Map<List<Double>, SubsampledGaussian> merged = new LinkedHashMap<>();
    for (SubsampledGaussian event : events) {
      merged.merge(
          List.of(event.samplingRate, event.noiseMultiplier),
          event,
          (a, b) -> new SubsampledGaussian(a.samplingRate, a.noiseMultiplier, Math.addExact(a.steps, b.steps)));
    }
    return List.copyOf(merged.values());
  }

  /** Those of {@code events} that cost something. */
  static List<SubsampledGaussian> costing(List<SubsampledGaussian> events) {
    return merged(events).stream().filter(event -> !event.costsNothing()).toList();
  }
}

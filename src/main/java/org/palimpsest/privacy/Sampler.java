package org.palimpsest.privacy;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.palimpsest.Require;
import org.palimpsest.privacy.accounting.SubsampledGaussian;

/**
 * Which examples enter a step. A step's draw depends on its number alone, so that a resumed run draws the same, unless
 * the sampler is not repeatable.
 */
public interface Sampler {

  /** The number of examples N, taken to be public. */
  int population();

  /** The constant that noisy sums are divided by, chosen in advance. */
  double expectedBatchSize();

  /** The indices in [0, N) of the examples of step {@code step}, from 0 on; may be empty. */
  int[] sample(long step);

  /** What {@code steps} steps cost, if each adds noise of {@code noiseMultiplier} to a sum of sensitivity 1. */
  List<SubsampledGaussian> events(double noiseMultiplier, long steps);

  /** The sampling rate of each group of examples, by name; empty if all have one. */
  default SortedMap<String, Double> ratesByGroup() {
    return new TreeMap<>();
  }

  /** How many steps make an epoch: the whole number nearest to N / expectedBatchSize, at least 1. */
  default int stepsPerEpoch() {
    return stepsPerEpoch(population(), expectedBatchSize());
  }

  /** The same of a sampler that is yet to be made. */
  static int stepsPerEpoch(int population, double expectedBatchSize) {
    Require.that(
        population / expectedBatchSize <= Integer.MAX_VALUE, "expectedBatchSize", "at least population / 2^31 = " + population / 0x1p31,
        expectedBatchSize);
    return (int) Math.max(1, Math.round(population / expectedBatchSize));
  }

  /** Whether another process draws the same for a step. */
  default boolean isRepeatable() {
    return true;
  }

  /** The scheme, for a statement. */
  String scheme();

  /** Which datasets count as neighbours, for a statement. */
  String neighbours();
}

package org.palimpsest.privacy;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import org.palimpsest.random.Seed;

/**
 * Poisson sampling: every example enters every step independently with probability q = expectedBatchSize / population.
 * Examples are found by geometric gaps between them, which is the same as a coin for each.
 */
public final class PoissonSampler implements Sampler {

  private final int population;
  private final double expectedBatchSize;
  private final SamplingSeed source;

  /**
   * @param population N, at least 1
   * @param expectedBatchSize q N, in (0, N]
   */
  public PoissonSampler(int population, double expectedBatchSize, SamplingSeed source) {
    if (population < 1) {
      throw new IllegalArgumentException("population: expected at least 1, was " + population);
    }
    if (!(expectedBatchSize > 0 && expectedBatchSize <= population)) {
      throw new IllegalArgumentException(
          "expectedBatchSize: expected in (0, population = %d], was %s".formatted(population, expectedBatchSize));
    }
    this.population = population;
    this.expectedBatchSize = expectedBatchSize;
    this.source = source;
  }

  /** With draws that whoever knows {@code seed} can repeat. */
  public PoissonSampler(int population, double expectedBatchSize, Seed seed) {
    this(population, expectedBatchSize, SamplingSeed.known(seed));
  }

  @Override
  public int population() {
    return population;
  }

  @Override
  public double expectedBatchSize() {
    return expectedBatchSize;
  }

  /** q. */
  public double samplingRate() {
    return expectedBatchSize / population;
  }

  @Override
  public int[] sample(long step) {
    return places(population, samplingRate(), source.generator("poisson-sampling", step));
  }

  /** The places in [0, size) that are drawn, each independently with probability {@code rate}, ascending. */
  static int[] places(int size, double rate, RandomGenerator random) {
    double logMiss = Math.log1p(-rate);
    int[] chosen = new int[16];
    int count = 0;
    double next = -1;
    while (true) {
      // A gap of g has probability (1 - q)^g q; for q = 1 logMiss is -infinity and every gap 0.
      next += 1 + Math.floor(Math.log1p(-random.nextDouble()) / logMiss);
      if (!(next < size)) {
        return Arrays.copyOf(chosen, count);
      }
      if (count == chosen.length) {
        chosen = Arrays.copyOf(chosen, 2 * count);
      }
      chosen[count++] = (int) next;
    }
  }

  @Override
  public List<SubsampledGaussian> events(double noiseMultiplier, long steps) {
    return List.of(new SubsampledGaussian(samplingRate(), noiseMultiplier, steps));
  }

  @Override
  public boolean isRepeatable() {
    return !source.isSecret();
  }

  @Override
  public String scheme() {
    return SubsampledGaussian.SAMPLING + ": each of %d examples enters a step independently with probability %.6g, %s"
        .formatted(population, samplingRate(), source.source());
  }

  @Override
  public String neighbours() {
    return SubsampledGaussian.NEIGHBOURS;
  }
}

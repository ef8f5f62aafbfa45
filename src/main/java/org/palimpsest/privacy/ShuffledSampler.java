package org.palimpsest.privacy;

import java.util.Arrays;
import java.util.List;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * Batches of a fixed size from a fresh permutation each epoch; what does not fill a batch is left out of that epoch.
 * Claims no amplification by sampling: Poisson's accounting does not hold for it (Chua et al. 2024, arXiv:2403.17673).
 * An example enters at most one step an epoch, so that its epochs compose as unsampled Gaussians.
 */
public final class ShuffledSampler implements Sampler {

  private final int population;
  private final int batchSize;
  private final Seed seed;

  /**
   * @param population N, at least 1
   * @param batchSize in 1..N
   */
  public ShuffledSampler(int population, int batchSize, Seed seed) {
    if (batchSize < 1 || batchSize > population) {
      throw new IllegalArgumentException(
          "batchSize: expected in 1..population = %d, was %d".formatted(population, batchSize));
    }
    this.population = population;
    this.batchSize = batchSize;
    this.seed = seed.derive("shuffled-sampling");
  }

  @Override
  public int population() {
    return population;
  }

  @Override
  public double expectedBatchSize() {
    return batchSize;
  }

  /** Full batches alone. */
  @Override
  public int stepsPerEpoch() {
    return population / batchSize;
  }

  @Override
  public int[] sample(long step) {
    int perEpoch = stepsPerEpoch();
    int[] order = Shuffle.permutation(population, seed.derive(step / perEpoch));
    int from = (int) (step % perEpoch) * batchSize;
    return Arrays.copyOfRange(order, from, from + batchSize);
  }

  @Override
  public List<SubsampledGaussian> events(double noiseMultiplier, long steps) {
    int perEpoch = stepsPerEpoch();
    return List.of(new SubsampledGaussian(1, noiseMultiplier, (steps + perEpoch - 1) / perEpoch));
  }

  @Override
  public String scheme() {
    String text =
        "shuffled: batches of %d of %d examples, a fresh permutation each epoch, drawn from a known seed;"
            + " no amplification is claimed";
    return text.formatted(batchSize, population);
  }

  @Override
  public String neighbours() {
    return "replace one example's gradients by zero";
  }
}

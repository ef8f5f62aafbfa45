package org.palimpsest.privacy;

import java.util.random.RandomGenerator;
import org.palimpsest.random.Seed;

/**
 * Noise from a named stream: for research, as whoever knows the seed can take the noise off, and whoever sees its
 * floating-point values might (Mironov 2012).
 */
public final class SeededNoise implements Noise {

  private final Seed seed;

  public SeededNoise(Seed seed) {
    this.seed = seed.derive("gaussian-noise");
  }

  @Override
  public void add(double[] values, double standardDeviation, long step) {
    RandomGenerator random = seed.derive(step).generator();
    for (int i = 0; i < values.length; i++) {
      values[i] += standardDeviation * random.nextGaussian();
    }
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public String source() {
    return "a seeded generator (repeatable, for research)";
  }
}

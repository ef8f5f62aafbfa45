package org.palimpsest.data.drawn;

import java.util.random.RandomGenerator;
import org.palimpsest.random.Seed;

/** Random numbers of one stream, by arithmetic that every machine does to the same bits. */
public final class Dice {

  private static final int UNIFORMS = 12;

  private final RandomGenerator random;

  public Dice(Seed seed) {
    this.random = seed.generator();
  }

  public double uniform(double from, double to) {
    return from + (to - from) * random.nextDouble();
  }

  public boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** 0..count-1. */
  public int below(int count) {
    return random.nextInt(count);
  }

  /** Nearly normal, by the sum of twelve uniforms. */
  public double normal(double mean, double deviation) {
    double sum = 0;
    for (int i = 0; i < UNIFORMS; i++) {
      sum += random.nextDouble();
    }
    return mean + deviation * (sum - UNIFORMS / 2);
  }

  /** Nearly standard normal in halves: the number of ones among sixteen bits. */
  public double grain() {
    return (Integer.bitCount(random.nextInt() & 0xFFFF) - 8) / 2.0;
  }

  /** The number of the first share that a uniform number falls into; shares add up to 1. */
  public int choice(double... shares) {
    double left = random.nextDouble();
    for (int i = 0; i < shares.length - 1; i++) {
      left -= shares[i];
      if (left < 0) {
        return i;
      }
    }
    return shares.length - 1;
  }

  /** Three of them: a colour's. */
  public double[] normals(double[] means, double deviation) {
    return new double[] {normal(means[0], deviation), normal(means[1], deviation), normal(means[2], deviation)};
  }
}

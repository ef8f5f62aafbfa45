package org.palimpsest.attack;

import java.util.Arrays;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * An attacker's own split of its images: a fifth to choose settings by, the rest to learn from. Of fewer than five
 * images, all serve for both.
 *
 * @param train row numbers
 * @param validation row numbers
 */
record Holdout(int[] train, int[] validation) {

  private static final int PARTS = 5;

  static Holdout of(int size, Seed seed) {
    int[] order = Shuffle.permutation(size, seed.derive("holdout"));
    int held = size / PARTS;
    return held == 0
        ? new Holdout(order, order)
        : new Holdout(Arrays.copyOfRange(order, held, size), Arrays.copyOf(order, held));
  }
}

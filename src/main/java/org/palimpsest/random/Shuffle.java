package org.palimpsest.random;

import java.util.random.RandomGenerator;

/** Uniform random permutations (Fisher and Yates; Durstenfeld 1964). */
public final class Shuffle {

  private Shuffle() {}

  /** The numbers 0..size-1 in an order that {@code seed} decides. */
  public static int[] permutation(int size, Seed seed) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    inPlace(order, seed);
    return order;
  }

  /** Brings {@code values} into an order that {@code seed} decides. */
  public static void inPlace(int[] values, Seed seed) {
    RandomGenerator random = seed.generator();
    for (int last = values.length - 1; last > 0; last--) {
      int chosen = random.nextInt(last + 1);
      int value = values[last];
      values[last] = values[chosen];
      values[chosen] = value;
    }
  }
}

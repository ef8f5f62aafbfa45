package org.palimpsest.random;

import java.util.Arrays;
import org.palimpsest.Require;

/**
 * NumPy's legacy generator, {@code RandomState(seed)}, as far as pandas and scikit-learn draw samples and folds from
 * it: with it, sub-samples that others published by a seed alone can be had again. For nothing else: streams of our own
 * come from a {@link Seed}. MT19937 after Matsumoto and Nishimura, ACM TOMACS 8 (1998); bounded numbers by masked
 * rejection; Fisher and Yates from the end.
 */
public final class NumpyRandom {

  private static final int SIZE = 624;
  private static final int MIDDLE = 397;

  private final int[] state = new int[SIZE];
  private int next = SIZE;

  public NumpyRandom(int seed) {
    state[0] = seed;
    for (int i = 1; i < SIZE; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
    }
  }

  /** The next 32 bits. */
  int nextBits() {
    if (next == SIZE) {
      for (int i = 0; i < SIZE; i++) {
        int bits = state[i] & 0x80000000 | state[(i + 1) % SIZE] & 0x7fffffff;
        state[i] = state[(i + MIDDLE) % SIZE] ^ bits >>> 1 ^ ((bits & 1) == 0 ? 0 : 0x9908b0df);
      }
      next = 0;
    }
    int bits = state[next++];
    bits ^= bits >>> 11;
    bits ^= bits << 7 & 0x9d2c5680;
    bits ^= bits << 15 & 0xefc60000;
    return bits ^ bits >>> 18;
  }

  /** A number in 0..highest. */
  private int upTo(int highest) {
    if (highest == 0) {
      return 0;
    }
    int mask = -1 >>> Integer.numberOfLeadingZeros(highest);
    int value = nextBits() & mask;
    while (value > highest) {
      value = nextBits() & mask;
    }
    return value;
  }

  /** {@code shuffle(values)}. */
  public void shuffle(int[] values) {
    for (int last = values.length - 1; last > 0; last--) {
      int chosen = upTo(last);
      int value = values[last];
      values[last] = values[chosen];
      values[chosen] = value;
    }
  }

  /** {@code permutation(size)}. */
  public int[] permutation(int size) {
    int[] order = new int[size];
    Arrays.setAll(order, i -> i);
    shuffle(order);
    return order;
  }

  /** The places in 0..size-1 of the rows that pandas' {@code sample(count, random_state=seed)} takes of size rows. */
  public static int[] sample(int size, int count, int seed) {
    Require.that(count >= 0 && count <= size, "count", "0 to the " + size + " rows there are", count);
    return Arrays.copyOf(new NumpyRandom(seed).permutation(size), count);
  }
}

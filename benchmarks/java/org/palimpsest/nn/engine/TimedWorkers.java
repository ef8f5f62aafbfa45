package org.palimpsest.nn.engine;

import java.util.Arrays;

/** A team that notes how long each of its calls took. */
final class TimedWorkers extends Workers {

  private long[] nanoseconds = new long[64];
  private int calls;

  TimedWorkers(int threads) {
    super(threads);
  }

  @Override
  public void run(int tasks, Task task) {
    long start = System.nanoTime();
    super.run(tasks, task);
    if (calls == nanoseconds.length) {
      nanoseconds = Arrays.copyOf(nanoseconds, 2 * calls);
    }
    nanoseconds[calls++] = System.nanoTime() - start;
  }

  /** Forgets the calls so far. */
  void begin() {
    calls = 0;
  }

  /** Of the calls since {@link #begin}, in their order. */
  long[] nanoseconds() {
    return Arrays.copyOf(nanoseconds, calls);
  }
}

package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.palimpsest.cli.Memory;
import org.palimpsest.experiment.cost.StepTimer;

/** What a whole training step of the published network leaves on the heap, from images to optimiser. */
class StepAllocationTest {

  private static final int BATCH = 256;
  private static final long MOST_BYTES = 10_000_000;
  private static final long PATIENCE_NANOSECONDS = 90_000_000_000L;

  @Test
  void isUnderTenMegabytesOnceWarm() {
    StepTimer timer = StepTimer.published(BATCH);
    long limit = System.nanoTime() + PATIENCE_NANOSECONDS;
    long least = Long.MAX_VALUE;
    while (least >= MOST_BYTES && System.nanoTime() < limit) {
      long before = Memory.allocatedBytes();
      timer.step();
      least = Math.min(least, Memory.allocatedBytes() - before);
    }
    assertThat(least).as("bytes a step").isLessThan(MOST_BYTES);
  }
}

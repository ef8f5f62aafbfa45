package org.palimpsest.nn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.Shape;

/** A training step must allocate next to nothing once the largest batch has been seen. */
class AllocationTest {

  private static final long MOST_BYTES = 50_000;

  /** For the compiler, on a busy machine. */
  private static final long PATIENCE_NANOSECONDS = 60_000_000_000L;

  @Test
  void aStepOfSingleOperatorsAllocatesNextToNothing() {
    Shape input = new Shape(16, 16, 3);
    List<LayerSpec> layers =
        List.of(
            new LayerSpec.Convolution(3, 16, 3, 1, 1, LayerSpec.Algorithm.DIRECT),
            new LayerSpec.BatchNorm(16),
            new LayerSpec.Relu(),
            new LayerSpec.Convolution(16, 16, 3, 1, 1, LayerSpec.Algorithm.WINOGRAD),
            new LayerSpec.MaxPool(2, 2, 0),
            new LayerSpec.Convolution(16, 16, 1, 1, 0, LayerSpec.Algorithm.DIRECT),
            new LayerSpec.GroupNorm(16, 4),
            new LayerSpec.Tanh(),
            new LayerSpec.TransposedConvolution(16, 8, 4, 2, 1),
            new LayerSpec.AveragePool(2, 2, 0),
            new LayerSpec.GlobalAveragePool(),
            new LayerSpec.UnitNorm());
    try (Workers workers = new Workers(1)) {
      Stack stack = new Stack(input, layers, workers);
      float[] x = new float[32 * input.volume()];
      float[] dy = new float[32 * stack.output().volume()];
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long id = Thread.currentThread().getId();
      long least = Long.MAX_VALUE;
      long limit = System.nanoTime() + PATIENCE_NANOSECONDS;
      while (least >= MOST_BYTES && System.nanoTime() < limit) {
        long before = threads.getThreadAllocatedBytes(id);
        stack.forward(x, 32, true);
        stack.backward(dy, true);
        least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
      }
      assertThat(least).isLessThan(MOST_BYTES);
    }
  }
}

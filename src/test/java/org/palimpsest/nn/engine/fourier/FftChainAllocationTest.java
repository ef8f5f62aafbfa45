package org.palimpsest.nn.engine.fourier;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.ParameterSlot;
import org.palimpsest.nn.engine.Workers;

/**
 * Once compiled, a step leaves next to nothing on the heap. A vector that the compiler fails to keep in a register is
 * an object, and megabytes of them per step are the first sign of a kernel that has grown too large.
 */
class FftChainAllocationTest {

  /** A grown kernel leaves megabytes; what other tests leave in the compiler's profiles costs some kilobytes. */
  private static final long MOST_BYTES = 128 << 10;

  private static final long PATIENCE_NANOSECONDS = 240_000_000_000L;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<List<LayerSpec>> chains() {
    LayerSpec.Convolution first = LayerSpec.Convolution.same(3, 16, 7);
    LayerSpec.Convolution second = LayerSpec.Convolution.same(16, 24, 7);
    return Stream.of(
        List.of(first, new LayerSpec.BatchNorm(16), new LayerSpec.Relu(),
            second, new LayerSpec.BatchNorm(24), new LayerSpec.Relu(), new LayerSpec.GlobalAveragePool()),
        List.of(first, new LayerSpec.Tanh(), second, new LayerSpec.BatchNorm(24), new LayerSpec.Tanh()));
  }

  @ParameterizedTest
  @MethodSource("chains")
  void aWarmStepAllocatesNextToNothing(List<LayerSpec> layers) {
    int length = ParameterSlot.length(ParameterSlot.of(layers));
    int batch = 16;
    Shape input = new Shape(28, 28, 3);
    try (Workers workers = new Workers(2)) {
      FftChain chain = new FftChain(input, layers, new float[length], new float[length], 0, workers);
      float[] x = new float[batch * input.volume()];
      float[] dy = new float[batch * chain.output().volume()];
      long least = Long.MAX_VALUE;
      long limit = System.nanoTime() + PATIENCE_NANOSECONDS;
      while (least > MOST_BYTES && System.nanoTime() < limit) {
        long before = allocated();
        for (int step = 0; step < 10; step++) {
          chain.forward(x, batch, true);
          chain.backward(dy, true);
          chain.forward(x, batch, false);
        }
        least = Math.min(least, (allocated() - before) / 10);
      }
      assertThat(least).as("bytes per step").isLessThanOrEqualTo(MOST_BYTES);
    }
  }

  private static long allocated() {
    long[] ids = Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t == Thread.currentThread() || t.getName().startsWith("palimpsest-worker"))
        .mapToLong(Thread::getId).sorted().toArray();
    return LongStream.of(THREADS.getThreadAllocatedBytes(ids)).filter(bytes -> bytes > 0).sum();
  }
}

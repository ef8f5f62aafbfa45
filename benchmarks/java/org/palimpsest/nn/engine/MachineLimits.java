package org.palimpsest.nn.engine;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.bytedeco.javacpp.FloatPointer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.palimpsest.bench.EngineBenchmark;
import org.palimpsest.nn.engine.vector.Lanes;

/** What the machine can do at most, on all processors: matrix products, and sums over arrays no cache can hold. */
@State(Scope.Benchmark)
public class MachineLimits extends EngineBenchmark {

  private static final int PRODUCTS = 48;
  private static final int SIDE = 512;
  private static final int BLOCKS = 1024;
  private static final int BLOCK = 32768;

  /** Floating-point operations of one call of {@link #sgemm}. */
  public static final double SGEMM_FLOPS = 2.0 * PRODUCTS * SIDE * SIDE * SIDE;

  /** Bytes read and written by one call of {@link #triad}, by the count of McCalpin's STREAM. */
  public static final double TRIAD_BYTES = 3.0 * Float.BYTES * BLOCKS * BLOCK;

  private Workers workers;
  private FloatPointer left;
  private FloatPointer right;
  private FloatPointer[] products;
  private float[] a;
  private float[] b;
  private float[] c;

  @Setup
  public void build() {
    Blas.singleThreaded();
    workers = new Workers(Runtime.getRuntime().availableProcessors());
    float[] ones = new float[SIDE * SIDE];
    Arrays.fill(ones, 1);
    left = new FloatPointer(ones);
    right = new FloatPointer(ones);
    products = new FloatPointer[workers.threads()];
    for (int worker = 0; worker < products.length; worker++) {
      products[worker] = new FloatPointer((long) SIDE * SIDE);
    }
    a = new float[BLOCKS * BLOCK];
    b = new float[BLOCKS * BLOCK];
    c = new float[BLOCKS * BLOCK];
  }

  @TearDown
  public void end() {
    workers.close();
  }

  @Benchmark
  public Object sgemm() {
    workers.run(
        PRODUCTS, (task, worker) -> Blas.product(SIDE, SIDE, SIDE, left, right, 0f, products[worker]));
    return products;
  }

  /** c = a + 3 b. */
  @Benchmark
  public Object triad() {
    workers.run(BLOCKS, (task, worker) -> triad(a, b, c, task * BLOCK, (task + 1) * BLOCK));
    return c;
  }

  private static void triad(float[] a, float[] b, float[] c, int from, int to) {
    FloatVector three = Lanes.splat(3);
    for (int i = from; i < to; i += Lanes.WIDTH) {
      Lanes.load(b, i).fma(three, Lanes.load(a, i)).intoArray(c, i);
    }
  }
}

package org.palimpsest.nn.engine;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.palimpsest.bench.EngineBenchmark;
import org.palimpsest.bench.LayerShape;

/** One convolution by itself: forward, and forward with both gradients. */
@State(Scope.Benchmark)
public abstract class SingleLayer extends EngineBenchmark {

  @Param("32")
  public int batch;

  private LayerAtWork work;

  abstract LayerShape shape();

  abstract LayerSpec.Algorithm algorithm();

  @Setup
  public void build() {
    work = new LayerAtWork(shape(), algorithm(), batch, Runtime.getRuntime().availableProcessors());
  }

  @TearDown
  public void end() {
    work.close();
  }

  @Benchmark
  public Object forward() {
    return work.forward();
  }

  @Benchmark
  public Object forwardAndBackward() {
    return work.forwardAndBackward();
  }
}

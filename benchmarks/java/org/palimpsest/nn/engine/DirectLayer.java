package org.palimpsest.nn.engine;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.palimpsest.bench.LayerShape;

/**
 * Single convolutions as matrix products over patches, of ResNet-18, DenseNet-121 and the published network: forward,
 * and forward with both gradients.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules", "jdk.incubator.vector", "-XX:+UseParallelGC", "-Xmx4g", "-XX:+IgnoreUnrecognizedVMOptions",
      "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"
    })
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class DirectLayer {

  @Param({
    "3-64-64-56", "3-128-128-28", "3-256-256-14", "3-512-512-7", "3-64-128-56-2", "1-256-64-56", "1-1024-256-14",
    "7-16-32-28", "7-64-128-28"
  })
  public String layer;

  @Param("32")
  public int batch;

  private LayerAtWork work;

  @Setup
  public void build() {
    int threads = Runtime.getRuntime().availableProcessors();
    work = new LayerAtWork(LayerShape.parse(layer), LayerSpec.Algorithm.DIRECT, batch, threads);
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

package org.palimpsest.bench;

import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.zeros;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
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
import org.openjdk.jmh.annotations.Warmup;

/** The same step and the same evaluation forward in libtorch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
public class LibtorchTrainingStep {

  @Param({"32", "64", "128", "256"})
  public int batch;

  private LibtorchNetwork network;
  private Tensor images;
  private Tensor targets;

  @Setup
  public void build() {
    network = new LibtorchNetwork(Runtime.getRuntime().availableProcessors());
    images = randn(new long[] {batch, 3, 28, 28});
    targets = zeros(new long[] {batch}).to(ScalarType.Long);
  }

  @Benchmark
  public float step() {
    network.train(true);
    return network.step(images, targets);
  }

  @Benchmark
  public float forward() {
    network.eval();
    try (PointerScope scope = new PointerScope();
        NoGradGuard inference = new NoGradGuard()) {
      return network.forward(images).sum().item_float();
    }
  }
}

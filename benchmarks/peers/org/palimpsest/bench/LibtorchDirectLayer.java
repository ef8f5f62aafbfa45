package org.palimpsest.bench;

import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
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

/** The same single convolutions in libtorch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LibtorchDirectLayer {

  @Param({
    "3-64-64-56", "3-128-128-28", "3-256-256-14", "3-512-512-7", "3-64-128-56-2", "1-256-64-56", "1-1024-256-14",
    "7-16-32-28", "7-64-128-28"
  })
  public String layer;

  @Param("32")
  public int batch;

  private Conv2dImpl convolution;
  private Tensor x;
  private Tensor dy;

  @Setup
  public void build() {
    set_num_threads(Runtime.getRuntime().availableProcessors());
    LayerShape shape = LayerShape.parse(layer);
    Conv2dOptions options =
        new Conv2dOptions(shape.inputs(), shape.outputs(), new LongPointer(shape.kernel(), shape.kernel()));
    options.stride().put(new LongPointer(shape.stride(), shape.stride()));
    options.padding().put(new LongPointer(shape.padding(), shape.padding()));
    convolution = new Conv2dImpl(options);
    x = randn(new long[] {batch, shape.inputs(), shape.side(), shape.side()}).set_requires_grad(true);
    dy = randn(new long[] {batch, shape.outputs(), shape.outputSide(), shape.outputSide()});
  }

  @Benchmark
  public long forward() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard inference = new NoGradGuard()) {
      return convolution.forward(x).numel();
    }
  }

  /** Both gradients are dropped before they are computed anew, as an optimiser's zero_grad does. */
  @Benchmark
  public long forwardAndBackward() {
    try (PointerScope scope = new PointerScope()) {
      convolution.zero_grad(true);
      x.mutable_grad().reset();
      Tensor y = convolution.forward(x);
      y.backward(dy, new BoolOptional(), false, new TensorArrayRefOptional());
      return y.numel();
    }
  }
}

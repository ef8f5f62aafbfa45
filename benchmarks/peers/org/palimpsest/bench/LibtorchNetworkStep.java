package org.palimpsest.bench;

import static org.bytedeco.pytorch.global.torch.adaptive_avg_pool2d;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AvgPool2dImpl;
import org.bytedeco.pytorch.AvgPool2dOptions;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.MaxPool2dImpl;
import org.bytedeco.pytorch.MaxPool2dOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
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
import org.palimpsest.nn.engine.LayerSpec;

/** The networks of {@link NetworkStep} in libtorch, built layer by layer from the same list. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 6)
@Measurement(iterations = 4, time = 6)
public class LibtorchNetworkStep {

  @Param({"resnet-18 64", "resnet-18 112", "resnet-18 224", "densenet-121 112", "densenet-121 224"})
  public String network;

  @Param({"16", "32"})
  public int batch;

  private Network layers;
  private Tensor images;
  private Tensor gradients;

  @Setup
  public void build() {
    set_num_threads(Runtime.getRuntime().availableProcessors());
    layers = new Network(NetworkStep.layers(network));
    int side = NetworkStep.side(network);
    images = randn(new long[] {batch, 3, side, side});
    try (NoGradGuard inference = new NoGradGuard()) {
      gradients = randn(layers.forward(images).sizes().vec().get());
    }
  }

  @Benchmark
  public long forward() {
    layers.train(false);
    try (PointerScope scope = new PointerScope();
        NoGradGuard inference = new NoGradGuard()) {
      return layers.forward(images).numel();
    }
  }

  @Benchmark
  public long step() {
    layers.train(true);
    try (PointerScope scope = new PointerScope()) {
      layers.zero_grad(true);
      Tensor features = layers.forward(images);
      features.backward(gradients, new BoolOptional(), false, new TensorArrayRefOptional());
      return features.numel();
    }
  }

  /** A chain of layers as libtorch has them. */
  private static final class Network extends Module {

    private final UnaryOperator<Tensor> chain;
    private int modules;

    Network(List<LayerSpec> layers) {
      chain = chain(layers);
    }

    Tensor forward(Tensor x) {
      return chain.apply(x);
    }

    private UnaryOperator<Tensor> chain(List<LayerSpec> layers) {
      List<UnaryOperator<Tensor>> parts = layers.stream().map(this::layer).toList();
      return x -> {
        Tensor y = x;
        for (UnaryOperator<Tensor> part : parts) {
          y = part.apply(y);
        }
        return y;
      };
    }

    private UnaryOperator<Tensor> layer(LayerSpec layer) {
      if (layer instanceof LayerSpec.Convolution convolution) {
        return convolution(convolution);
      } else if (layer instanceof LayerSpec.BatchNorm norm) {
        BatchNorm2dImpl module = register_module(next(), new BatchNorm2dImpl(new BatchNormOptions(norm.channels())));
        return module::forward;
      } else if (layer instanceof LayerSpec.Relu) {
        return Tensor::relu;
      } else if (layer instanceof LayerSpec.MaxPool pool) {
        MaxPool2dOptions options = new MaxPool2dOptions(pair(pool.kernel()));
        options.stride().put(pair(pool.stride()));
        options.padding().put(pair(pool.padding()));
        MaxPool2dImpl module = register_module(next(), new MaxPool2dImpl(options));
        return module::forward;
      } else if (layer instanceof LayerSpec.AveragePool pool) {
        AvgPool2dOptions options = new AvgPool2dOptions(pair(pool.kernel()));
        options.stride().put(pair(pool.stride()));
        options.padding().put(pair(pool.padding()));
        AvgPool2dImpl module = register_module(next(), new AvgPool2dImpl(options));
        return module::forward;
      } else if (layer instanceof LayerSpec.GlobalAveragePool) {
        return x -> adaptive_avg_pool2d(x, 1, 1).flatten(1, -1);
      } else if (layer instanceof LayerSpec.Residual residual) {
        UnaryOperator<Tensor> body = chain(residual.body());
        UnaryOperator<Tensor> shortcut = chain(residual.shortcut());
        return x -> body.apply(x).add(shortcut.apply(x));
      } else if (layer instanceof LayerSpec.Dense dense) {
        UnaryOperator<Tensor> body = chain(dense.body());
        return x -> cat(new TensorVector(x, body.apply(x)), 1);
      }
      throw new IllegalArgumentException("layer: expected one of ResNet-18 or DenseNet-121, was " + layer);
    }

    private UnaryOperator<Tensor> convolution(LayerSpec.Convolution layer) {
      Conv2dOptions options = new Conv2dOptions(layer.inputs(), layer.outputs(), pair(layer.kernel()));
      options.stride().put(pair(layer.stride()));
      options.padding().put(pair(layer.padding()));
      options.bias().put(layer.bias());
      Conv2dImpl module = register_module(next(), new Conv2dImpl(options));
      return module::forward;
    }

    private static LongPointer pair(int size) {
      return new LongPointer(size, size);
    }

    private String next() {
      return "layer" + modules++;
    }
  }
}

package org.palimpsest.bench;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ejml.data.DMatrixRMaj;
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
import org.palimpsest.data.Batch;
import org.palimpsest.method.CrossEntropy;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.SmallConvNet;

/**
 * What a gradient of every example's own costs: a step on the batch's gradient, and a step on the sum of the
 * examples' gradients, each of them seen on the way.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules", "jdk.incubator.vector", "-XX:+UseParallelGC", "-Xmx8g", "-XX:+IgnoreUnrecognizedVMOptions",
      "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"
    })
@Warmup(iterations = 3, time = 4)
@Measurement(iterations = 5, time = 4)
public class PerExampleStep {

  /** {@code simple-conv-net} is the published network with group normalisation. */
  @Param({"small-conv-net", "simple-conv-net"})
  public String network;

  @Param({"256", "512"})
  public int batch;

  private Batch images;
  private Encoder encoder;
  private float[] sum;

  @Setup
  public void build() {
    NetworkSpec spec =
        network.equals("small-conv-net")
            ? SmallConvNet.COLOUR
            : new SimpleConvNet(28, 3, List.of(16, 32, 64, 128), 7, Normalisation.GROUP, Bottleneck.RELU, 10);
    images = Workload.batch(batch, 28, 3);
    encoder = spec.create(new OptimiserSpec(0), Workload.SEED);
    sum = new float[encoder.parameters().length];
  }

  @Benchmark
  public Object plain() {
    LossAndGradient loss = loss();
    encoder.backward(null, loss.dLogits());
    encoder.step(1e-3);
    return encoder;
  }

  @Benchmark
  public Object perExample() {
    DMatrixRMaj dLogits = loss().dLogits();
    Arrays.fill(sum, 0f);
    encoder.backwardPerExample(null, dLogits, this::add);
    encoder.gradient(sum);
    encoder.step(1e-3);
    return encoder;
  }

  private LossAndGradient loss() {
    Activations activations = encoder.train(images);
    return new CrossEntropy().at(activations, images.targets(), images.privateAttributes());
  }

  private void add(int first, int count, float[] gradients) {
    for (int i = 0; i < count; i++) {
      int row = i * sum.length;
      for (int p = 0; p < sum.length; p++) {
        sum[p] += gradients[row + p];
      }
    }
  }
}

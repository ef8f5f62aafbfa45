package org.palimpsest.bench;

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
import org.openjdk.jmh.annotations.Warmup;
import org.palimpsest.data.BatchImages;
import org.palimpsest.data.BatchOrder;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method;
import org.palimpsest.method.Training;
import org.palimpsest.method.Vanilla;
import org.palimpsest.method.dp.DpSgd;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.SmallConvNet;

/**
 * The price of privacy: a step of plain training, and one of DP-SGD with all that belongs to it. Every image is drawn,
 * so that both see batches of one size. The peer is {@code benchmarks/peers/opacus.py}.
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
public class DpStep {

  /** Network and images a step. */
  @Param({"small-conv-net 512", "simple-conv-net 64"})
  public String work;

  private BatchImages images;
  private BatchOrder order;
  private Learner plain;
  private Learner dpSgd;

  @Setup
  public void build() {
    String[] words = work.split(" ");
    NetworkSpec network =
        words[0].equals("small-conv-net")
            ? SmallConvNet.COLOUR
            : new SimpleConvNet(28, 3, SimpleConvNet.PUBLISHED.widths(), 7, Normalisation.GROUP, Bottleneck.RELU, 10);
    int batch = Integer.parseInt(words[1]);
    images = new BatchImages(Workload.batch(batch, 28, 3), 10, 10);
    order = BatchOrder.sequential(batch);
    plain = learner(new Vanilla(), network, batch);
    dpSgd = learner(DpSgd.withNoise(1, 0.1), network, batch);
  }

  private Learner learner(Method method, NetworkSpec network, int batch) {
    OptimiserSpec sgd = OptimiserSpec.sgd(0.9, 0);
    return method.learner(
        network.create(sgd, Workload.SEED), new Training(images, sgd, batch, 1e-3, Workload.SEED));
  }

  @Benchmark
  public Object plain() {
    return step(plain);
  }

  @Benchmark
  public Object dpSgd() {
    return step(dpSgd);
  }

  private Object step(Learner learner) {
    return learner.update(learner.batches(order).batches(images, 0).iterator().next(), 1e-3);
  }
}

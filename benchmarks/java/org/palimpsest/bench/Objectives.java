package org.palimpsest.bench;

import java.util.concurrent.TimeUnit;
import org.ejml.data.DMatrixRMaj;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.palimpsest.bias.Batch;
import org.palimpsest.method.CrossEntropy;
import org.palimpsest.method.EnD;
import org.palimpsest.nn.Activations;

/** Loss and gradients of each objective at (B = 256, D = 128, C = 10). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Objectives {

  private static final int BATCH = 256;

  private Activations activations;
  private Batch labels;

  @Setup
  public void build() {
    activations = new Activations(Workload.unitRows(BATCH, 128), new DMatrixRMaj(BATCH, 10));
    labels = Workload.batch(BATCH, 1, 1);
  }

  @Benchmark
  public Object crossEntropy() {
    return new CrossEntropy().at(activations, labels.targets(), labels.privateAttributes());
  }

  @Benchmark
  public Object end() {
    return new EnD().objective().at(activations, labels.targets(), labels.privateAttributes());
  }
}

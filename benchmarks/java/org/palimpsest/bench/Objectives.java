package org.palimpsest.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
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
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.method.BiasBal;
import org.palimpsest.method.CrossEntropy;
import org.palimpsest.method.EnD;
import org.palimpsest.method.FairKl;
import org.palimpsest.method.GroupDro;
import org.palimpsest.method.Irene;
import org.palimpsest.method.LearnedMixin;
import org.palimpsest.method.Lnl;
import org.palimpsest.method.Objective;
import org.palimpsest.method.RUBi;
import org.palimpsest.method.ReBias;
import org.palimpsest.method.UnitFeatures;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.random.Seed;

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
  private LinearHead head;
  private Objective biasBal;
  private double[] weights;
  private DMatrixRMaj biasOnlyFeatures;
  private DMatrixRMaj biasOnlyLogits;
  private LinearHead scale;

  @Setup
  public void build() {
    biasOnlyFeatures = Workload.unitRows(2 * BATCH, 128);
    biasOnlyFeatures = CommonOps_DDRM.extract(biasOnlyFeatures, BATCH, 2 * BATCH, 0, 128);
    biasOnlyLogits = Workload.unitRows(BATCH, 10);
    scale = new LinearHead("scale", 128, 1, new OptimiserSpec(1e-4), new Seed(1));
    activations = new Activations(Workload.unitRows(BATCH, 128), new DMatrixRMaj(BATCH, 10));
    labels = Workload.batch(BATCH, 1, 1);
    head = new LinearHead("private-head", 128, 10, new OptimiserSpec(0), Workload.SEED);
    biasBal = new BiasBal().objective(new BatchImages(labels, 10, 10));
    weights = new double[100];
    Arrays.fill(weights, 0.01);
  }

  @Benchmark
  public Object crossEntropy() {
    return new CrossEntropy().at(activations, labels.targets(), labels.privateAttributes());
  }

  @Benchmark
  public Object end() {
    return new EnD().objective().at(activations, labels.targets(), labels.privateAttributes());
  }

  @Benchmark
  public Object biasBal() {
    return at(biasBal);
  }

  @Benchmark
  public Object groupDro() {
    return at(new GroupDro().objective(weights, 10));
  }

  @Benchmark
  public Object lnl() {
    return at(new Lnl().objective(head));
  }

  @Benchmark
  public Object irene() {
    return at(new Irene().objective(head));
  }

  @Benchmark
  public Object fairKl() {
    return at(new UnitFeatures(new FairKl().objective()));
  }

  @Benchmark
  public Object rubi() {
    return at(new RUBi().objective(biasOnlyLogits, biasOnlyLogits));
  }

  @Benchmark
  public Object learnedMixin() {
    return at(new LearnedMixin().objective(biasOnlyLogits, scale));
  }

  /** One of the two such losses in a step, with the kernel of the other network's features. */
  @Benchmark
  public Object rebias() {
    return at(new ReBias().objective(biasOnlyFeatures));
  }

  @Benchmark
  public Object rebiasMedianBandwidth() {
    ReBias method = new ReBias(1, 1, ReBias.Bandwidth.MEDIAN, ReBias.Estimator.UNBIASED);
    return at(method.objective(biasOnlyFeatures));
  }

  private Object at(Objective objective) {
    return objective.at(activations, labels.targets(), labels.privateAttributes());
  }
}

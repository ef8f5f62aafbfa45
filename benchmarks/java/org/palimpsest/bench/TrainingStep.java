package org.palimpsest.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Training;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet;

/** One step of plain training, and one evaluation forward, of the published network in the product. */
@State(Scope.Benchmark)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class TrainingStep extends EngineBenchmark {

  @Param({"32", "64", "128", "256"})
  public int batch;

  private Batch images;
  private Encoder encoder;
  private Learner learner;

  @Setup
  public void build() {
    images = Workload.batch(batch, 28, 3);
    OptimiserSpec optimiser = new OptimiserSpec(1e-4);
    encoder = SimpleConvNet.PUBLISHED.create(optimiser, Workload.SEED);
    BatchImages training = new BatchImages(images, 10, 10);
    learner = new Vanilla().learner(encoder, new Training(training, optimiser, batch, 1e-3, Workload.SEED));
  }

  @Benchmark
  public Object step() {
    return learner.update(images, 1e-3);
  }

  @Benchmark
  public Object forward() {
    return encoder.evaluate(images);
  }
}

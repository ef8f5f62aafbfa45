package org.palimpsest.bench;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Training;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.Bottleneck;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Normalisation;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet;

/**
 * A training step and an evaluation forward of the narrow network and small batches of the experiment {@code quick}.
 */
@State(Scope.Benchmark)
public class QuickStep extends EngineBenchmark {

  private static final SimpleConvNet NETWORK =
      new SimpleConvNet(28, 3, List.of(8, 16, 32, 64), 7, Normalisation.BATCH, Bottleneck.RELU, 10);

  @Param("40")
  public int batch;

  private Batch images;
  private Encoder encoder;
  private Learner learner;

  @Setup
  public void build() {
    images = Workload.batch(batch, 28, 3);
    OptimiserSpec optimiser = new OptimiserSpec(1e-4);
    encoder = NETWORK.create(optimiser, Workload.SEED);
    BatchImages training = new BatchImages(images, 10, 10);
    learner = new Vanilla().learner(encoder, new Training(training, optimiser, batch, 2e-3, Workload.SEED));
  }

  @Benchmark
  public Object step() {
    return learner.update(images, 2e-3);
  }

  @Benchmark
  public Object forward() {
    return encoder.evaluate(images);
  }
}

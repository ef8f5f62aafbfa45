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
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.engine.Engine;

/** A training step of the published network by threads, each number in a JVM of its own. */
@State(Scope.Benchmark)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class ThreadScaling extends EngineBenchmark {

  @Param({"1", "2"})
  public int threads;

  @Param("256")
  public int batch;

  private Batch images;
  private Learner learner;

  @Setup
  public void build() {
    Engine.threads(threads);
    images = Workload.batch(batch, 28, 3);
    OptimiserSpec optimiser = new OptimiserSpec(1e-4);
    learner =
        new Vanilla()
            .learner(
                SimpleConvNet.PUBLISHED.create(optimiser, Workload.SEED),
                new Training(new BatchImages(images, 10, 10), optimiser, batch, 1e-3, Workload.SEED));
  }

  @Benchmark
  public Object step() {
    return learner.update(images, 1e-3);
  }
}

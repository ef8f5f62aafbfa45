package org.palimpsest.nn.engine;

import java.util.List;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.palimpsest.bench.EngineBenchmark;
import org.palimpsest.bench.Workload;
import org.palimpsest.data.Batch;
import org.palimpsest.method.CrossEntropy;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet;

/**
 * Where the time of a training step of the published network goes. Whole steps are run, in the product; its parts are
 * told apart from outside, as each is one call of the engine's workers. A run counts the parts of one layer, in
 * nanoseconds over all steps of an iteration; the primary figure is the whole step.
 */
@State(Scope.Benchmark)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class StepParts extends EngineBenchmark {

  /** Nanoseconds by {@link StepPart#counter()}, and steps. JMH clears them before every iteration. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Spent {
    public long steps;
    public long input;
    public long products;
    public long output;
    public long average;
    public long loss;
    public long outputGradient;
    public long gradientProducts;
    public long weights;
    public long inputGradient;
    public long optimiser;
    public long rest;

    private void add(StepPart part, long nanoseconds) {
      switch (part) {
        case INPUT -> input += nanoseconds;
        case PRODUCTS -> products += nanoseconds;
        case OUTPUT -> output += nanoseconds;
        case AVERAGE -> average += nanoseconds;
        case LOSS -> loss += nanoseconds;
        case OUTPUT_GRADIENT -> outputGradient += nanoseconds;
        case GRADIENT_PRODUCTS -> gradientProducts += nanoseconds;
        case WEIGHTS -> weights += nanoseconds;
        case KERNELS, WEIGHT_PRODUCTS, INPUT_PRODUCTS ->
            throw new IllegalArgumentException("part: expected one of today's, was " + part);
        case INPUT_GRADIENT -> inputGradient += nanoseconds;
        case OPTIMISER -> optimiser += nanoseconds;
        case REST -> rest += nanoseconds;
      }
    }
  }

  /** From the images on. */
  @Param({"1", "2", "3", "4"})
  public int layer;

  @Param("256")
  public int batch;

  private final List<StepPart.Call> calls = StepPart.calls(SimpleConvNet.PUBLISHED.widths().size());
  private TimedWorkers team;
  private Batch images;
  private Encoder encoder;

  @Setup
  public void build() {
    team = (TimedWorkers) Engine.workers(TimedWorkers::new);
    images = Workload.batch(batch, 28, 3);
    encoder = SimpleConvNet.PUBLISHED.create(new OptimiserSpec(1e-4), Workload.SEED);
  }

  @Benchmark
  public Object step(Spent spent) {
    team.begin();
    long start = System.nanoTime();
    Activations activations = encoder.train(images);
    long trained = System.nanoTime();
    LossAndGradient loss = new CrossEntropy().at(activations, images.targets(), images.privateAttributes());
    long lost = System.nanoTime();
    encoder.backward(null, loss.dLogits());
    long derived = System.nanoTime();
    encoder.step(1e-3);
    long end = System.nanoTime();
    spent.steps++;
    spent.add(StepPart.LOSS, lost - trained);
    spent.add(StepPart.OPTIMISER, end - derived);
    spent.add(StepPart.REST, trained - start + derived - lost - inWorkers(spent));
    return loss;
  }

  /** Counts the calls of this run's layer; returns the time of all of them. */
  private long inWorkers(Spent spent) {
    long[] nanoseconds = team.nanoseconds();
    if (nanoseconds.length != calls.size()) {
      throw new IllegalStateException(
          "calls in a step: expected %d, was %d".formatted(calls.size(), nanoseconds.length));
    }
    long all = 0;
    for (int i = 0; i < nanoseconds.length; i++) {
      all += nanoseconds[i];
      if (calls.get(i).layer() == layer) {
        spent.add(calls.get(i).part(), nanoseconds[i]);
      }
    }
    return all;
  }
}

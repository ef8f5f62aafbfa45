package org.palimpsest.experiment.cost;

import java.util.Iterator;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.data.BatchOrder;
import org.palimpsest.data.Batches;
import org.palimpsest.data.NoiseImages;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method;
import org.palimpsest.method.Training;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.random.Seed;

/** Real training steps on random images, one at a time, for those who want to know how long they take. */
public final class StepTimer {

  private static final double WEIGHT_DECAY = 1e-4;
  private static final double LEARNING_RATE = 1e-3;

  private final NetworkSpec network;
  private final Learner learner;
  private final BatchImages images;
  private final Batches batches;

  /**
   * @param batchSize images a step, at least 1
   * @param privateClasses values of the private attribute, at least 1
   */
  public StepTimer(NetworkSpec network, Method method, int batchSize, int privateClasses) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch: expected at least 1, was " + batchSize);
    }
    this.network = network;
    OptimiserSpec optimiser = new OptimiserSpec(WEIGHT_DECAY);
    images = NoiseImages.of(network.input(), batchSize, network.classes(), privateClasses, new Seed(0));
    learner =
        method.learner(
            network.create(optimiser, new Seed(0)),
            new Training(images, optimiser, batchSize, LEARNING_RATE, new Seed(0)));
    batches = learner.batches(BatchOrder.sequential(batchSize));
  }

  /** With as many private values as targets. */
  public StepTimer(NetworkSpec network, Method method, int batchSize) {
    this(network, method, batchSize, network.classes());
  }

  /** Plain training of the published network. */
  public static StepTimer published(int batchSize) {
    return new StepTimer(SimpleConvNet.PUBLISHED, new Vanilla(), batchSize);
  }

  /** One line on the network. */
  public String network() {
    return network.summary();
  }

  /** Takes one training step and returns the seconds it took. */
  public double step() {
    long start = System.nanoTime();
    Iterator<Batch> drawn = batches.batches(images, 0).iterator();
    learner.update(drawn.hasNext() ? drawn.next() : images.batch(), LEARNING_RATE);
    return (System.nanoTime() - start) / 1e9;
  }
}

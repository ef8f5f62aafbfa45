package org.palimpsest.method.dp;

import java.util.stream.IntStream;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Batches;
import org.palimpsest.data.Images;
import org.palimpsest.privacy.DpMechanism;

/** The batches of a mechanism's next steps, each drawn, and accounted for, when it is asked for. */
final class DrawnBatches implements Batches {

  private final DpMechanism mechanism;
  private DrawnBatch drawn;

  DrawnBatches(DpMechanism mechanism) {
    this.mechanism = mechanism;
  }

  @Override
  public int count(Images images) {
    if (images.size() != mechanism.population()) {
      throw new IllegalArgumentException(
          "images: expected the %d that the mechanism samples, was %d"
              .formatted(mechanism.population(), images.size()));
    }
    return mechanism.stepsPerEpoch();
  }

  @Override
  public Iterable<Batch> batches(Images images, int epoch) {
    int steps = count(images);
    return () -> IntStream.range(0, steps).mapToObj(step -> draw(images)).iterator();
  }

  private Batch draw(Images images) {
    long step = mechanism.state().nextStep();
    int[] numbers = mechanism.sample();
    drawn = new DrawnBatch(step, numbers, images.batch(numbers, 0, numbers.length));
    return drawn.batch();
  }

  /** What was drawn last, once; {@code batch} is its batch: what else is said to be a step's batch nobody sampled. */
  DrawnBatch take(Batch batch) {
    if (drawn == null || batch != drawn.batch()) {
      throw new IllegalStateException("batch: expected the one that was drawn for this step, was another");
    }
    DrawnBatch taken = drawn;
    drawn = null;
    return taken;
  }
}

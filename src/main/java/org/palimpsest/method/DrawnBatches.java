package org.palimpsest.method;

import java.util.stream.IntStream;
import org.palimpsest.bias.Batch;
import org.palimpsest.bias.Batches;
import org.palimpsest.bias.BiasedImages;
import org.palimpsest.privacy.DpMechanism;

/** The batches of a mechanism's next steps, each drawn, and accounted for, when it is asked for. */
final class DrawnBatches implements Batches {

  private final DpMechanism mechanism;
  private Draw drawn;

  DrawnBatches(DpMechanism mechanism) {
    this.mechanism = mechanism;
  }

  @Override
  public int count(BiasedImages images) {
    if (images.size() != mechanism.population()) {
      throw new IllegalArgumentException(
          "images: expected the %d that the mechanism samples, was %d"
              .formatted(mechanism.population(), images.size()));
    }
    return mechanism.stepsPerEpoch();
  }

  @Override
  public Iterable<Batch> batches(BiasedImages images, int epoch) {
    int steps = count(images);
    return () -> IntStream.range(0, steps).mapToObj(step -> draw(images)).iterator();
  }

  private Batch draw(BiasedImages images) {
    long step = mechanism.state().nextStep();
    int[] numbers = mechanism.sample();
    drawn = new Draw(step, numbers, images.batch(numbers, 0, numbers.length));
    return drawn.batch();
  }

  /** What was drawn last, once; {@code batch} is its batch: what else is said to be a step's batch nobody sampled. */
  Draw take(Batch batch) {
    if (drawn == null || batch != drawn.batch()) {
      throw new IllegalStateException("batch: expected the one that was drawn for this step, was another");
    }
    Draw taken = drawn;
    drawn = null;
    return taken;
  }
}

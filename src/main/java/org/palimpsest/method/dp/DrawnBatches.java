package org.palimpsest.method.dp;

import java.util.stream.IntStream;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Batches;
import org.palimpsest.data.Images;
import org.palimpsest.privacy.DpMechanism;

/** The batches of a mechanism's next steps, each drawn, and accounted for, when it is asked for. */
final class DrawnBatches implements Batches {

  private final DpMechanism mechanism;
  private Draw drawn;

  /**
   * One step's images.
   *
   * @param step from 0 on
   * @param numbers (B), of the images within the training set
   */
  record Draw(long step, int[] numbers, Batch batch) {}

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
    drawn = new Draw(step, numbers, images.batch(numbers, 0, numbers.length));
    return drawn.batch();
  }

  /**
   * Hands out what was drawn last, once.
   *
   * @throws IllegalStateException if {@code batch} is not that draw's: a batch that the mechanism did not sample is not
   *     accounted for
   */
  Draw take(Batch batch) {
    if (drawn == null || batch != drawn.batch()) {
      throw new IllegalStateException("batch: expected the one that was drawn for this step, was another");
    }
    Draw taken = drawn;
    drawn = null;
    return taken;
  }
}

package org.palimpsest.method;

import java.util.stream.IntStream;
import org.palimpsest.bias.Batch;
import org.palimpsest.bias.Batches;
import org.palimpsest.bias.BiasedImages;
import org.palimpsest.privacy.DpMechanism;

/** The batches of a mechanism's next steps, each drawn, and accounted for, when it is asked for. */
final class DrawnBatches implements Batches {

  private final DpMechanism mechanism;
  private Batch drawn;

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
    int[] indices = mechanism.sample();
    drawn = images.batch(indices, 0, indices.length);
    return drawn;
  }

  /** Takes the batch that was drawn last, once: what else is said to be a step's batch nobody sampled. */
  void requireDrawn(Batch batch) {
    if (batch != drawn) {
      throw new IllegalStateException("batch: expected the one that was drawn for this step, was another");
    }
    drawn = null;
  }
}

package org.palimpsest.method;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Batches;
import org.palimpsest.nn.Trainable;
import org.palimpsest.privacy.DpStatement;

/** A method at work in one run. */
public interface Learner {

  /** Everything that an update changes, and nothing else. A contract test holds every learner to it. */
  List<Trainable> trainables();

  /** The batches this learner wants, given the ones that most do: every image once an epoch, shuffled. */
  default Batches batches(Batches shuffled) {
    return shuffled;
  }

  /** The promise of the steps so far to the people in the training images; empty if there is none. */
  default Optional<DpStatement> promise() {
    return Optional.empty();
  }

  /**
   * The same training image by image, at the parameters as they are; empty if what it trains has no gradient for each
   * image.
   */
  default Optional<PerImageModel> perImage() {
    return Optional.empty();
  }

  /**
   * One training step.
   *
   * @return the terms of the loss by name, before the step, {@code loss} (their total) among them
   */
  Map<String, Double> update(Batch batch, double learningRate);
}

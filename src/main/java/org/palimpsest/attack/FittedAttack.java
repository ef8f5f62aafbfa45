package org.palimpsest.attack;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.metric.Measurement;

/** An attacker that has learned. */
public interface FittedAttack {

  /**
   * The private attribute it reads for each image (N). What it may look at is up to the kind of attack: the
   * values, or for a control the true target; never the private attributes.
   */
  int[] predict(Features features);

  /**
   * How the fit went, by metric name: at least {@code train_accuracy}; {@code train_loss} (nats),
   * {@code gradient_norm}, {@code converged} (0 or 1) and {@code iterations} where the attack has such notions.
   */
  Map<String, Double> diagnostics();

  /**
   * What it answers to images it learned from.
   *
   * @param train what it was fitted to
   */
  default TrainingAnswers ownAnswers(Features train) {
    return TrainingAnswers.toAll(predict(train));
  }

  /**
   * Answers to training images as they count for an attack's accuracy in training: nearest neighbours answer without
   * the image itself.
   *
   * @param rows of the training images, those that were answered
   * @param answers one a row
   */
  record TrainingAnswers(int[] rows, int[] answers) {

    /** @param answers one for every training image, in order */
    static TrainingAnswers toAll(int[] answers) {
      return new TrainingAnswers(IntStream.range(0, answers.length).toArray(), answers);
    }
  }

  /** Whether it is known that none of its family does better on what it learned from: a convex problem, solved. */
  default boolean certified() {
    return false;
  }

  /** Several attacks of one kind of which this is the mean, if it is one. */
  default List<FittedAttack> repetitions() {
    return List.of(this);
  }

  /**
   * By how many bits each image's private value (N) costs it less than it costs who knows the frequencies in training and
   * nothing else; empty if it knows no probabilities.
   */
  default Optional<double[]> savedBits(Features features) {
    return Optional.empty();
  }

  /** What it can say of a set of images beyond how often its answers are right, such as information in bits. */
  default List<Measurement> measure(Features features) {
    return List.of();
  }
}

package org.palimpsest.method;

import java.util.List;
import org.palimpsest.data.Mix;
import org.palimpsest.nn.Encoder;

/** A training method: a record of its hyper-parameters that makes a learner for one run. */
public interface Method {

  /** The name by which specs and results refer to it, such as {@code end}. */
  String name();

  /** The name people read in tables and figures, such as {@code EnD}. */
  String title();

  /** Where the method was published. */
  String citation();

  /**
   * A learner that trains {@code encoder}.
   *
   * @throws IllegalArgumentException if the method cannot be used with this encoder; the message says why
   */
  Learner learner(Encoder encoder, Training training);

  /** Its part in a comparison. */
  default Role role() {
    return Role.METHOD;
  }

  /** Whether training makes any step; a control may leave the network with its initial parameters. */
  default boolean trains() {
    return true;
  }

  /**
   * Whether one image's gradient depends on the other images of its batch. Where it does, clipping the gradients of
   * single images bounds nothing, and the method cannot be combined with DP-SGD.
   */
  default boolean couplesImages() {
    return false;
  }

  /**
   * Whether the method takes anything from the training images but through its steps, such as counts of groups.
   * Differential privacy does not cover that.
   */
  default boolean looksAhead() {
    return true;
  }

  /**
   * The mix of private attribute and target that this method trains on, where the task says {@code given}: that, but
   * for a control that is there to show what other images would do.
   */
  default Mix trainingMix(Mix given) {
    return given;
  }

  /** The hyper-parameters that a sweep searches; empty if there is nothing to tune. */
  default List<SearchRange> searchSpace() {
    return List.of();
  }
}

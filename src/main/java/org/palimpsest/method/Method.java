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

  /** The publication, or for a baseline or control a line on it. */
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

  /** False for a control that leaves the network with its initial parameters: training makes no step. */
  default boolean trains() {
    return true;
  }

  /**
   * True if one image's gradient depends on the other images of its batch. Then clipping the gradients of single images
   * bounds nothing, and the method cannot be combined with DP-SGD.
   */
  default boolean couplesImages() {
    return false;
  }

  /**
   * True if the method takes anything from the training images but through its steps, such as counts of groups.
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

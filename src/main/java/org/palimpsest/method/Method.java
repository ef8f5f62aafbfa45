package org.palimpsest.method;

import java.util.List;
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

  /**
   * Whether one image's gradient depends on the other images of its batch. Where it does, clipping the gradients of
   * single images bounds nothing, and the method cannot be combined with DP-SGD.
   */
  default boolean couplesImages() {
    return false;
  }

  /** What a sweep searches; empty if the method has nothing to tune. */
  default List<Range> searchSpace() {
    return List.of();
  }
}

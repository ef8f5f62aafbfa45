package org.palimpsest.method;

import org.palimpsest.nn.Encoder;
import org.palimpsest.random.Seed;

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
   * @param seed for whatever else the method has to draw, such as extra networks
   * @throws IllegalArgumentException if the method cannot be used with this encoder; the message says why
   */
  Learner learner(Encoder encoder, Seed seed);
}

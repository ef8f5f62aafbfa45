package org.palimpsest.nn;

import java.io.IOException;
import java.nio.file.Path;

/** Something with parameters and optimiser state that training changes, and that a checkpoint must hold. */
public interface Trainable {

  /** A name unique among the trainables of one learner, fit for a file name. */
  String name();

  /** Whether a step at rate 0 leaves it as it is; false for what has a step size of its own. */
  default boolean followsLearningRate() {
    return true;
  }

  /** A copy of all parameters, including running statistics. */
  float[] parameters();

  /** Writes parameters, optimiser state and the spec they belong to. */
  void save(Path file) throws IOException;

  /**
   * Restores what {@link #save} wrote.
   *
   * @throws IOException if the file is damaged or belongs to another spec; the message names both specs
   */
  void restore(Path file) throws IOException;
}

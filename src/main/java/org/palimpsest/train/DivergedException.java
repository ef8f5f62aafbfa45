package org.palimpsest.train;

import org.palimpsest.method.TrainingDiverged;

/** Training that left the finite numbers. The message names epoch, step, term and value. */
public class DivergedException extends RuntimeException {

  public DivergedException(int epoch, int step, TrainingDiverged cause) {
    super("epoch %d, step %d: %s".formatted(epoch, step, cause.getMessage()), cause);
  }
}

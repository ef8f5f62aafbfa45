package org.palimpsest.experiment;

import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.method.Training;

/** How far a cell has come. */
public enum CellState {
  NEW,
  /** In training, after at least one complete epoch. */
  INTERRUPTED,
  /** With a network, which is not measured, or not completely. */
  TRAINED,
  FINISHED,
  /** Training diverged or could not begin. */
  FAILED;

  /** Whether there is a network. */
  public boolean isTrained() {
    return this == TRAINED || this == FINISHED;
  }

  /** As people read it, such as {@code interrupted}. */
  public String label() {
    return RecordBinder.spelling(this);
  }
}

package org.palimpsest.experiment;

import org.palimpsest.method.Training;
import org.palimpsest.train.Trainer.EpochRecord;

/**
 * Hears how a run goes, cell by cell in the order of the grid, or of several cells and threads at once if these are
 * worked on side by side. What it does must not change the numbers.
 */
public interface RunListener {

  /** A cell that has its rows already. */
  default void skipped(Cell cell) {}

  /**
   * A cell about to be worked on.
   *
   * @param epochsDone complete epochs from an earlier, interrupted run; all of them if only measuring is left
   */
  default void started(Cell cell, int epochsDone) {}

  /** After an optimiser step; both counts start at 1. */
  default void step(Cell cell, int epoch, int step, int stepsPerEpoch) {}

  /** After an epoch and its checkpoint. */
  default void epoch(Cell cell, EpochRecord record) {}

  /** Training is over and made a promise to the people in the training images. */
  default void promised(Cell cell, String summary) {}

  /** Something that will be missing from a cell's results, and why. */
  default void missing(Cell cell, String what) {}

  /** Training is over and something is being measured. */
  default void measuring(Cell cell, String what) {}

  /** A cell whose rows are now on disk. */
  default void finished(Cell cell, double seconds) {}

  /** Something about where cells are worked on. */
  default void remark(String what) {}

  /** A cell that could not be finished; the run goes on with the next. */
  default void failed(Cell cell, String message) {}
}

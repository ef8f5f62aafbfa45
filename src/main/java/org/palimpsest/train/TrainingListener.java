package org.palimpsest.train;

import java.io.IOException;

/** Hears how training goes. What it does must not change the numbers. */
public interface TrainingListener {

  /** Before the first step, and after what a checkpoint restored: how many epochs are already done. */
  default void resumed(int epochsDone) {}

  /** After a step. Both counts start at 1. */
  default void step(int epoch, int step, int stepsPerEpoch) {}

  /** After an epoch and its checkpoint. */
  default void epoch(EpochRecord record) throws IOException {}
}

package org.palimpsest.train;

/** A loss that stopped being a number. The message names epoch, step, term and value. */
public class DivergedException extends RuntimeException {

  public DivergedException(int epoch, int step, String term, double value) {
    super("training diverged: expected a finite %s, was %s in epoch %d, step %d".formatted(term, value, epoch, step));
  }
}

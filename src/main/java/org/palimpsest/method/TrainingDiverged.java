package org.palimpsest.method;

import java.util.Map;

/** Training that has left the finite numbers. The message names term and value, and epoch and step where known. */
public final class TrainingDiverged extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String term;
  private final double value;

  /**
   * @param term the term of the loss, or {@code gradient_norm}
   * @param value NaN or infinite
   */
  public TrainingDiverged(String term, double value) {
    this("training diverged: %s: expected a finite number, was %s".formatted(term, value), term, value, null);
  }

  private TrainingDiverged(String message, String term, double value, TrainingDiverged cause) {
    super(message, cause);
    this.term = term;
    this.value = value;
  }

  /** @throws TrainingDiverged if a term is not finite */
  public static void unlessFinite(Map<String, Double> terms) {
    terms.forEach(TrainingDiverged::unlessFinite);
  }

  /** @throws TrainingDiverged if {@code value} is not finite */
  public static void unlessFinite(String term, double value) {
    if (!Double.isFinite(value)) {
      throw new TrainingDiverged(term, value);
    }
  }

  /** The same in a step of a run, both counted from 1. */
  public TrainingDiverged at(int epoch, int step) {
    return new TrainingDiverged("epoch %d, step %d: %s".formatted(epoch, step, getMessage()), term, value, this);
  }

  public String term() {
    return term;
  }

  public double value() {
    return value;
  }
}

package org.palimpsest.method;

/** Training has left the finite numbers. */
public class TrainingDiverged extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String term;
  private final double value;

  /**
   * @param term the term of the loss, or {@code gradient_norm}
   * @param value NaN or infinite
   */
  public TrainingDiverged(String term, double value) {
    super("training diverged: %s: expected a finite number, was %s".formatted(term, value));
    this.term = term;
    this.value = value;
  }

  public String term() {
    return term;
  }

  public double value() {
    return value;
  }
}

package org.palimpsest.train;

/** Which epoch's model is kept. A later epoch replaces an earlier one only if it is strictly better. */
public enum Selection {
  /** The last one: what the reference code does, whatever it meant to do. */
  LAST,
  /** The one with the highest target accuracy on the validation images coloured at the training rho. */
  BEST_VALIDATION_BIASED,
  /** The one with the highest target accuracy on the validation images coloured at rho = 1/C. */
  BEST_VALIDATION_UNBIASED;

  /** Whether validation images are needed. */
  public boolean validates() {
    return this != LAST;
  }
}

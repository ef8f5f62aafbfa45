package org.palimpsest.train;

import java.util.Optional;

/** Which epoch's model is kept. A later epoch replaces an earlier one only if it is strictly better. */
public enum Selection {
  /** The last one: what the reference code does, whatever it meant to do. */
  LAST(null),
  /** The one with the highest target accuracy on the validation images coloured at the training rho. */
  BEST_VALIDATION_BIASED(Validation.BIASED),
  /** The one with the highest target accuracy on the validation images coloured at rho = 1/C. */
  BEST_VALIDATION_UNBIASED(Validation.UNBIASED);

  private final String criterion;

  Selection(String criterion) {
    this.criterion = criterion;
  }

  /** The set of images by which it chooses, as in {@link EpochRecord#validation}; empty if it does not. */
  public Optional<String> criterion() {
    return Optional.ofNullable(criterion);
  }

  /** Whether validation images are needed. */
  public boolean validates() {
    return criterion().isPresent();
  }
}

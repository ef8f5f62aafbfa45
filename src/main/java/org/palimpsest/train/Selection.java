package org.palimpsest.train;

import java.util.Optional;

/** The epoch whose model is kept. A later epoch replaces an earlier one only if it is strictly better. */
public enum Selection {
  /** The last one: what the reference code does, whatever it meant to do. */
  LAST(null),
  /** The one with the highest target accuracy on validation images that are biased as the training images are. */
  BEST_VALIDATION_BIASED("biased"),
  /** The one with the highest target accuracy on those whose target and private attribute are independent. */
  BEST_VALIDATION_UNBIASED("unbiased");

  private final String criterion;

  Selection(String criterion) {
    this.criterion = criterion;
  }

  /** The name of the validation images by which it chooses, as in {@link EpochRecord#validation}; empty if by none. */
  public Optional<String> criterion() {
    return Optional.ofNullable(criterion);
  }

  /** True if validation images are needed. */
  public boolean validates() {
    return criterion().isPresent();
  }
}

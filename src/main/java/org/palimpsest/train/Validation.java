package org.palimpsest.train;

import org.palimpsest.data.Images;

/**
 * Images for choosing among epochs, the same ones twice.
 *
 * @param biased coloured at the training rho
 * @param unbiased coloured at rho = 1/C
 */
public record Validation(Images biased, Images unbiased) {

  /** The names of the two in an {@link EpochRecord}. */
  public static final String BIASED = "biased";

  public static final String UNBIASED = "unbiased";
}

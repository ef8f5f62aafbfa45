package org.palimpsest.train;

import org.palimpsest.bias.BiasedImages;

/**
 * Images for choosing among epochs, the same ones twice.
 *
 * @param biased coloured at the training rho
 * @param unbiased coloured at rho = 1/C
 */
public record Validation(BiasedImages biased, BiasedImages unbiased) {

  /** The names of the two in an {@link EpochRecord}. */
  public static final String BIASED = "biased";

  public static final String UNBIASED = "unbiased";
}

package org.palimpsest.privacy.accounting;

import java.util.Locale;

/**
 * What a privacy-loss accountant found.
 *
 * @param epsilon the upper bound, at least 0; infinite without noise
 * @param error how far it can lie above the exact value, the latter taken at a delta smaller by a thousandth; rounding of
 *     double-precision numbers aside
 * @param interval the mesh of the discretised loss; 0 where a closed formula was used
 */
public record PldBound(double epsilon, double error, double interval) {

  /** What kind of number the epsilon is, in words. */
  public String quality() {
    if (epsilon == Double.POSITIVE_INFINITY) {
      return "no noise, no bound";
    }
    return interval == 0
        ? "exact"
        : String.format(Locale.ROOT, "upper bound, within %.4f up to floating-point rounding", error);
  }
}

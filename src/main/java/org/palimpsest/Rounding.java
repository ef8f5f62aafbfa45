package org.palimpsest;

/**
 * The one line between variation and rounding, for whoever erases and whoever reads: a spread of up to {@value #SHARE}
 * of the size of the values is rounding. It lies far below what single precision can hold (6e-8 of a value), so that
 * nothing a network's features carry is taken for nothing, and far above the errors of double precision (1e-16), so
 * that what an erasure leaves by rounding is not read.
 */
public final class Rounding {

  /** Of the largest magnitude of the values. */
  public static final double SHARE = 1e-12;

  private Rounding() {}

  /**
   * Whether values of such a spread do not vary.
   *
   * @param spread their standard deviation, or another measure of how far they lie apart
   * @param size their largest magnitude
   */
  public static boolean explains(double spread, double size) {
    return spread <= SHARE * size;
  }
}

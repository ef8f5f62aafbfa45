package org.palimpsest.privacy;

/** Gaussian noise, fresh for every step. */
public interface Noise {

  /**
   * Adds independent N(0, standardDeviation^2) to every entry.
   *
   * @param step from 0 on; noise from a seed depends on it alone
   */
  void add(double[] values, double standardDeviation, long step);

  /** Whether the noise of a step is the same each time it is asked for, so that a step run twice releases the same. */
  boolean isRepeatable();

  /** Where it comes from, for a statement. */
  String source();
}

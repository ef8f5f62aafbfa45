package org.palimpsest.privacy.audit;

/**
 * One comparison of an audit.
 *
 * @param name what was compared
 * @param claimed what the mechanism claims
 * @param measured what was found
 * @param low the least that is compatible with the claim, or -infinity
 * @param high the most, or infinity
 */
public record Check(String name, double claimed, double measured, double low, double high) {

  /** Whether what was found lies within the bounds. */
  public boolean passed() {
    return low <= measured && measured <= high;
  }
}

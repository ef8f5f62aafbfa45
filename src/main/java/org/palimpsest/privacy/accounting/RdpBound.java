package org.palimpsest.privacy.accounting;

/**
 * What an RDP accountant found.
 *
 * @param epsilon at least 0, infinite without noise
 * @param order the order it was found at; NaN where there was nothing to optimise
 * @param place where that order stands among those tried
 */
public record RdpBound(double epsilon, double order, Place place) {

  /** Where the best order stands among those tried. */
  public enum Place {
    /** Between two that give more, or nowhere as there was nothing to optimise. */
    INSIDE,
    /** A lower one might give less. */
    FIRST,
    /** A higher one might give less. */
    LAST
  }

  /** Whether other orders would have given less. */
  public boolean atEdge() {
    return place != Place.INSIDE;
  }

  /** What kind of number the epsilon is, in words. */
  public String quality() {
    if (epsilon == Double.POSITIVE_INFINITY) {
      return "no noise, no bound";
    }
    return Double.isNaN(order) ? "exact" : "upper bound, order " + order + remark();
  }

  /** A remark on the edge, to stand behind the order; empty if it is not at one. */
  public String remark() {
    return switch (place) {
      case INSIDE -> "";
      case FIRST -> " (the first of its grid: loose)";
      case LAST -> " (the last of its grid: loose)";
    };
  }
}

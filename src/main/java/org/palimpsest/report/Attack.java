package org.palimpsest.report;

import java.util.List;

/**
 * An attacker and the correlation it was trained at; {@link #NONE} stands for measures of the encoder alone.
 *
 * @param name the attacker's catalogue name, or a control's
 * @param variant the attacker's settings that differ from its defaults; empty if none does
 * @param rho the attacker's training correlation; NaN where that does not apply
 */
record Attack(String name, String variant, double rho) {

  static final Attack NONE = new Attack("", Double.NaN);

  /** The control that sees the image itself: a ceiling. */
  static final String RAW_PIXEL = "raw-pixel";

  /** Floors and ceilings: what a reader of nothing, of the digit, and of the raw image would score. */
  static final List<String> CONTROLS = List.of("chance", "majority", "digit-only", "shuffled", RAW_PIXEL);

  /** The name of the attack of the paper, the one that published values belong to. */
  static final String PUBLISHED = "published";

  private static final double PUBLISHED_RHO = .999;

  /** The name of the converged attacker that trains where colour and digit are independent. */
  static final String BALANCED = "balanced";

  /** An attacker with default settings. */
  Attack(String name, double rho) {
    this(name, "", rho);
  }

  /** Whether it is the attack of the paper, with all its settings. */
  boolean isAsPublished() {
    return name.equals(PUBLISHED) && variant.isEmpty() && rho == PUBLISHED_RHO;
  }

  boolean isControl() {
    return CONTROLS.contains(name);
  }
}

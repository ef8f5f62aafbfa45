package org.palimpsest.report;

import java.util.List;

/**
 * An attacker and the correlation it was trained at; {@link #NONE} stands for measures of the encoder alone.
 *
 * @param name the attacker's catalogue name, or a control's
 * @param rho the attacker's training correlation; NaN where that does not apply
 */
record Attack(String name, double rho) {

  static final Attack NONE = new Attack("", Double.NaN);

  /** Floors and ceilings: what a reader of nothing, of the digit, and of the raw image would score. */
  static final List<String> CONTROLS = List.of("chance", "majority", "digit-only", "raw-pixel");

  /** The name of the attack of the paper, the one that published values belong to. */
  static final String PUBLISHED = "published";

  /** The name of the converged attacker that trains where colour and digit are independent. */
  static final String BALANCED = "balanced";

  boolean isControl() {
    return CONTROLS.contains(name);
  }
}

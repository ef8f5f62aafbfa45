package org.palimpsest.report;

/** A method at a correlation: one row of a table, with a seed one cell of the grid. */
record Condition(Arm arm, double rho) {

  /** {@code ρ = 0.999}. */
  String words() {
    return "\u03c1 = " + Text.rho(rho);
  }
}

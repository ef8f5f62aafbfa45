package org.palimpsest.report;

/** A method at a correlation: one row of a table, with a seed one cell of the grid. */
record Condition(Arm arm, double rho) {}

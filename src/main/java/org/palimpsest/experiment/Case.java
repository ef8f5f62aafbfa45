package org.palimpsest.experiment;


/** A method arm under a condition: one row of a table; with a seed, one cell of the grid. */
public record Case(Arm arm, AxisLabel condition) {}

package org.palimpsest.report;

/** A method with its settings: one line of a table, one colour of a figure. */
record Arm(String method, String variant) {}

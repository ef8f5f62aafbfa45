package org.palimpsest.report;

/**
 * A sentence of the summary.
 *
 * @param claim what the numbers say
 * @param evidence the numbers
 */
record Finding(String claim, String evidence) {}

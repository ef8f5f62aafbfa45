package org.palimpsest.privacy.accounting;

/**
 * What a privacy-loss accountant found.
 *
 * @param epsilon the upper bound, at least 0; infinite without noise
 * @param error how far it can lie above the exact value, the latter taken at a delta smaller by a thousandth
 * @param interval the mesh of the discretised loss; 0 where a closed formula was used
 */
public record PldBound(double epsilon, double error, double interval) {}

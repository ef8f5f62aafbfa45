package org.palimpsest.privacy.accounting;

/**
 * What an RDP accountant found.
 *
 * @param epsilon at least 0, infinite without noise
 * @param order the order it was found at; NaN where there was nothing to optimise
 * @param atEdge whether that is the first or last order, so that others would have given less
 */
public record RdpBound(double epsilon, double order, boolean atEdge) {}

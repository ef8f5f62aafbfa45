/** What a sequence of Poisson-subsampled Gaussian steps costs in (epsilon, delta), and the noise a budget asks for. */
package org.palimpsest.privacy.accounting;

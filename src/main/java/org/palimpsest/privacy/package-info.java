/**
 * Differentially private releases of gradient sums, each part auditable alone: samplers, clipping, Gaussian noise, the
 * mechanism that owns them together with what it costs, and the statement of what is promised. Knows nothing of
 * networks.
 */
package org.palimpsest.privacy;

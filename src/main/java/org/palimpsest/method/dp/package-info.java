/** Training with differential privacy: one object owns sampler, clipping, noise and ledger, whatever the objective. */
package org.palimpsest.method.dp;

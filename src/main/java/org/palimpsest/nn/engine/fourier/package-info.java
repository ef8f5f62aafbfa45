/**
 * Convolutions as products of spectra: whole chains of layers that stay in the frequency domain between them. The
 * engine sees {@link org.palimpsest.nn.engine.fourier.ChainPlan}, which layers a chain takes, and
 * {@link org.palimpsest.nn.engine.fourier.FftChain}, the operator; this package sees the engine's layers, workers and
 * growing arrays, and what a batch normalisation does to a channel.
 */
package org.palimpsest.nn.engine.fourier;

/** Convolutions as products of spectra: whole chains of layers that stay in the frequency domain between them. */
package org.palimpsest.nn.engine.fourier;

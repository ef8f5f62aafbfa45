/**
 * 3x3 convolutions by Winograd's algorithm. The engine sees {@link org.palimpsest.nn.engine.winograd.Winograd}; this
 * package sees the engine's kernel products, workers and growing arrays.
 */
package org.palimpsest.nn.engine.winograd;

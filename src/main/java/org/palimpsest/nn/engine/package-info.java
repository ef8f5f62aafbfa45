/**
 * The convolution engine. A network's convolutional part is declared as a list of
 * {@link org.palimpsest.nn.engine.LayerSpec}s; the engine turns the list into
 * {@link org.palimpsest.nn.engine.Operator}s, choosing algorithms and fusing neighbours by documented rules,
 * and DeepLearning4J sees one layer with ordinary flattened parameter and gradient views.
 *
 * <p>Inside, maps are {@code float[]} in channels-last order (B, height, width, channels). Results do not
 * depend on the number of threads: work is cut by the problem, never by the number of workers, and partial sums
 * are added in a fixed order.
 */
package org.palimpsest.nn.engine;

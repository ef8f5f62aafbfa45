package org.palimpsest.nn.engine;

/**
 * The three products that convolutions and transposed convolutions are made of. A kernel slides over a
 * <em>map</em>; each place it stops at is a cell of a <em>grid</em>. With P (cells, kernel x kernel x map channels)
 * the matrix of what the kernel sees and W (grid channels, kernel x kernel x map channels) the weights:
 *
 * <ul>
 *   <li>{@link #gather}: grid = P W' — a convolution's forward, a transposed one's input gradient;
 *   <li>{@link #scatter}: map = the sum of the rows of (grid W) at their places — the other way round;
 *   <li>{@link #correlate}: dW = grid' P — the weight gradient of both; {@link #correlateEach}: image by image.
 * </ul>
 *
 * <p>Maps and grids are (batch, height, width, channels). Results do not depend on the number of threads.
 */
public interface KernelProducts {

  /** Takes the weights (grid channels, map channels, kernel, kernel) at {@code offset}. */
  void load(float[] parameters, int offset);

  /** Values of the weights. */
  int weights();

  void gather(float[] maps, float[] grids, int batch);

  void scatter(float[] grids, float[] maps, int batch);

  /** Writes the weight gradient, in the order of {@link #load}, to {@code gradients} at {@code offset}. */
  void correlate(float[] maps, float[] grids, int batch, float[] gradients, int offset);

  /** As {@link #correlate} for {@code count} images from {@code first} on, each by itself, {@code stride} apart. */
  void correlateEach(float[] maps, float[] grids, int first, int count, float[] to, int offset, int stride);
}

package org.palimpsest.nn.engine;

/**
 * The spectra of a batch of maps as one complex matrix (image, channel) per frequency: per frequency and image, the
 * real parts of all channels, then the imaginary parts. Rows and matrices are set apart by a little unused space so
 * that walking down a column does not meet the same few cache sets again and again.
 */
final class Spectrum {

  /** Images are padded to this multiple and channels to {@link #PANEL}, the tile of {@link ComplexProducts}. */
  static final int TILE = 4;
  static final int PANEL = 16;

  private static final int GAP = 16;

  final int frequencies;
  final int imaginary;
  final int imageStride;

  private final GrowingArray store;
  int frequencyStride;

  /** @param store holds the values; spectra never in use at once may share it */
  Spectrum(int frequencies, int channels, GrowingArray store) {
    this.frequencies = frequencies;
    this.store = store;
    imaginary = Lanes.roundUp(channels, PANEL);
    imageStride = 2 * imaginary + GAP;
  }

  /** How many images still give an array that Java can index. */
  int largestBatch() {
    int perFrequency = (Integer.MAX_VALUE - 64) / frequencies;
    return (perFrequency - GAP) / imageStride / TILE * TILE;
  }

  /** Makes room for {@code images} rows, what was in it being lost. */
  void reserve(int images) {
    frequencyStride = Lanes.roundUp(images, TILE) * imageStride + GAP;
    store.reserve(Math.multiplyExact(frequencies, frequencyStride));
  }

  float[] values() {
    return store.values();
  }

  int row(int image) {
    return image * imageStride;
  }
}

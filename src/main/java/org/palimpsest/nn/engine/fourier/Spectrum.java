package org.palimpsest.nn.engine.fourier;

import org.palimpsest.nn.engine.GrowingArray;
import org.palimpsest.nn.engine.vector.Lanes;

/**
 * The spectra of a batch of maps as one complex matrix (image, channel) per frequency, channels in groups of
 * {@link Lanes#WIDTH}: [frequency][group][image][real parts, imaginary parts]. A little unused space behind groups and
 * frequencies keeps a walk across them from meeting the same few cache sets again and again.
 */
final class Spectrum {

  /** Images are padded to a multiple of this, as products are tiled. */
  static final int ROWS = 8;

  private static final int GAP = 16;

  final int frequencies;
  int groupStride;
  int frequencyStride;

  private final int groups;
  private final GrowingArray store;

  /** @param store holds the values; spectra never in use at once may share it */
  Spectrum(int frequencies, int channels, GrowingArray store) {
    this.frequencies = frequencies;
    this.store = store;
    groups = Tile.padded(channels) / Lanes.WIDTH;
  }

  /** How many images still give an array that Java can index. */
  int largestBatch() {
    int perGroup = ((Integer.MAX_VALUE - 64) / frequencies - GAP) / groups;
    return (perGroup - GAP) / Lanes.COMPLEX / ROWS * ROWS;
  }

  /** Makes room for {@code images} rows, what was in it being lost. */
  void reserve(int images) {
    groupStride = Lanes.roundUp(images, ROWS) * Lanes.COMPLEX + GAP;
    frequencyStride = groups * groupStride + GAP;
    store.reserve(Math.multiplyExact(frequencies, frequencyStride));
  }

  float[] values() {
    return store.values();
  }

  /** Where, within a frequency, a group of channels of an image lies. */
  int at(int image, int channel) {
    return channel / Lanes.WIDTH * groupStride + image * Lanes.COMPLEX;
  }
}

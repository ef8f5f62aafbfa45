package org.palimpsest.nn.engine.winograd;

import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;

import org.palimpsest.nn.engine.GrowingArray;
import org.palimpsest.nn.engine.vector.Lanes;
import org.palimpsest.nn.engine.vector.RealTile;

/**
 * Transformed tiles: [element][group of channels][tile][channel], a matrix (tile, channel) per element. A little unused
 * space behind each element keeps a walk across them from meeting the same few cache sets again and again.
 */
final class TileMatrix {

  /** Behind what belongs to an element, of kernels as well. */
  static final int GAP = 16;

  private final GrowingArray store = new GrowingArray();

  /** From one group, and from one element, to the next. */
  int groupStride;

  int elementStride;

  /** Makes room for {@code tiles} and for channels in whole panels, what was in it being lost. */
  void reserve(int tiles, int channels) {
    groupStride = Lanes.roundUp(tiles, RealTile.ROWS) * WIDTH;
    elementStride = groupStride * (Lanes.roundUp(channels, RealTile.COLUMNS) / WIDTH) + GAP;
    store.reserve(Math.multiplyExact(Tiles.ELEMENTS, elementStride));
  }

  float[] values() {
    return store.values();
  }

  /** Where element 0 of a group of channels of a tile lies. */
  int at(int tile, int group) {
    return group * groupStride + tile * WIDTH;
  }
}

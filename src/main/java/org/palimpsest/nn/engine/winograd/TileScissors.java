package org.palimpsest.nn.engine.winograd;

import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;
import static org.palimpsest.nn.engine.vector.Lanes.load;

import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.vector.Lanes;

/**
 * Copies a register of channels of the pixels of tiles out of maps and back. Tiles of 4 x 4 pixels cover a map,
 * numbered image by image and row by row; what lies outside is zero.
 */
final class TileScissors {

  private final Shape shape;
  private final int across;
  private final int perImage;

  /** @param shape of the maps */
  TileScissors(Shape shape) {
    this.shape = shape;
    across = count(shape.width());
    perImage = across * count(shape.height());
  }

  private static int count(int side) {
    return (side + Tiles.GRID - 1) / Tiles.GRID;
  }

  /** Tiles of an image. */
  int perImage() {
    return perImage;
  }

  /** Writes the {@code size} x {@code size} pixels that begin {@code margin} before the tile, [row][column]. */
  void cut(float[] maps, int tile, int channel, int margin, int size, float[] to) {
    int lanes = Lanes.existing(channel, shape.channels());
    int top = tile % perImage / across * Tiles.GRID - margin;
    int left = tile % across * Tiles.GRID - margin;
    int first = Math.max(0, -left);
    int end = Math.min(size, shape.width() - left);
    for (int row = 0; row < size; row++) {
      int o = row * size * WIDTH;
      if (top + row < 0 || top + row >= shape.height()) {
        clear(to, o, size);
        continue;
      }
      clear(to, o, first);
      clear(to, o + end * WIDTH, size - end);
      int from = at(tile, top + row, left + first, channel);
      if (lanes == WIDTH) {
        copy(maps, from, to, o + first * WIDTH, end - first);
      } else {
        copySome(maps, from, lanes, to, o + first * WIDTH, end - first);
      }
    }
  }

  private static void clear(float[] to, int o, int count) {
    for (int i = 0; i < count; i++) {
      Lanes.zero().intoArray(to, o + i * WIDTH);
    }
  }

  private void copy(float[] maps, int from, float[] to, int o, int count) {
    for (int i = 0; i < count; i++) {
      load(maps, from + i * shape.channels()).intoArray(to, o + i * WIDTH);
    }
  }

  private void copySome(float[] maps, int from, int lanes, float[] to, int o, int count) {
    clear(to, o, count);
    for (int i = 0; i < count; i++) {
      System.arraycopy(maps, from + i * shape.channels(), to, o + i * WIDTH, lanes);
    }
  }

  /** Writes what lies inside the map of a tile's 4 x 4 pixels, [row][column]. */
  void paste(float[] pixels, float[] maps, int tile, int channel) {
    int lanes = Lanes.existing(channel, shape.channels());
    int top = tile % perImage / across * Tiles.GRID;
    int left = tile % across * Tiles.GRID;
    int rows = Math.min(Tiles.GRID, shape.height() - top);
    int columns = Math.min(Tiles.GRID, shape.width() - left);
    for (int row = 0; row < rows; row++) {
      int to = at(tile, top + row, left, channel);
      for (int column = 0; column < columns; column++) {
        int o = (row * Tiles.GRID + column) * WIDTH;
        if (lanes == WIDTH) {
          load(pixels, o).intoArray(maps, to + column * shape.channels());
        } else {
          System.arraycopy(pixels, o, maps, to + column * shape.channels(), lanes);
        }
      }
    }
  }

  private int at(int tile, int row, int column, int channel) {
    return ((tile / perImage * shape.height() + row) * shape.width() + column) * shape.channels() + channel;
  }
}

package org.palimpsest.nn.engine.fourier;

import org.palimpsest.nn.engine.vector.Lanes;

/**
 * The innermost loops of {@link ComplexProducts}: a tile of the product of a left factor A and a right factor B, of
 * {@link #ROWS} rows and two registers of columns, stays in registers while the inner dimension goes by.
 *
 * <p>A is read where it lies in a {@link Spectrum}, one float at a time; B comes packed as [k][{@link #COLUMNS}].
 * Constant strides between k and between rows are what makes the loops fast. Both add to {@code start}, [row][column],
 * and write row r to {@code to[c + r stride]}, its right half {@code half} behind; {@code start} and {@code to} may be
 * the same.
 *
 * <p>The kernels are written out, accumulator by accumulator, for either number of rows: HotSpot keeps vectors in
 * registers only in local variables of one method, and puts those of arrays or helpers on the heap.
 */
final class Tile {

  private static final boolean WIDE = Lanes.WIDTH == 16;

  static final int ROWS = WIDE ? 8 : 4;
  static final int COLUMNS = 2 * Lanes.WIDTH;

  /** Floats of a tile. */
  static final int SIZE = ROWS * COLUMNS;

  private Tile() {}

  /** Channels as panels of columns take them: where registers are wide, the last panel may be half of one. */
  static int padded(int channels) {
    return Lanes.roundUp(channels, WIDE ? Lanes.WIDTH : COLUMNS);
  }

  /**
   * A's rows are images: element (r, k) at {@code left[a + r COMPLEX + k / WIDTH groupStride + k % WIDTH]}.
   *
   * @param columns of the panel: {@link #COLUMNS} or, if registers are wide, half of them
   * @param inner a multiple of {@code WIDTH}: the constant length of the inner loop keeps vectors in registers
   */
  static void rows(int columns, int inner, float[] left, int a, int groupStride, float[] right, int b, float[] start,
      float[] to, int c, int half, int stride) {
    if (columns < COLUMNS) {
      HalfTile.rows(inner, left, a, groupStride, right, b, start, to, c, stride);
    } else if (WIDE) {
      WideTile.rows(inner, left, a, groupStride, right, b, start, to, c, half, stride);
    } else {
      NarrowTile.rows(inner, left, a, groupStride, right, b, start, to, c, half, stride);
    }
  }

  /** A's rows are channels: element (r, k) at {@code left[a + k COMPLEX + r]}. */
  static void columns(int columns, int inner, float[] left, int a, float[] right, int b, float[] start,
      float[] to, int c, int half, int stride) {
    if (columns < COLUMNS) {
      HalfTile.columns(inner, left, a, right, b, start, to, c, stride);
    } else if (WIDE) {
      WideTile.columns(inner, left, a, right, b, start, to, c, half, stride);
    } else {
      NarrowTile.columns(inner, left, a, right, b, start, to, c, half, stride);
    }
  }
}

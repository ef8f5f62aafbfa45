package org.palimpsest.nn.engine.fourier;

import static org.palimpsest.nn.engine.fourier.Tile.COLUMNS;
import static org.palimpsest.nn.engine.vector.Lanes.COMPLEX;
import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;
import static org.palimpsest.nn.engine.vector.Lanes.load;
import static org.palimpsest.nn.engine.vector.Lanes.splat;

import jdk.incubator.vector.FloatVector;

/** {@link WideTile} of one register of columns, for a last panel of that width. B is packed as [k][WIDTH]. */
final class HalfTile {

  private HalfTile() {}

  /** See {@link Tile#rows}. */
  static void rows(int inner, float[] left, int a, int groupStride, float[] right, int b, float[] start,
      float[] to, int c, int stride) {
    FloatVector c0 = load(start, 0), c1 = load(start, COLUMNS);
    FloatVector c2 = load(start, 2 * COLUMNS), c3 = load(start, 3 * COLUMNS);
    FloatVector c4 = load(start, 4 * COLUMNS), c5 = load(start, 5 * COLUMNS);
    FloatVector c6 = load(start, 6 * COLUMNS), c7 = load(start, 7 * COLUMNS);
    for (int k = 0; k < inner; k += WIDTH) {
      for (int lane = 0; lane < WIDTH; lane++) {
        int l = a + lane;
        FloatVector x = load(right, b + lane * WIDTH);
        c0 = splat(left[l]).fma(x, c0);
        c1 = splat(left[l + COMPLEX]).fma(x, c1);
        c2 = splat(left[l + 2 * COMPLEX]).fma(x, c2);
        c3 = splat(left[l + 3 * COMPLEX]).fma(x, c3);
        c4 = splat(left[l + 4 * COMPLEX]).fma(x, c4);
        c5 = splat(left[l + 5 * COMPLEX]).fma(x, c5);
        c6 = splat(left[l + 6 * COMPLEX]).fma(x, c6);
        c7 = splat(left[l + 7 * COMPLEX]).fma(x, c7);
      }
      a += groupStride;
      b += WIDTH * WIDTH;
    }
    c0.intoArray(to, c);
    c1.intoArray(to, c + stride);
    c2.intoArray(to, c + 2 * stride);
    c3.intoArray(to, c + 3 * stride);
    c4.intoArray(to, c + 4 * stride);
    c5.intoArray(to, c + 5 * stride);
    c6.intoArray(to, c + 6 * stride);
    c7.intoArray(to, c + 7 * stride);
  }

  /** See {@link Tile#columns}. */
  static void columns(int inner, float[] left, int a, float[] right, int b, float[] start,
      float[] to, int c, int stride) {
    FloatVector c0 = load(start, 0), c1 = load(start, COLUMNS);
    FloatVector c2 = load(start, 2 * COLUMNS), c3 = load(start, 3 * COLUMNS);
    FloatVector c4 = load(start, 4 * COLUMNS), c5 = load(start, 5 * COLUMNS);
    FloatVector c6 = load(start, 6 * COLUMNS), c7 = load(start, 7 * COLUMNS);
    for (int k = 0; k < inner; k++) {
      int l = a + k * COMPLEX;
      FloatVector x = load(right, b + k * WIDTH);
      c0 = splat(left[l]).fma(x, c0);
      c1 = splat(left[l + 1]).fma(x, c1);
      c2 = splat(left[l + 2]).fma(x, c2);
      c3 = splat(left[l + 3]).fma(x, c3);
      c4 = splat(left[l + 4]).fma(x, c4);
      c5 = splat(left[l + 5]).fma(x, c5);
      c6 = splat(left[l + 6]).fma(x, c6);
      c7 = splat(left[l + 7]).fma(x, c7);
    }
    c0.intoArray(to, c);
    c1.intoArray(to, c + stride);
    c2.intoArray(to, c + 2 * stride);
    c3.intoArray(to, c + 3 * stride);
    c4.intoArray(to, c + 4 * stride);
    c5.intoArray(to, c + 5 * stride);
    c6.intoArray(to, c + 6 * stride);
    c7.intoArray(to, c + 7 * stride);
  }
}

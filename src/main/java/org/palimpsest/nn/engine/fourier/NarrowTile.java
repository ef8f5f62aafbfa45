package org.palimpsest.nn.engine.fourier;

import static org.palimpsest.nn.engine.fourier.Tile.COLUMNS;
import static org.palimpsest.nn.engine.vector.Lanes.COMPLEX;
import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;
import static org.palimpsest.nn.engine.vector.Lanes.load;
import static org.palimpsest.nn.engine.vector.Lanes.splat;

import jdk.incubator.vector.FloatVector;

/** {@link Tile} of 4 rows: its 8 accumulators leave room among 16 registers. */
final class NarrowTile {

  private NarrowTile() {}

  /** See {@link Tile#rows}. */
  static void rows(int inner, float[] left, int a, int groupStride, float[] right, int b, float[] start,
      float[] to, int c, int half, int stride) {
    FloatVector c00 = load(start, 0), c01 = load(start, WIDTH);
    FloatVector c10 = load(start, 2 * WIDTH), c11 = load(start, 3 * WIDTH);
    FloatVector c20 = load(start, 4 * WIDTH), c21 = load(start, 5 * WIDTH);
    FloatVector c30 = load(start, 6 * WIDTH), c31 = load(start, 7 * WIDTH);
    for (int k = 0; k < inner; k += WIDTH) {
      for (int lane = 0; lane < WIDTH; lane++) {
        int l = a + lane;
        int r = b + lane * COLUMNS;
        FloatVector b0 = load(right, r), b1 = load(right, r + WIDTH), x;
        x = splat(left[l]);
        c00 = x.fma(b0, c00);
        c01 = x.fma(b1, c01);
        x = splat(left[l + COMPLEX]);
        c10 = x.fma(b0, c10);
        c11 = x.fma(b1, c11);
        x = splat(left[l + 2 * COMPLEX]);
        c20 = x.fma(b0, c20);
        c21 = x.fma(b1, c21);
        x = splat(left[l + 3 * COMPLEX]);
        c30 = x.fma(b0, c30);
        c31 = x.fma(b1, c31);
      }
      a += groupStride;
      b += WIDTH * COLUMNS;
    }
    c00.intoArray(to, c);
    c01.intoArray(to, c + half);
    c10.intoArray(to, c + stride);
    c11.intoArray(to, c + stride + half);
    c20.intoArray(to, c + 2 * stride);
    c21.intoArray(to, c + 2 * stride + half);
    c30.intoArray(to, c + 3 * stride);
    c31.intoArray(to, c + 3 * stride + half);
  }

  /** See {@link Tile#columns}. */
  static void columns(int inner, float[] left, int a, float[] right, int b, float[] start,
      float[] to, int c, int half, int stride) {
    FloatVector c00 = load(start, 0), c01 = load(start, WIDTH);
    FloatVector c10 = load(start, 2 * WIDTH), c11 = load(start, 3 * WIDTH);
    FloatVector c20 = load(start, 4 * WIDTH), c21 = load(start, 5 * WIDTH);
    FloatVector c30 = load(start, 6 * WIDTH), c31 = load(start, 7 * WIDTH);
    for (int k = 0; k < inner; k++) {
      int l = a + k * COMPLEX;
      int r = b + k * COLUMNS;
      FloatVector b0 = load(right, r), b1 = load(right, r + WIDTH), x;
      x = splat(left[l]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = splat(left[l + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = splat(left[l + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = splat(left[l + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
    }
    c00.intoArray(to, c);
    c01.intoArray(to, c + half);
    c10.intoArray(to, c + stride);
    c11.intoArray(to, c + stride + half);
    c20.intoArray(to, c + 2 * stride);
    c21.intoArray(to, c + 2 * stride + half);
    c30.intoArray(to, c + 3 * stride);
    c31.intoArray(to, c + 3 * stride + half);
  }
}

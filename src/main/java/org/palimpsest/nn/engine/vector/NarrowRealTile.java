package org.palimpsest.nn.engine.vector;

import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;
import static org.palimpsest.nn.engine.vector.Lanes.load;
import static org.palimpsest.nn.engine.vector.Lanes.splat;
import static org.palimpsest.nn.engine.vector.RealTile.COLUMNS;

import jdk.incubator.vector.FloatVector;

/** {@link RealTile} of 4 rows: its 8 accumulators leave room among 16 registers. */
final class NarrowRealTile {

  private NarrowRealTile() {}

  /** See {@link RealTile#rows}. */
  static void rows(int inner, float[] left, int a, int groupStride, float[] right, int b, float[] to, int c, int half) {
    FloatVector c00 = Lanes.zero(), c01 = c00;
    FloatVector c10 = c00, c11 = c00;
    FloatVector c20 = c00, c21 = c00;
    FloatVector c30 = c00, c31 = c00;
    for (int k = 0; k < inner; k += WIDTH) {
      for (int lane = 0; lane < WIDTH; lane++) {
        int l = a + lane;
        int r = b + lane * COLUMNS;
        FloatVector b0 = load(right, r), b1 = load(right, r + WIDTH), x;
        x = splat(left[l]);
        c00 = x.fma(b0, c00);
        c01 = x.fma(b1, c01);
        x = splat(left[l + WIDTH]);
        c10 = x.fma(b0, c10);
        c11 = x.fma(b1, c11);
        x = splat(left[l + 2 * WIDTH]);
        c20 = x.fma(b0, c20);
        c21 = x.fma(b1, c21);
        x = splat(left[l + 3 * WIDTH]);
        c30 = x.fma(b0, c30);
        c31 = x.fma(b1, c31);
      }
      a += groupStride;
      b += WIDTH * COLUMNS;
    }
    c00.intoArray(to, c);
    c01.intoArray(to, c + half);
    c10.intoArray(to, c + WIDTH);
    c11.intoArray(to, c + WIDTH + half);
    c20.intoArray(to, c + 2 * WIDTH);
    c21.intoArray(to, c + 2 * WIDTH + half);
    c30.intoArray(to, c + 3 * WIDTH);
    c31.intoArray(to, c + 3 * WIDTH + half);
  }

  /** See {@link RealTile#columns}. */
  static void columns(
      int inner, float[] left, int a, float[] right, int b, int half, float[] to, int c, int stride) {
    FloatVector c00 = load(to, c), c01 = load(to, c + WIDTH);
    FloatVector c10 = load(to, c + stride), c11 = load(to, c + stride + WIDTH);
    FloatVector c20 = load(to, c + 2 * stride), c21 = load(to, c + 2 * stride + WIDTH);
    FloatVector c30 = load(to, c + 3 * stride), c31 = load(to, c + 3 * stride + WIDTH);
    for (int k = 0; k < inner; k++) {
      int l = a + k * WIDTH;
      int r = b + k * WIDTH;
      FloatVector b0 = load(right, r), b1 = load(right, r + half), x;
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
    c01.intoArray(to, c + WIDTH);
    c10.intoArray(to, c + stride);
    c11.intoArray(to, c + stride + WIDTH);
    c20.intoArray(to, c + 2 * stride);
    c21.intoArray(to, c + 2 * stride + WIDTH);
    c30.intoArray(to, c + 3 * stride);
    c31.intoArray(to, c + 3 * stride + WIDTH);
  }
}

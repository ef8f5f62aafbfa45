package org.palimpsest.nn.engine.fourier;

import static org.palimpsest.nn.engine.fourier.Tile.COLUMNS;
import static org.palimpsest.nn.engine.vector.Lanes.COMPLEX;
import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;
import static org.palimpsest.nn.engine.vector.Lanes.load;
import static org.palimpsest.nn.engine.vector.Lanes.splat;

import jdk.incubator.vector.FloatVector;

/** {@link Tile} of 8 rows: its 16 accumulators need the 32 registers of machines with 16 lanes. */
final class WideTile {

  private WideTile() {}

  /** See {@link Tile#rows}. */
  static void rows(int inner, float[] left, int a, int groupStride, float[] right, int b, float[] start,
      float[] to, int c, int half, int stride) {
    FloatVector c00 = load(start, 0), c01 = load(start, WIDTH);
    FloatVector c10 = load(start, 2 * WIDTH), c11 = load(start, 3 * WIDTH);
    FloatVector c20 = load(start, 4 * WIDTH), c21 = load(start, 5 * WIDTH);
    FloatVector c30 = load(start, 6 * WIDTH), c31 = load(start, 7 * WIDTH);
    FloatVector c40 = load(start, 8 * WIDTH), c41 = load(start, 9 * WIDTH);
    FloatVector c50 = load(start, 10 * WIDTH), c51 = load(start, 11 * WIDTH);
    FloatVector c60 = load(start, 12 * WIDTH), c61 = load(start, 13 * WIDTH);
    FloatVector c70 = load(start, 14 * WIDTH), c71 = load(start, 15 * WIDTH);
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
        x = splat(left[l + 4 * COMPLEX]);
        c40 = x.fma(b0, c40);
        c41 = x.fma(b1, c41);
        x = splat(left[l + 5 * COMPLEX]);
        c50 = x.fma(b0, c50);
        c51 = x.fma(b1, c51);
        x = splat(left[l + 6 * COMPLEX]);
        c60 = x.fma(b0, c60);
        c61 = x.fma(b1, c61);
        x = splat(left[l + 7 * COMPLEX]);
        c70 = x.fma(b0, c70);
        c71 = x.fma(b1, c71);
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
    c40.intoArray(to, c + 4 * stride);
    c41.intoArray(to, c + 4 * stride + half);
    c50.intoArray(to, c + 5 * stride);
    c51.intoArray(to, c + 5 * stride + half);
    c60.intoArray(to, c + 6 * stride);
    c61.intoArray(to, c + 6 * stride + half);
    c70.intoArray(to, c + 7 * stride);
    c71.intoArray(to, c + 7 * stride + half);
  }

  /** See {@link Tile#columns}. */
  static void columns(int inner, float[] left, int a, float[] right, int b, float[] start,
      float[] to, int c, int half, int stride) {
    FloatVector c00 = load(start, 0), c01 = load(start, WIDTH);
    FloatVector c10 = load(start, 2 * WIDTH), c11 = load(start, 3 * WIDTH);
    FloatVector c20 = load(start, 4 * WIDTH), c21 = load(start, 5 * WIDTH);
    FloatVector c30 = load(start, 6 * WIDTH), c31 = load(start, 7 * WIDTH);
    FloatVector c40 = load(start, 8 * WIDTH), c41 = load(start, 9 * WIDTH);
    FloatVector c50 = load(start, 10 * WIDTH), c51 = load(start, 11 * WIDTH);
    FloatVector c60 = load(start, 12 * WIDTH), c61 = load(start, 13 * WIDTH);
    FloatVector c70 = load(start, 14 * WIDTH), c71 = load(start, 15 * WIDTH);
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
      x = splat(left[l + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = splat(left[l + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = splat(left[l + 6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = splat(left[l + 7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
    }
    c00.intoArray(to, c);
    c01.intoArray(to, c + half);
    c10.intoArray(to, c + stride);
    c11.intoArray(to, c + stride + half);
    c20.intoArray(to, c + 2 * stride);
    c21.intoArray(to, c + 2 * stride + half);
    c30.intoArray(to, c + 3 * stride);
    c31.intoArray(to, c + 3 * stride + half);
    c40.intoArray(to, c + 4 * stride);
    c41.intoArray(to, c + 4 * stride + half);
    c50.intoArray(to, c + 5 * stride);
    c51.intoArray(to, c + 5 * stride + half);
    c60.intoArray(to, c + 6 * stride);
    c61.intoArray(to, c + 6 * stride + half);
    c70.intoArray(to, c + 7 * stride);
    c71.intoArray(to, c + 7 * stride + half);
  }
}

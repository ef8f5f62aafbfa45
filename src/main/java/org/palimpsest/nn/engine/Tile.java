package org.palimpsest.nn.engine;

import static org.palimpsest.nn.engine.Lanes.load;
import static org.palimpsest.nn.engine.Lanes.splat;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops of {@link ComplexProducts}: tiles of 4 rows and 16 columns whose eight accumulators stay in
 * registers.
 *
 * <p>A left factor A comes as [k][8], four of the eight being wanted, a right factor B as [k][16], {@code inner} of
 * them. Reading each from one place with constant strides is what makes the loop fast.
 *
 * <p>The length of {@link #set} and {@link #add} matters: HotSpot inlines hot methods of up to 325 bytes of bytecode,
 * and three of these kernels inlined into one method are more vectors than it can keep track of. It then puts them
 * on the heap, and everything runs ten times slower.
 */
final class Tile {

  static final int ROWS = 4;

  /** Floats that {@link #hold} writes. */
  static final int SIZE = 64;

  private Tile() {}

  /** hold = A B. */
  static void hold(int inner, float[] left, int a, float[] right, int b, float[] hold) {
    FloatVector z = Lanes.zero();
    FloatVector c00 = z, c01 = z, c10 = z, c11 = z, c20 = z, c21 = z, c30 = z, c31 = z;
    for (int k = 0; k < inner; k++) {
      int l = a + k * 8;
      int r = b + k * 16;
      FloatVector b0 = load(right, r), b1 = load(right, r + 8), x;
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
    c00.intoArray(hold, 0);
    c01.intoArray(hold, 8);
    c10.intoArray(hold, 16);
    c11.intoArray(hold, 24);
    c20.intoArray(hold, 32);
    c21.intoArray(hold, 40);
    c30.intoArray(hold, 48);
    c31.intoArray(hold, 56);
  }

  /** C = hold + A B; row r of C lies at {@code to[c + r stride]}, its right half {@code half} behind. */
  static void set(int inner, float[] left, int a, float[] right, int b, float[] hold,
      float[] to, int c, int half, int stride) {
    FloatVector c00 = load(hold, 0), c01 = load(hold, 8);
    FloatVector c10 = load(hold, 16), c11 = load(hold, 24);
    FloatVector c20 = load(hold, 32), c21 = load(hold, 40);
    FloatVector c30 = load(hold, 48), c31 = load(hold, 56);
    for (int k = 0; k < inner; k++) {
      int l = a + k * 8;
      int r = b + k * 16;
      FloatVector b0 = load(right, r), b1 = load(right, r + 8), x;
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

  /** C = C + hold + A B, C as in {@link #set}. */
  static void add(int inner, float[] left, int a, float[] right, int b, float[] hold,
      float[] to, int c, int half, int stride) {
    FloatVector c00 = load(hold, 0), c01 = load(hold, 8);
    FloatVector c10 = load(hold, 16), c11 = load(hold, 24);
    FloatVector c20 = load(hold, 32), c21 = load(hold, 40);
    FloatVector c30 = load(hold, 48), c31 = load(hold, 56);
    for (int k = 0; k < inner; k++) {
      int l = a + k * 8;
      int r = b + k * 16;
      FloatVector b0 = load(right, r), b1 = load(right, r + 8), x;
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
    add(to, c, c00);
    add(to, c + half, c01);
    add(to, c + stride, c10);
    add(to, c + stride + half, c11);
    add(to, c + 2 * stride, c20);
    add(to, c + 2 * stride + half, c21);
    add(to, c + 3 * stride, c30);
    add(to, c + 3 * stride + half, c31);
  }

  private static void add(float[] to, int at, FloatVector value) {
    load(to, at).add(value).intoArray(to, at);
  }
}

package org.palimpsest.nn.engine.winograd;

import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;
import static org.palimpsest.nn.engine.vector.Lanes.load;
import static org.palimpsest.nn.engine.vector.Lanes.splat;

import jdk.incubator.vector.FloatVector;

/**
 * The transforms of F(4x4, 3x3), a register of channels at a time: Toom and Cook's interpolation through 0, ±a, ±b and
 * infinity, a = 5/8 and b = 3/2. These points make the rounding error half that of the customary 1 and 2, and every
 * coefficient but those of kernels is exact in single precision.
 *
 * <p>Lines go two at a time, which makes these methods too large for the compiler to inline: inlined into the loops
 * that call them, their vectors would end up on the heap.
 *
 * <pre>
 *   map, 6 values:     [a²b² d0 - (a²+b²) d2 + d4, ...], as {@link #map}
 *   grid, 4 values:    the values at the points of y0 + y1 x + y2 x² + y3 x³, and y3
 *   output, 6 values:  the transpose of grid's
 * </pre>
 */
final class Tiles {

  /** Values along a tile of the map and of the grid. */
  static final int MAP = 6;

  static final int GRID = 4;
  static final int ELEMENTS = MAP * MAP;

  /** Registers of a row of taps; one more than there are makes lines even in number. */
  static final int TAP_ROW = 4;

  private static final float A = 0.625f;
  private static final float B = 1.5f;
  private static final float A2 = A * A;
  private static final float B2 = B * B;
  private static final float A3 = A2 * A;
  private static final float B3 = B2 * B;
  private static final float A2B2 = A2 * B2;

  /** What kernels are divided by, at 0, ±a and ±b. */
  private static final float AT_0 = (float) (1 / ((double) A2 * B2));

  private static final float AT_A = (float) (1 / (2.0 * A2 * ((double) A2 - B2)));
  private static final float AT_B = (float) (1 / (2.0 * B2 * ((double) B2 - A2)));

  private Tiles() {}

  /** A tile of the map, [row][column], 6 x 6, which is overwritten, to {@code to[o + e stride]}. */
  static void map(float[] x, float[] to, int o, int stride) {
    map(x, 0, WIDTH, MAP * WIDTH, x, 0, WIDTH, MAP * WIDTH, MAP);
    map(x, 0, MAP * WIDTH, WIDTH, to, o, MAP * stride, stride, MAP);
  }

  private static void map(
      float[] x, int at, int line, int step, float[] to, int o, int toLine, int stride, int lines) {
    FloatVector ends = splat(A2B2), middle = splat(-A2 - B2);
    FloatVector minusB2 = splat(-B2), atA = splat(A), minusA2 = splat(-A2);
    FloatVector atB = splat(B);
    for (int i = 0; i < lines; i += 2) {
      int p = at + i * line;
      int q = o + i * toLine;
      FloatVector a0 = load(x, p), b0 = load(x, p + step), c0 = load(x, p + 2 * step);
      FloatVector d0 = load(x, p + 3 * step), e0 = load(x, p + 4 * step);
      a0.fma(ends, c0.fma(middle, e0)).intoArray(to, q);
      b0.fma(ends, d0.fma(middle, load(x, p + 5 * step))).intoArray(to, q + 5 * stride);
      FloatVector even0 = c0.fma(minusB2, e0), odd0 = b0.fma(minusB2, d0).mul(atA);
      even0.add(odd0).intoArray(to, q + stride);
      even0.sub(odd0).intoArray(to, q + 2 * stride);
      even0 = c0.fma(minusA2, e0);
      odd0 = b0.fma(minusA2, d0).mul(atB);
      even0.add(odd0).intoArray(to, q + 3 * stride);
      even0.sub(odd0).intoArray(to, q + 4 * stride);
      p += line;
      q += toLine;
      FloatVector a1 = load(x, p), b1 = load(x, p + step), c1 = load(x, p + 2 * step);
      FloatVector d1 = load(x, p + 3 * step), e1 = load(x, p + 4 * step);
      a1.fma(ends, c1.fma(middle, e1)).intoArray(to, q);
      b1.fma(ends, d1.fma(middle, load(x, p + 5 * step))).intoArray(to, q + 5 * stride);
      FloatVector even1 = c1.fma(minusB2, e1), odd1 = b1.fma(minusB2, d1).mul(atA);
      even1.add(odd1).intoArray(to, q + stride);
      even1.sub(odd1).intoArray(to, q + 2 * stride);
      even1 = c1.fma(minusA2, e1);
      odd1 = b1.fma(minusA2, d1).mul(atB);
      even1.add(odd1).intoArray(to, q + 3 * stride);
      even1.sub(odd1).intoArray(to, q + 4 * stride);
    }
  }

  /** A tile of the grid, [row][column], 4 x 4, to {@code to[o + e stride]}. */
  static void grid(float[] x, float[] work, float[] to, int o, int stride) {
    grid(x, 0, WIDTH, GRID * WIDTH, work, 0, WIDTH, GRID * WIDTH, GRID);
    grid(work, 0, GRID * WIDTH, WIDTH, to, o, MAP * stride, stride, MAP);
  }

  private static void grid(
      float[] x, int at, int line, int step, float[] to, int o, int toLine, int stride, int lines) {
    FloatVector a2 = splat(A2), a3 = splat(A3), atA = splat(A);
    FloatVector b2 = splat(B2), b3 = splat(B3), atB = splat(B);
    for (int i = 0; i < lines; i += 2) {
      int p = at + i * line;
      int q = o + i * toLine;
      FloatVector a0 = load(x, p), b0 = load(x, p + step), c0 = load(x, p + 2 * step), d0 = load(x, p + 3 * step);
      a0.intoArray(to, q);
      d0.intoArray(to, q + 5 * stride);
      FloatVector even0 = c0.fma(a2, a0), odd0 = d0.fma(a3, b0.mul(atA));
      even0.add(odd0).intoArray(to, q + stride);
      even0.sub(odd0).intoArray(to, q + 2 * stride);
      even0 = c0.fma(b2, a0);
      odd0 = d0.fma(b3, b0.mul(atB));
      even0.add(odd0).intoArray(to, q + 3 * stride);
      even0.sub(odd0).intoArray(to, q + 4 * stride);
      p += line;
      q += toLine;
      FloatVector a1 = load(x, p), b1 = load(x, p + step), c1 = load(x, p + 2 * step), d1 = load(x, p + 3 * step);
      a1.intoArray(to, q);
      d1.intoArray(to, q + 5 * stride);
      FloatVector even1 = c1.fma(a2, a1), odd1 = d1.fma(a3, b1.mul(atA));
      even1.add(odd1).intoArray(to, q + stride);
      even1.sub(odd1).intoArray(to, q + 2 * stride);
      even1 = c1.fma(b2, a1);
      odd1 = d1.fma(b3, b1.mul(atB));
      even1.add(odd1).intoArray(to, q + 3 * stride);
      even1.sub(odd1).intoArray(to, q + 4 * stride);
    }
  }

  /** A tile's products, {@code from[at + e stride]}, to 4 x 4 outputs, [row][column]. */
  static void output(float[] from, int at, int stride, float[] work, float[] to) {
    output(from, at, stride, MAP * stride, work, 0, WIDTH, MAP * WIDTH, MAP);
    output(work, 0, MAP * WIDTH, WIDTH, to, 0, GRID * WIDTH, WIDTH, GRID);
  }

  private static void output(
      float[] x, int at, int line, int step, float[] to, int o, int toLine, int stride, int lines) {
    FloatVector atA = splat(A), atB = splat(B), a2 = splat(A2);
    FloatVector b2 = splat(B2), a3 = splat(A3), b3 = splat(B3);
    for (int i = 0; i < lines; i += 2) {
      int p = at + i * line;
      int q = o + i * toLine;
      FloatVector a0 = load(x, p + step), b0 = load(x, p + 2 * step);
      FloatVector c0 = load(x, p + 3 * step), d0 = load(x, p + 4 * step);
      FloatVector s0 = a0.add(b0), t0 = c0.add(d0), u0 = a0.sub(b0), v0 = c0.sub(d0);
      load(x, p).add(s0).add(t0).intoArray(to, q);
      u0.fma(atA, v0.mul(atB)).intoArray(to, q + stride);
      s0.fma(a2, t0.mul(b2)).intoArray(to, q + 2 * stride);
      u0.fma(a3, v0.fma(b3, load(x, p + 5 * step))).intoArray(to, q + 3 * stride);
      p += line;
      q += toLine;
      FloatVector a1 = load(x, p + step), b1 = load(x, p + 2 * step);
      FloatVector c1 = load(x, p + 3 * step), d1 = load(x, p + 4 * step);
      FloatVector s1 = a1.add(b1), t1 = c1.add(d1), u1 = a1.sub(b1), v1 = c1.sub(d1);
      load(x, p).add(s1).add(t1).intoArray(to, q);
      u1.fma(atA, v1.mul(atB)).intoArray(to, q + stride);
      s1.fma(a2, t1.mul(b2)).intoArray(to, q + 2 * stride);
      u1.fma(a3, v1.fma(b3, load(x, p + 5 * step))).intoArray(to, q + 3 * stride);
    }
  }

  /** Taps, {@link #TAP_ROW} to a row of which three count, to {@code to[o + e stride]}. */
  static void kernel(float[] taps, float[] work, float[] to, int o, int stride) {
    kernel(taps, 0, WIDTH, TAP_ROW * WIDTH, work, 0, WIDTH, TAP_ROW * WIDTH, TAP_ROW);
    kernel(work, 0, TAP_ROW * WIDTH, WIDTH, to, o, MAP * stride, stride, MAP);
  }

  private static void kernel(
      float[] x, int at, int line, int step, float[] to, int o, int toLine, int stride, int lines) {
    FloatVector zero = splat(AT_0), a2 = splat(A2), byA = splat(AT_A);
    FloatVector oddByA = splat(A * AT_A), b2 = splat(B2), byB = splat(AT_B);
    FloatVector oddByB = splat(B * AT_B);
    for (int i = 0; i < lines; i += 2) {
      int p = at + i * line;
      int q = o + i * toLine;
      FloatVector a0 = load(x, p), b0 = load(x, p + step), c0 = load(x, p + 2 * step);
      a0.mul(zero).intoArray(to, q);
      c0.intoArray(to, q + 5 * stride);
      FloatVector even0 = c0.fma(a2, a0).mul(byA), odd0 = b0.mul(oddByA);
      even0.add(odd0).intoArray(to, q + stride);
      even0.sub(odd0).intoArray(to, q + 2 * stride);
      even0 = c0.fma(b2, a0).mul(byB);
      odd0 = b0.mul(oddByB);
      even0.add(odd0).intoArray(to, q + 3 * stride);
      even0.sub(odd0).intoArray(to, q + 4 * stride);
      p += line;
      q += toLine;
      FloatVector a1 = load(x, p), b1 = load(x, p + step), c1 = load(x, p + 2 * step);
      a1.mul(zero).intoArray(to, q);
      c1.intoArray(to, q + 5 * stride);
      FloatVector even1 = c1.fma(a2, a1).mul(byA), odd1 = b1.mul(oddByA);
      even1.add(odd1).intoArray(to, q + stride);
      even1.sub(odd1).intoArray(to, q + 2 * stride);
      even1 = c1.fma(b2, a1).mul(byB);
      odd1 = b1.mul(oddByB);
      even1.add(odd1).intoArray(to, q + 3 * stride);
      even1.sub(odd1).intoArray(to, q + 4 * stride);
    }
  }

  /** The transpose of {@link #kernel}: taps, {@link #TAP_ROW} to a row, from {@code from[at + e stride]}. */
  static void taps(float[] from, int at, int stride, float[] work, float[] to) {
    taps(from, at, stride, MAP * stride, work, 0, WIDTH, MAP * WIDTH, MAP);
    taps(work, 0, MAP * WIDTH, WIDTH, to, 0, TAP_ROW * WIDTH, WIDTH, TAP_ROW);
  }

  private static void taps(
      float[] x, int at, int line, int step, float[] to, int o, int toLine, int stride, int lines) {
    FloatVector byA = splat(AT_A), byB = splat(AT_B), zero = splat(AT_0);
    FloatVector atA = splat(A), atB = splat(B), a2 = splat(A2);
    FloatVector b2 = splat(B2);
    for (int i = 0; i < lines; i += 2) {
      int p = at + i * line;
      int q = o + i * toLine;
      FloatVector a0 = load(x, p + step), b0 = load(x, p + 2 * step);
      FloatVector c0 = load(x, p + 3 * step), d0 = load(x, p + 4 * step);
      FloatVector s0 = a0.add(b0).mul(byA), t0 = c0.add(d0).mul(byB);
      FloatVector u0 = a0.sub(b0).mul(byA), v0 = c0.sub(d0).mul(byB);
      load(x, p).fma(zero, s0.add(t0)).intoArray(to, q);
      u0.fma(atA, v0.mul(atB)).intoArray(to, q + stride);
      s0.fma(a2, t0.fma(b2, load(x, p + 5 * step))).intoArray(to, q + 2 * stride);
      p += line;
      q += toLine;
      FloatVector a1 = load(x, p + step), b1 = load(x, p + 2 * step);
      FloatVector c1 = load(x, p + 3 * step), d1 = load(x, p + 4 * step);
      FloatVector s1 = a1.add(b1).mul(byA), t1 = c1.add(d1).mul(byB);
      FloatVector u1 = a1.sub(b1).mul(byA), v1 = c1.sub(d1).mul(byB);
      load(x, p).fma(zero, s1.add(t1)).intoArray(to, q);
      u1.fma(atA, v1.mul(atB)).intoArray(to, q + stride);
      s1.fma(a2, t1.fma(b2, load(x, p + 5 * step))).intoArray(to, q + 2 * stride);
    }
  }
}

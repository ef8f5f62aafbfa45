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

  /** Six registers {@code step} apart, each MAP of them {@code line} apart, to the same places. */
  static void mapLines(float[] x, int step, int line) {
    for (int i = 0; i < MAP; i++) {
      map(x, i * line, step, x, i * line, step);
    }
  }

  /** A tile of the map, its columns already done, [row][column], to {@code to[o + e stride]}. */
  static void mapRows(float[] x, float[] to, int o, int stride) {
    for (int i = 0; i < MAP; i++) {
      map(x, i * MAP * WIDTH, WIDTH, to, o + i * MAP * stride, stride);
    }
  }

  private static void map(float[] x, int at, int step, float[] to, int o, int stride) {
    FloatVector d0 = load(x, at), d1 = load(x, at + step), d2 = load(x, at + 2 * step);
    FloatVector d3 = load(x, at + 3 * step), d4 = load(x, at + 4 * step), d5 = load(x, at + 5 * step);
    FloatVector ends = splat(A2B2), middle = splat(-A2 - B2);
    d0.fma(ends, d2.fma(middle, d4)).intoArray(to, o);
    d1.fma(ends, d3.fma(middle, d5)).intoArray(to, o + 5 * stride);
    FloatVector even = d2.fma(splat(-B2), d4), odd = d1.fma(splat(-B2), d3).mul(splat(A));
    even.add(odd).intoArray(to, o + stride);
    even.sub(odd).intoArray(to, o + 2 * stride);
    even = d2.fma(splat(-A2), d4);
    odd = d1.fma(splat(-A2), d3).mul(splat(B));
    even.add(odd).intoArray(to, o + 3 * stride);
    even.sub(odd).intoArray(to, o + 4 * stride);
  }

  /** A tile of the grid, [row][column], 4 x 4, to {@code to[o + e stride]}; {@code x} has room for 6 x 4. */
  static void grid(float[] x, float[] work, float[] to, int o, int stride) {
    for (int column = 0; column < GRID; column++) {
      grid(x, column * WIDTH, GRID * WIDTH, work, column * WIDTH, GRID * WIDTH);
    }
    for (int row = 0; row < MAP; row++) {
      grid(work, row * GRID * WIDTH, WIDTH, to, o + row * MAP * stride, stride);
    }
  }

  private static void grid(float[] x, int at, int step, float[] to, int o, int stride) {
    FloatVector y0 = load(x, at), y1 = load(x, at + step), y2 = load(x, at + 2 * step), y3 = load(x, at + 3 * step);
    y0.intoArray(to, o);
    y3.intoArray(to, o + 5 * stride);
    FloatVector even = y2.fma(splat(A2), y0), odd = y3.fma(splat(A3), y1.mul(splat(A)));
    even.add(odd).intoArray(to, o + stride);
    even.sub(odd).intoArray(to, o + 2 * stride);
    even = y2.fma(splat(B2), y0);
    odd = y3.fma(splat(B3), y1.mul(splat(B)));
    even.add(odd).intoArray(to, o + 3 * stride);
    even.sub(odd).intoArray(to, o + 4 * stride);
  }

  /** A tile's products, {@code from[at + e stride]}, to 4 x 4 outputs, [row][column]. */
  static void output(float[] from, int at, int stride, float[] work, float[] to) {
    for (int column = 0; column < MAP; column++) {
      output(from, at + column * stride, MAP * stride, work, column * WIDTH, MAP * WIDTH);
    }
    for (int row = 0; row < GRID; row++) {
      output(work, row * MAP * WIDTH, WIDTH, to, row * GRID * WIDTH, WIDTH);
    }
  }

  private static void output(float[] x, int at, int step, float[] to, int o, int stride) {
    FloatVector m1 = load(x, at + step), m2 = load(x, at + 2 * step);
    FloatVector m3 = load(x, at + 3 * step), m4 = load(x, at + 4 * step);
    FloatVector s = m1.add(m2), d = m1.sub(m2), t = m3.add(m4), e = m3.sub(m4);
    load(x, at).add(s).add(t).intoArray(to, o);
    d.fma(splat(A), e.mul(splat(B))).intoArray(to, o + stride);
    s.fma(splat(A2), t.mul(splat(B2))).intoArray(to, o + 2 * stride);
    d.fma(splat(A3), e.fma(splat(B3), load(x, at + 5 * step))).intoArray(to, o + 3 * stride);
  }

  /** Nine taps, [row][column], to {@code to[o + e stride]}. */
  static void kernel(float[] taps, float[] work, float[] to, int o, int stride) {
    for (int column = 0; column < 3; column++) {
      kernel(taps, column * WIDTH, 3 * WIDTH, work, column * WIDTH, 3 * WIDTH);
    }
    for (int row = 0; row < MAP; row++) {
      kernel(work, row * 3 * WIDTH, WIDTH, to, o + row * MAP * stride, stride);
    }
  }

  private static void kernel(float[] x, int at, int step, float[] to, int o, int stride) {
    FloatVector w0 = load(x, at), w1 = load(x, at + step), w2 = load(x, at + 2 * step);
    w0.mul(splat(AT_0)).intoArray(to, o);
    w2.intoArray(to, o + 5 * stride);
    FloatVector even = w2.fma(splat(A2), w0).mul(splat(AT_A)), odd = w1.mul(splat(A * AT_A));
    even.add(odd).intoArray(to, o + stride);
    even.sub(odd).intoArray(to, o + 2 * stride);
    even = w2.fma(splat(B2), w0).mul(splat(AT_B));
    odd = w1.mul(splat(B * AT_B));
    even.add(odd).intoArray(to, o + 3 * stride);
    even.sub(odd).intoArray(to, o + 4 * stride);
  }

  /** The transpose of {@link #kernel}: nine taps from {@code from[at + e stride]}. */
  static void taps(float[] from, int at, int stride, float[] work, float[] to) {
    for (int column = 0; column < MAP; column++) {
      taps(from, at + column * stride, MAP * stride, work, column * WIDTH, MAP * WIDTH);
    }
    for (int row = 0; row < 3; row++) {
      taps(work, row * MAP * WIDTH, WIDTH, to, row * 3 * WIDTH, WIDTH);
    }
  }

  private static void taps(float[] x, int at, int step, float[] to, int o, int stride) {
    FloatVector m1 = load(x, at + step), m2 = load(x, at + 2 * step);
    FloatVector m3 = load(x, at + 3 * step), m4 = load(x, at + 4 * step);
    FloatVector s = m1.add(m2).mul(splat(AT_A)), d = m1.sub(m2).mul(splat(AT_A));
    FloatVector t = m3.add(m4).mul(splat(AT_B)), e = m3.sub(m4).mul(splat(AT_B));
    load(x, at).fma(splat(AT_0), s.add(t)).intoArray(to, o);
    d.fma(splat(A), e.mul(splat(B))).intoArray(to, o + stride);
    s.fma(splat(A2), t.fma(splat(B2), load(x, at + 5 * step))).intoArray(to, o + 2 * stride);
  }
}

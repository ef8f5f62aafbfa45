package org.palimpsest.nn.engine;

import static org.palimpsest.nn.engine.Lanes.load;
import static org.palimpsest.nn.engine.Lanes.splat;

import jdk.incubator.vector.FloatVector;

/**
 * Products of small complex matrices out of three real ones each, after Gauss:
 * {@code (a + ib)(c + id) = (t - b (c + d)) + i (t + a (d - c))} with {@code t = (a + b) c}.
 *
 * <p>The right factor comes as panels of 16 columns, [part][panel][k][16], its three parts being c, -(c + d) and
 * d - c. The real products are tiles of 4 x 16 that live in eight vector registers.
 */
final class ComplexProducts {

  static final int PARTS = 3;

  /** Rows of the left factor taken at a time. */
  private static final int BLOCK = 256;

  /** One thread's working memory. */
  static final class Scratch {
    private final float[] sums;
    private final float[] left;
    private final float[] right;

    /** @param channels the most channels, padded to whole panels, that either factor will have */
    Scratch(int channels) {
      sums = new float[BLOCK * channels];
      left = new float[PARTS * BLOCK * channels];
      right = new float[PARTS * BLOCK * Spectrum.PANEL];
    }
  }

  private ComplexProducts() {}

  /** Y = X W for one frequency: X (images, inner), W (inner, outer) in panels at {@code w[at]}, Y (images, outer). */
  static void multiply(
      int images, int inner, int outer, Spectrum x, float[] w, int at, Spectrum y, int frequency, Scratch scratch) {
    int part = inner * outer;
    for (int first = 0; first < images; first += BLOCK) {
      int count = Lanes.roundUp(Math.min(BLOCK, images - first), Spectrum.TILE);
      int xr = frequency * x.frequencyStride + x.row(first);
      int yr = frequency * y.frequencyStride + y.row(first);
      addParts(count, inner, x.values(), xr, x.imaginary, x.imageStride, scratch.sums);
      for (int n = 0; n < outer; n += Spectrum.PANEL) {
        panel(count, inner, x.values(), xr, xr + x.imaginary, x.imageStride, w, at + n * inner, part,
            y.values(), yr + n, yr + y.imaginary + n, y.imageStride, scratch.sums);
      }
    }
  }

  private static void addParts(int count, int inner, float[] x, int at, int imaginary, int stride, float[] sums) {
    int to = 0;
    for (int m = 0; m < count; m++) {
      for (int k = 0; k < inner; k += Lanes.WIDTH) {
        load(x, at + k).add(load(x, at + imaginary + k)).intoArray(sums, to);
        to += Lanes.WIDTH;
      }
      at += stride;
    }
  }

  private static void panel(int count, int inner, float[] x, int xr, int xi, int xStride, float[] w, int at, int part,
      float[] y, int yr, int yi, int yStride, float[] sums) {
    for (int m = 0; m < count; m += Spectrum.TILE) {
      int a = m * xStride;
      int c = m * yStride;
      tileToBoth(inner, sums, m * inner, inner, w, at, y, yr + c, yi + c, yStride);
      addTile(inner, x, xi + a, xStride, w, at + part, y, yr + c, yStride);
      addTile(inner, x, xr + a, xStride, w, at + 2 * part, y, yi + c, yStride);
    }
  }

  /** C and D (4, 16) = A (4, inner) B (inner, 16). */
  private static void tileToBoth(
      int inner, float[] left, int a, int aStride, float[] right, int b, float[] to, int c, int d, int stride) {
    FloatVector z = Lanes.zero();
    FloatVector c00 = z, c01 = z, c10 = z, c11 = z, c20 = z, c21 = z, c30 = z, c31 = z;
    int a1 = a + aStride;
    int a2 = a1 + aStride;
    int a3 = a2 + aStride;
    for (int k = 0; k < inner; k++) {
      FloatVector b0 = load(right, b + k * 16), b1 = load(right, b + k * 16 + 8), x;
      x = splat(left[a + k]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = splat(left[a1 + k]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = splat(left[a2 + k]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = splat(left[a3 + k]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
    }
    store(to, c, c00, c01);
    store(to, c + stride, c10, c11);
    store(to, c + 2 * stride, c20, c21);
    store(to, c + 3 * stride, c30, c31);
    store(to, d, c00, c01);
    store(to, d + stride, c10, c11);
    store(to, d + 2 * stride, c20, c21);
    store(to, d + 3 * stride, c30, c31);
  }

  /** C (4, 16) += A (4, inner) B (inner, 16). */
  private static void addTile(
      int inner, float[] left, int a, int aStride, float[] right, int b, float[] to, int c, int stride) {
    FloatVector c00 = load(to, c), c01 = load(to, c + 8);
    FloatVector c10 = load(to, c + stride), c11 = load(to, c + stride + 8);
    FloatVector c20 = load(to, c + 2 * stride), c21 = load(to, c + 2 * stride + 8);
    FloatVector c30 = load(to, c + 3 * stride), c31 = load(to, c + 3 * stride + 8);
    int a1 = a + aStride;
    int a2 = a1 + aStride;
    int a3 = a2 + aStride;
    for (int k = 0; k < inner; k++) {
      FloatVector b0 = load(right, b + k * 16), b1 = load(right, b + k * 16 + 8), x;
      x = splat(left[a + k]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = splat(left[a1 + k]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = splat(left[a2 + k]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = splat(left[a3 + k]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
    }
    store(to, c, c00, c01);
    store(to, c + stride, c10, c11);
    store(to, c + 2 * stride, c20, c21);
    store(to, c + 3 * stride, c30, c31);
  }

  /**
   * D = conj(X)^T Y for one frequency, summed over the images: X (images, rows), Y (images, columns); row i of D has
   * its real parts at {@code to[at + 2 i columns]} and its imaginary ones {@code columns} behind.
   */
  static void multiplyTransposed(int images, int rows, int columns, Spectrum x, Spectrum y, int frequency,
      float[] to, int at, Scratch scratch) {
    for (int first = 0; first < images; first += BLOCK) {
      int count = Math.min(BLOCK, images - first);
      int xr = frequency * x.frequencyStride + x.row(first);
      int yr = frequency * y.frequencyStride + y.row(first);
      int part = count * rows;
      for (int i = 0; i < rows; i += Lanes.WIDTH) {
        packLeft(count, x.values(), xr + i, x.imaginary, x.imageStride, scratch.left, i * count, part);
      }
      for (int n = 0; n < columns; n += Spectrum.PANEL) {
        packRight(count, y.values(), yr + n, y.imaginary, y.imageStride, scratch.right);
        for (int i = 0; i < rows; i += Spectrum.TILE) {
          int a = i / Lanes.WIDTH * Lanes.WIDTH * count + i % Lanes.WIDTH;
          tiles(count, scratch, a, part, to, at + 2 * i * columns + n, columns, first == 0);
        }
      }
    }
  }

  /** With a - ib from X and c + id from Y: the parts a - b, b, a of the left factor. */
  private static void packLeft(
      int count, float[] x, int at, int imaginary, int stride, float[] to, int o, int part) {
    for (int m = 0; m < count; m++) {
      FloatVector a = load(x, at);
      FloatVector b = load(x, at + imaginary);
      a.sub(b).intoArray(to, o);
      b.intoArray(to, o + part);
      a.intoArray(to, o + 2 * part);
      at += stride;
      o += Lanes.WIDTH;
    }
  }

  /** The parts c, c + d, d - c of the right factor. */
  private static void packRight(int count, float[] y, int at, int imaginary, int stride, float[] to) {
    int part = count * Spectrum.PANEL;
    for (int m = 0; m < count; m++) {
      int o = m * Spectrum.PANEL;
      FloatVector c = load(y, at), d = load(y, at + imaginary);
      c.intoArray(to, o);
      c.add(d).intoArray(to, o + part);
      d.sub(c).intoArray(to, o + 2 * part);
      c = load(y, at + 8);
      d = load(y, at + imaginary + 8);
      c.intoArray(to, o + 8);
      c.add(d).intoArray(to, o + part + 8);
      d.sub(c).intoArray(to, o + 2 * part + 8);
      at += stride;
    }
  }

  private static void tiles(
      int count, Scratch scratch, int a, int part, float[] to, int re, int columns, boolean first) {
    int im = re + columns;
    int stride = 2 * columns;
    float[] left = scratch.left;
    float[] right = scratch.right;
    int panel = count * Spectrum.PANEL;
    if (first) {
      clearTile(to, re, stride);
      clearTile(to, im, stride);
    }
    addPackedTileToBoth(count, left, a, right, 0, to, re, im, stride);
    addPackedTile(count, left, a + part, right, panel, to, re, stride);
    addPackedTile(count, left, a + 2 * part, right, 2 * panel, to, im, stride);
  }

  private static void clearTile(float[] to, int c, int stride) {
    FloatVector z = Lanes.zero();
    for (int r = 0; r < Spectrum.TILE; r++) {
      store(to, c, z, z);
      c += stride;
    }
  }

  /** As {@link #addTile} where A comes as [k][8], four of the eight being wanted. */
  private static void addPackedTile(
      int inner, float[] left, int a, float[] right, int b, float[] to, int c, int stride) {
    FloatVector c00 = load(to, c), c01 = load(to, c + 8);
    FloatVector c10 = load(to, c + stride), c11 = load(to, c + stride + 8);
    FloatVector c20 = load(to, c + 2 * stride), c21 = load(to, c + 2 * stride + 8);
    FloatVector c30 = load(to, c + 3 * stride), c31 = load(to, c + 3 * stride + 8);
    for (int k = 0; k < inner; k++) {
      FloatVector b0 = load(right, b + k * 16), b1 = load(right, b + k * 16 + 8), x;
      x = splat(left[a + k * 8]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = splat(left[a + k * 8 + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = splat(left[a + k * 8 + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = splat(left[a + k * 8 + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
    }
    store(to, c, c00, c01);
    store(to, c + stride, c10, c11);
    store(to, c + 2 * stride, c20, c21);
    store(to, c + 3 * stride, c30, c31);
  }

  /** C += A B and D += A B. */
  private static void addPackedTileToBoth(
      int inner, float[] left, int a, float[] right, int b, float[] to, int c, int d, int stride) {
    FloatVector z = Lanes.zero();
    FloatVector c00 = z, c01 = z, c10 = z, c11 = z, c20 = z, c21 = z, c30 = z, c31 = z;
    for (int k = 0; k < inner; k++) {
      FloatVector b0 = load(right, b + k * 16), b1 = load(right, b + k * 16 + 8), x;
      x = splat(left[a + k * 8]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = splat(left[a + k * 8 + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = splat(left[a + k * 8 + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = splat(left[a + k * 8 + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
    }
    add(to, c, c00, c01);
    add(to, c + stride, c10, c11);
    add(to, c + 2 * stride, c20, c21);
    add(to, c + 3 * stride, c30, c31);
    add(to, d, c00, c01);
    add(to, d + stride, c10, c11);
    add(to, d + 2 * stride, c20, c21);
    add(to, d + 3 * stride, c30, c31);
  }

  private static void add(float[] to, int at, FloatVector left, FloatVector right) {
    load(to, at).add(left).intoArray(to, at);
    load(to, at + 8).add(right).intoArray(to, at + 8);
  }

  private static void store(float[] to, int at, FloatVector left, FloatVector right) {
    left.intoArray(to, at);
    right.intoArray(to, at + 8);
  }
}

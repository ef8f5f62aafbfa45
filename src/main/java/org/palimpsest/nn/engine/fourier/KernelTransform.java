package org.palimpsest.nn.engine.fourier;

import static org.palimpsest.nn.engine.vector.Lanes.COMPLEX;
import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;
import static org.palimpsest.nn.engine.vector.Lanes.load;
import static org.palimpsest.nn.engine.vector.Lanes.splat;

import jdk.incubator.vector.FloatVector;
import org.palimpsest.nn.engine.vector.Lanes;

/**
 * Spectra of kernels of a few taps, and back, as sums by definition over the taps there are: cheaper than a transform
 * of a map that is nearly all zeros. With h = (k - 1) / 2, tap j lies at position q = h - j, from -h to h, so that taps
 * q and -q share a cosine and, but for the sign, a sine.
 *
 * <p>Frequencies are worked on in {@link #pieces} of a column, whose spectra stay in cache until their products are
 * done. A piece has two <em>slots</em> for each of its rows ky, 0..M/2: in a complex column frequencies ky and M - ky,
 * in column 0, which holds two columns of real maps, row ky of column 0 and of column N/2.
 */
final class KernelTransform {

  /** A column's rows are shared out among this many pieces. */
  private static final int PIECES = 2;

  private final int rows;
  private final int kernel;
  private final int half;

  /** [q - 1][ky], cosine and sine of 2 pi q ky / M; [ky] of q = 0 is 1 and 0. */
  private final float[][] cos;
  private final float[][] sin;

  /** As these, times how often a frequency of a real column counts: once in rows 0 and M/2, twice in others. */
  private final float[][] cosOfReal;
  private final float[][] sinOfReal;

  /** [q][column]: of 2 pi q kx / N. */
  private final float[][] cosAlong;
  private final float[][] sinAlong;

  /** [q + h][column]: what the real and imaginary part of a column add to a tap. */
  private final float[][] realShare;
  private final float[][] imaginaryShare;

  private final int columns;

  /** 1 / (M N), a power of two. */
  private final float scale;

  KernelTransform(PlaneTransform transform, int kernel) {
    this.kernel = kernel;
    half = kernel / 2;
    rows = transform.rows;
    columns = transform.columns / 2;
    int count = rows / 2 + 1;
    cos = new float[half + 1][count];
    sin = new float[half + 1][count];
    cosOfReal = new float[half + 1][count];
    sinOfReal = new float[half + 1][count];
    cosAlong = new float[half + 1][columns];
    sinAlong = new float[half + 1][columns];
    realShare = new float[kernel][columns];
    imaginaryShare = new float[kernel][columns];
    scale = 1f / (transform.rows * transform.columns);
    for (int q = 0; q <= half; q++) {
      for (int ky = 0; ky < count; ky++) {
        int times = ky == 0 || ky == rows / 2 ? 1 : 2;
        cos[q][ky] = (float) cosine(q * ky, rows);
        sin[q][ky] = (float) sine(q * ky, rows);
        cosOfReal[q][ky] = times * cos[q][ky];
        sinOfReal[q][ky] = times * sin[q][ky];
      }
      for (int kx = 0; kx < columns; kx++) {
        cosAlong[q][kx] = (float) cosine(q * kx, transform.columns);
        sinAlong[q][kx] = (float) sine(q * kx, transform.columns);
      }
    }
    for (int q = -half; q <= half; q++) {
      realShare[q + half][0] = scale;
      imaginaryShare[q + half][0] = q % 2 == 0 ? scale : -scale;
      for (int kx = 1; kx < columns; kx++) {
        realShare[q + half][kx] = (float) (2 * scale * cosine(q * kx, transform.columns));
        imaginaryShare[q + half][kx] = (float) (-2 * scale * sine(q * kx, transform.columns));
      }
    }
  }

  /** Exact where it is 0, 1 or -1. */
  private static double cosine(int n, int length) {
    return sine(4 * n + length, 4 * length);
  }

  private static double sine(int n, int length) {
    int turn = Math.floorMod(n, length);
    return 2 * turn % length == 0 ? 0 : 4 * turn == length ? 1 : 4 * turn == 3 * length ? -1
        : Math.sin(2 * Math.PI * turn / length);
  }

  /** Registers of a kernel's packed taps, and floats of what {@link #column} needs of them. */
  int taps() {
    return kernel * kernel;
  }

  int columnLength() {
    return (2 + 4 * half) * WIDTH;
  }

  /** Floats of a piece of a column in the space of taps down and frequencies along. */
  int foldedLength() {
    return kernel * COMPLEX;
  }

  int pieces() {
    return PIECES * columns;
  }

  private static int columnOf(int piece) {
    return piece / PIECES;
  }

  private int first(int piece) {
    return (rows / 2 + 1) * (piece % PIECES) / PIECES;
  }

  private int end(int piece) {
    return (rows / 2 + 1) * (piece % PIECES + 1) / PIECES;
  }

  int slots(int piece) {
    return 2 * (end(piece) - first(piece));
  }

  /** The most that any piece has. */
  int mostSlots() {
    return 2 * ((rows / 2 + PIECES) / PIECES);
  }

  /** The number, as {@link PlaneTransform} orders them, of the frequency in a slot; -1 if the slot is empty. */
  int frequency(int piece, int slot) {
    int column = columnOf(piece);
    int ky = first(piece) + slot / 2;
    if (column == 0) {
      return ky + slot % 2 * (rows / 2 + 1);
    }
    if (slot % 2 == 1 && (ky == 0 || ky == rows / 2)) {
      return -1;
    }
    return column * rows + 2 + (slot % 2 == 0 ? ky : rows - ky);
  }

  /**
   * Packs a register of kernels: row by row from q = -h, the middle tap, then for each q the sum and the difference of
   * the taps at q and -q; all times 1 / (M N), which the inverse transform leaves out.
   *
   * @param tapStride from one kernel's tap 0 to the next lane's
   */
  void pack(float[] weights, int at, int lanes, int tapStride, float[] to, int o) {
    for (int row = kernel - 1; row >= 0; row--) {
      for (int lane = 0; lane < lanes; lane++) {
        int middle = at + lane * tapStride + row * kernel + half;
        to[o + lane] = weights[middle] * scale;
        for (int q = 1; q <= half; q++) {
          float w = weights[middle - q] * scale;
          float v = weights[middle + q] * scale;
          to[o + (2 * q - 1) * WIDTH + lane] = w + v;
          to[o + 2 * q * WIDTH + lane] = w - v;
        }
      }
      o += kernel * WIDTH;
    }
  }

  /** What {@link #spectra} needs of packed taps for a piece: the middle row, then sums and differences of rows. */
  void column(int piece, float[] taps, int at, float[] lines, float[] to) {
    int column = columnOf(piece);
    for (int row = 0; row < kernel; row++) {
      if (column == 0) {
        realRow(taps, at + row * kernel * WIDTH, lines, row * COMPLEX);
      } else {
        complexRow(column, taps, at + row * kernel * WIDTH, lines, row * COMPLEX);
      }
    }
    load(lines, half * COMPLEX).intoArray(to, 0);
    load(lines, half * COMPLEX + WIDTH).intoArray(to, WIDTH);
    for (int q = 1; q <= half; q++) {
      int a = (half + q) * COMPLEX;
      int b = (half - q) * COMPLEX;
      int o = (4 * q - 2) * WIDTH;
      load(lines, a).add(load(lines, b)).intoArray(to, o);
      load(lines, a + WIDTH).add(load(lines, b + WIDTH)).intoArray(to, o + WIDTH);
      load(lines, a).sub(load(lines, b)).intoArray(to, o + 2 * WIDTH);
      load(lines, a + WIDTH).sub(load(lines, b + WIDTH)).intoArray(to, o + 3 * WIDTH);
    }
  }

  private void complexRow(int column, float[] taps, int at, float[] to, int o) {
    FloatVector re = load(taps, at), im = Lanes.zero();
    for (int q = 1; q <= half; q++) {
      re = load(taps, at + (2 * q - 1) * WIDTH).fma(splat(cosAlong[q][column]), re);
      im = load(taps, at + 2 * q * WIDTH).fma(splat(-sinAlong[q][column]), im);
    }
    re.intoArray(to, o);
    im.intoArray(to, o + WIDTH);
  }

  /** Columns 0 and N/2, which are real, as real and imaginary part. */
  private void realRow(float[] taps, int at, float[] to, int o) {
    FloatVector first = load(taps, at), last = first;
    for (int q = 1; q <= half; q++) {
      FloatVector both = load(taps, at + (2 * q - 1) * WIDTH);
      first = first.add(both);
      last = q % 2 == 0 ? last.add(both) : last.sub(both);
    }
    first.intoArray(to, o);
    last.intoArray(to, o + WIDTH);
  }

  /**
   * Writes the spectra of a piece: slot s at {@code to[o + s stride]}, as the three parts of {@link ComplexProducts},
   * {@code part} apart.
   *
   * @param sign 1, or -1 for the conjugate
   */
  void spectra(int piece, float[] column, float sign, float[] to, int o, int stride, int part) {
    FloatVector s = splat(sign);
    boolean real = columnOf(piece) == 0;
    for (int ky = first(piece); ky < end(piece); ky++) {
      FloatVector ar = load(column, 0), ai = load(column, WIDTH), br = Lanes.zero(), bi = br;
      for (int q = 1; q <= half; q++) {
        int at = (4 * q - 2) * WIDTH;
        FloatVector c = splat(cos[q][ky]), d = splat(sin[q][ky]);
        ar = load(column, at).fma(c, ar);
        ai = load(column, at + WIDTH).fma(c, ai);
        br = load(column, at + 2 * WIDTH).fma(d, br);
        bi = load(column, at + 3 * WIDTH).fma(d, bi);
      }
      if (real) {
        parts(ar, br.neg().mul(s), to, o, part);
        parts(ai, bi.neg().mul(s), to, o + stride, part);
      } else {
        parts(ar.add(bi), ai.sub(br).mul(s), to, o, part);
        parts(ar.sub(bi), ai.add(br).mul(s), to, o + stride, part);
      }
      o += 2 * stride;
    }
  }

  private static void parts(FloatVector c, FloatVector d, float[] to, int o, int part) {
    c.intoArray(to, o);
    c.add(d).neg().intoArray(to, o + part);
    d.sub(c).intoArray(to, o + 2 * part);
  }

  /**
   * Begins the way back, from a piece's products, slot s at {@code from[at + s stride]}, zero where it is empty: the
   * inverse transform down the columns, for positions -h..h alone.
   */
  void fold(int piece, float[] from, int at, int stride, float[] to, int o) {
    for (int q = 0; q <= half; q++) {
      if (columnOf(piece) == 0) {
        foldReal(piece, q, from, at, stride, to, o);
      } else {
        foldComplex(piece, q, from, at, stride, to, o);
      }
    }
  }

  private void foldComplex(int piece, int q, float[] from, int at, int stride, float[] to, int o) {
    FloatVector pr = Lanes.zero(), pi = pr, qr = pr, qi = pr;
    for (int ky = first(piece); ky < end(piece); ky++) {
      FloatVector c = splat(cos[q][ky]), s = splat(sin[q][ky]);
      FloatVector ar = load(from, at), ai = load(from, at + WIDTH);
      FloatVector br = load(from, at + stride), bi = load(from, at + stride + WIDTH);
      pr = ar.add(br).fma(c, pr);
      pi = ai.add(bi).fma(c, pi);
      qr = ar.sub(br).fma(s, qr);
      qi = ai.sub(bi).fma(s, qi);
      at += 2 * stride;
    }
    int plus = o + (half + q) * COMPLEX;
    int minus = o + (half - q) * COMPLEX;
    pr.add(qi).intoArray(to, minus);
    pi.sub(qr).intoArray(to, minus + WIDTH);
    pr.sub(qi).intoArray(to, plus);
    pi.add(qr).intoArray(to, plus + WIDTH);
  }

  private void foldReal(int piece, int q, float[] from, int at, int stride, float[] to, int o) {
    FloatVector pr = Lanes.zero(), pi = pr, qr = pr, qi = pr;
    for (int ky = first(piece); ky < end(piece); ky++) {
      FloatVector c = splat(cosOfReal[q][ky]), s = splat(sinOfReal[q][ky]);
      pr = load(from, at).fma(c, pr);
      qr = load(from, at + WIDTH).fma(s, qr);
      pi = load(from, at + stride).fma(c, pi);
      qi = load(from, at + stride + WIDTH).fma(s, qi);
      at += 2 * stride;
    }
    int plus = o + (half + q) * COMPLEX;
    int minus = o + (half - q) * COMPLEX;
    pr.add(qr).intoArray(to, minus);
    pi.add(qi).intoArray(to, minus + WIDTH);
    pr.sub(qr).intoArray(to, plus);
    pi.sub(qi).intoArray(to, plus + WIDTH);
  }

  /**
   * Ends it: the taps of a register of kernels from all pieces, each at {@code from[at + piece stride]}; lane l's tap 0
   * is written at {@code to[o + l tapStride]}.
   */
  void taps(float[] from, int at, int stride, float[] tap, float[] to, int o, int lanes, int tapStride) {
    for (int row = 0; row < kernel; row++) {
      int line = at + (kernel - 1 - row) * COMPLEX;
      for (int j = 0; j < kernel; j++) {
        tap(from, line, stride, realShare[kernel - 1 - j], imaginaryShare[kernel - 1 - j], tap);
        for (int lane = 0; lane < lanes; lane++) {
          to[o + lane * tapStride + row * kernel + j] = tap[lane];
        }
      }
    }
  }

  private void tap(float[] from, int at, int stride, float[] real, float[] imaginary, float[] to) {
    FloatVector sum = Lanes.zero();
    for (int column = 0; column < columns; column++) {
      FloatVector re = load(from, at), im = load(from, at + WIDTH);
      for (int piece = 1; piece < PIECES; piece++) {
        re = re.add(load(from, at + piece * stride));
        im = im.add(load(from, at + piece * stride + WIDTH));
      }
      sum = re.fma(splat(real[column]), im.fma(splat(imaginary[column]), sum));
      at += PIECES * stride;
    }
    sum.intoArray(to, 0);
  }
}

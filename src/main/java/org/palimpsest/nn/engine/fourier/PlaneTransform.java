package org.palimpsest.nn.engine.fourier;

import static org.palimpsest.nn.engine.vector.Lanes.COMPLEX;
import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;
import static org.palimpsest.nn.engine.vector.Lanes.load;
import static org.palimpsest.nn.engine.vector.Lanes.splat;

import jdk.incubator.vector.FloatVector;
import org.palimpsest.nn.engine.vector.Lanes;

/**
 * Two-dimensional transforms of real maps (height, width) padded with zeros to (M, N), a register of channels at a
 * time.
 *
 * <p>Two real rows ride in one complex transform, as real and imaginary part, and are told apart by symmetry:
 * with Z = F(a + i b), {@code F(a)[k] = (Z[k] + conj Z[N-k]) / 2} and {@code F(b)[k] = (Z[k] - conj Z[N-k]) / 2i}.
 * A real row has N/2 + 1 values of its own; those of columns 0 and N/2 are real and are packed into one complex
 * column, which is told apart in the same way after the transform down the columns. What is left are
 * {@code 2 (M/2 + 1) + (N/2 - 1) M} frequencies, in the order: column 0, rows 0..M/2; column N/2, rows 0..M/2;
 * columns 1..N/2-1, rows 0..M-1.
 */
final class PlaneTransform {

  /**
   * How many images go through together, column by column, so that memory is met in longer pieces than one image's
   * register of channels.
   */
  static final int IMAGES = 32 / WIDTH;

  /** One thread's working memory. A line holds two rows: a register of each, column by column. */
  final class Scratch {
    /** Two rows about to be transformed; zero from {@code width} on, as whoever fills it must leave it. */
    final float[] line = new float[columns * COMPLEX];

    /** Two rows that came out of an inverse transform. */
    final float[] result = new float[columns * COMPLEX];

    private final float[] work = new float[2 * Math.max(rows, columns) * COMPLEX];
    private final float[] one = new float[Math.max(rows, columns) * COMPLEX];
    private final float[] other = new float[Math.max(rows, columns) * COMPLEX];

    /** Half-transformed maps, [image][column][row]; rows from {@code height} on are never written and stay zero. */
    private final float[] maps = new float[IMAGES * plane];

    /** As {@link #maps} for everything else. */
    private final float[] full = new float[IMAGES * plane];
  }

  /** Gives the rows of the maps to transform. */
  interface Source {
    /** Writes row y of {@code WIDTH} channels to {@code scratch.line[half + COMPLEX x]}, x = 0..width-1. */
    void read(int image, int channel, int y, Scratch scratch, int half);
  }

  /** Takes the rows of the maps that come out. */
  interface Sink {
    /** Reads row y of {@code WIDTH} channels from {@code scratch.result[half + COMPLEX x]}, {@code x < width}; y ascends. */
    void write(int image, int channel, int y, Scratch scratch, int half);
  }

  final int height;
  final int width;

  /** M and N. */
  final int rows;

  final int columns;

  /** Floats of a half-transformed map. */
  private final int plane;

  private final Fft down;
  private final Fft along;
  private final boolean headRows;
  private final boolean headColumns;

  PlaneTransform(int height, int width, int rows, int columns) {
    this.height = height;
    this.width = width;
    this.rows = rows;
    this.columns = columns;
    plane = columns / 2 * rows * COMPLEX;
    down = Fft.of(rows);
    along = Fft.of(columns);
    headRows = 8 * height <= 7 * rows;
    headColumns = 8 * width <= 7 * columns;
  }

  int frequencies() {
    return 2 * (rows / 2 + 1) + (columns / 2 - 1) * rows;
  }

  /** Transforms {@code WIDTH} channels of up to {@link #IMAGES} neighbouring images into their places in {@code to}. */
  void forward(Source source, int image, int images, int channel, Scratch scratch, Spectrum to) {
    for (int i = 0; i < images; i++) {
      rowsIn(source, image + i, channel, scratch, i * plane);
    }
    for (int column = 0; column < columns / 2; column++) {
      for (int i = 0; i < images; i++) {
        columnOut(scratch.maps, i * plane, column, headRows, scratch,
            to.values(), to.at(image + i, channel), to.frequencyStride);
      }
    }
  }

  private void rowsIn(Source source, int image, int channel, Scratch scratch, int map) {
    for (int y = 0; y < height; y += 2) {
      source.read(image, channel, y, scratch, 0);
      if (y + 1 < height) {
        source.read(image, channel, y + 1, scratch, WIDTH);
      } else {
        clearSecondRow(scratch.line);
      }
      along.transform(scratch.line, 0, WIDTH, COMPLEX, headColumns, scratch.work, scratch.one, 0, WIDTH);
      separateRows(scratch.one, scratch.maps, map + y * COMPLEX);
    }
  }

  /** Inverse of {@link #forward}, times M N, of spectra that belong to real maps. */
  void inverse(Spectrum from, int image, int images, int channel, Scratch scratch, Sink sink) {
    for (int column = 0; column < columns / 2; column++) {
      for (int i = 0; i < images; i++) {
        columnIn(from.values(), from.at(image + i, channel), from.frequencyStride, column, scratch, i * plane);
      }
    }
    for (int i = 0; i < images; i++) {
      for (int y = 0; y < height; y += 2) {
        rowsOut(i * plane, y, y + 1, scratch);
        sink.write(image + i, channel, y, scratch, 0);
        if (y + 1 < height) {
          sink.write(image + i, channel, y + 1, scratch, WIDTH);
        }
      }
    }
  }

  private void clearSecondRow(float[] line) {
    FloatVector zero = Lanes.zero();
    for (int x = 0; x < width; x++) {
      zero.intoArray(line, x * COMPLEX + WIDTH);
    }
  }

  /** The row with offset d in every column, and the next. */
  private void separateRows(float[] z, float[] to, int d) {
    int middle = columns / 2 * COMPLEX;
    load(z, 0).intoArray(to, d);
    load(z, middle).intoArray(to, d + WIDTH);
    load(z, WIDTH).intoArray(to, d + COMPLEX);
    load(z, middle + WIDTH).intoArray(to, d + COMPLEX + WIDTH);
    FloatVector h = splat(.5f);
    int column = rows * COMPLEX;
    int mirror = columns * COMPLEX;
    for (int k = COMPLEX; k < middle; k += COMPLEX) {
      d += column;
      FloatVector zr = load(z, k).mul(h), zi = load(z, k + WIDTH).mul(h);
      FloatVector mr = load(z, mirror - k).mul(h), mi = load(z, mirror - k + WIDTH).mul(h);
      zr.add(mr).intoArray(to, d);
      zi.sub(mi).intoArray(to, d + WIDTH);
      zi.add(mi).intoArray(to, d + COMPLEX);
      mr.sub(zr).intoArray(to, d + COMPLEX + WIDTH);
    }
  }

  /** Transforms one column; column 0 is two in one. */
  private void columnOut(float[] map, int plane, int column, boolean headOnly, Scratch scratch,
      float[] to, int at, int stride) {
    int from = plane + column * rows * COMPLEX;
    down.transform(map, from, from + WIDTH, COMPLEX, headOnly, scratch.work, scratch.one, 0, WIDTH);
    if (column == 0) {
      separateEnds(scratch.one, to, at, stride);
    } else {
      scatter(scratch.one, rows, to, at + (column * rows + 2) * stride, stride);
    }
  }

  private void separateEnds(float[] z, float[] to, int at, int stride) {
    FloatVector h = splat(.5f);
    int end = (rows / 2 + 1) * stride;
    for (int k = 0; k <= rows / 2; k++) {
      int m = (rows - k & rows - 1) * COMPLEX;
      FloatVector zr = load(z, k * COMPLEX).mul(h), zi = load(z, k * COMPLEX + WIDTH).mul(h);
      FloatVector mr = load(z, m).mul(h), mi = load(z, m + WIDTH).mul(h);
      int p = at + k * stride;
      zr.add(mr).intoArray(to, p);
      zi.sub(mi).intoArray(to, p + WIDTH);
      zi.add(mi).intoArray(to, p + end);
      mr.sub(zr).intoArray(to, p + end + WIDTH);
    }
  }

  private static void scatter(float[] z, int count, float[] to, int at, int stride) {
    for (int k = 0; k < count; k++) {
      load(z, k * COMPLEX).intoArray(to, at);
      load(z, k * COMPLEX + WIDTH).intoArray(to, at + WIDTH);
      at += stride;
    }
  }

  private void columnIn(float[] from, int at, int stride, int column, Scratch scratch, int plane) {
    int to = plane + column * rows * COMPLEX;
    if (column == 0) {
      joinEnds(from, at, stride, scratch.other);
      down.transform(scratch.other, WIDTH, 0, COMPLEX, false, scratch.work, scratch.full, to + WIDTH, to);
    } else {
      int o = at + (column * rows + 2) * stride;
      down.transform(from, o + WIDTH, o, stride, false, scratch.work, scratch.full, to + WIDTH, to);
    }
  }

  private void joinEnds(float[] from, int at, int stride, float[] z) {
    int end = (rows / 2 + 1) * stride;
    for (int k = 0; k <= rows / 2; k++) {
      int p = at + k * stride;
      FloatVector ar = load(from, p), ai = load(from, p + WIDTH);
      FloatVector br = load(from, p + end), bi = load(from, p + end + WIDTH);
      if (k > 0) {
        int m = (rows - k) * COMPLEX;
        ar.add(bi).intoArray(z, m);
        br.sub(ai).intoArray(z, m + WIDTH);
      }
      ar.sub(bi).intoArray(z, k * COMPLEX);
      ai.add(br).intoArray(z, k * COMPLEX + WIDTH);
    }
  }

  private void rowsOut(int plane, int y0, int y1, Scratch scratch) {
    joinRows(scratch.full, plane + y0 * COMPLEX, plane + y1 * COMPLEX, scratch.other);
    along.transform(scratch.other, WIDTH, 0, COMPLEX, false, scratch.work, scratch.result, WIDTH, 0);
  }

  private void joinRows(float[] full, int a, int b, float[] z) {
    int middle = columns / 2 * COMPLEX;
    load(full, a).intoArray(z, 0);
    load(full, b).intoArray(z, WIDTH);
    load(full, a + WIDTH).intoArray(z, middle);
    load(full, b + WIDTH).intoArray(z, middle + WIDTH);
    int column = rows * COMPLEX;
    int mirror = columns * COMPLEX;
    int o = 0;
    for (int k = COMPLEX; k < middle; k += COMPLEX) {
      o += column;
      FloatVector ar = load(full, o + a), ai = load(full, o + a + WIDTH);
      FloatVector br = load(full, o + b), bi = load(full, o + b + WIDTH);
      ar.sub(bi).intoArray(z, k);
      ai.add(br).intoArray(z, k + WIDTH);
      ar.add(bi).intoArray(z, mirror - k);
      br.sub(ai).intoArray(z, mirror - k + WIDTH);
    }
  }
}

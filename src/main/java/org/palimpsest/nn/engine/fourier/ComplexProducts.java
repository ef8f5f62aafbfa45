package org.palimpsest.nn.engine.fourier;

import static org.palimpsest.nn.engine.vector.Lanes.COMPLEX;
import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;
import static org.palimpsest.nn.engine.vector.Lanes.load;

import jdk.incubator.vector.FloatVector;
import org.palimpsest.nn.engine.vector.Lanes;

/**
 * Products of small complex matrices out of three real ones each, after Gauss:
 * {@code (a + ib)(c + id) = ((a + b) c - b (c + d)) + i ((a + b) c + a (d - c))}.
 *
 * <p>The right factor comes as panels of {@link Tile#COLUMNS}, the last perhaps of half as many,
 * [part][panel][k][column], its three parts being c,
 * -(c + d) and d - c. Of the left one, b and a are read where they are; a + b is laid out here in their manner.
 */
final class ComplexProducts {

  static final int PARTS = 3;

  /** Rows of the left factor taken at a time, so that what is read again stays in cache. */
  private static final int BLOCK = 64;

  /** Images summed over at a time. */
  private static final int SUMMED = 128;

  /** From one group of channels to the next in {@link Scratch#sums}; the gap as in {@link Spectrum}. */
  private static final int SUMS_STRIDE = SUMMED * COMPLEX + 16;

  private static final float[] ZERO = new float[Tile.SIZE];

  /** One thread's working memory. */
  static final class Scratch {
    private final float[] sums;
    private final float[] right = new float[PARTS * SUMMED * Tile.COLUMNS];
    private final float[] hold = new float[Tile.SIZE];
    private final float[] begun = new float[Tile.SIZE];

    /** @param channels the most channels, padded to whole panels, that either factor will have */
    Scratch(int channels) {
      sums = new float[channels / WIDTH * SUMS_STRIDE];
    }
  }

  private ComplexProducts() {}

  /** Y = X W for one frequency: X (images, inner), W (inner, outer) in panels at {@code w[at]}, Y (images, outer). */
  static void multiply(
      int images, int inner, int outer, Spectrum x, float[] w, int at, Spectrum y, int frequency, Scratch scratch) {
    for (int first = 0; first < images; first += BLOCK) {
      int count = Lanes.roundUp(Math.min(BLOCK, images - first), Spectrum.ROWS);
      int from = frequency * x.frequencyStride + x.at(first, 0);
      int to = frequency * y.frequencyStride;
      for (int group = 0; group < inner / WIDTH; group++) {
        sum(count, x.values(), from + group * x.groupStride, scratch.sums, group * SUMS_STRIDE);
      }
      for (int n = 0; n < outer; n += Tile.COLUMNS) {
        panel(Math.min(Tile.COLUMNS, outer - n), count, inner, scratch, x, from, w, at + n * inner, inner * outer,
            y, to + y.at(first, n));
      }
    }
  }

  private static void panel(int columns, int count, int inner, Scratch scratch, Spectrum x, int from, float[] w, int at,
      int wPart, Spectrum y, int to) {
    float[] left = x.values();
    for (int m = 0; m < count * COMPLEX; m += Tile.ROWS * COMPLEX) {
      Tile.rows(columns, inner, scratch.sums, m, SUMS_STRIDE, w, at, ZERO, scratch.hold, 0, WIDTH, Tile.COLUMNS);
      Tile.rows(columns, inner, left, from + m + WIDTH, x.groupStride, w, at + wPart, scratch.hold,
          y.values(), to + m, y.groupStride, COMPLEX);
      Tile.rows(columns, inner, left, from + m, x.groupStride, w, at + 2 * wPart, scratch.hold,
          y.values(), to + m + WIDTH, y.groupStride, COMPLEX);
    }
  }

  /**
   * D = conj(X)^T Y for one frequency, summed over the images: X (images, rows), Y (images, columns); row i of D,
   * by groups of {@code WIDTH} real parts and as many imaginary ones, lies at {@code to[at + 2 i columns]}.
   *
   * @param rows a multiple of {@link Tile#ROWS}
   * @param columns as {@link Tile#padded} gives them
   */
  static void multiplyTransposed(int images, int rows, int columns, Spectrum x, Spectrum y, int frequency,
      float[] to, int at, Scratch scratch) {
    for (int first = 0; first < images; first += SUMMED) {
      int count = Math.min(SUMMED, images - first);
      int left = frequency * x.frequencyStride + x.at(first, 0);
      int right = frequency * y.frequencyStride;
      for (int group = 0; group * WIDTH < rows; group++) {
        difference(count, x.values(), left + group * x.groupStride, scratch.sums, group * SUMS_STRIDE);
      }
      for (int n = 0; n < columns; n += Tile.COLUMNS) {
        int panel = Math.min(Tile.COLUMNS, columns - n);
        packPanel(panel, count, y.values(), right + y.at(first, n), y.groupStride, scratch.right);
        for (int i = 0; i < rows; i += Tile.ROWS) {
          int lane = i % WIDTH;
          tile(panel, first > 0, count, scratch, i / WIDTH * SUMS_STRIDE + lane, x.values(), left + x.at(0, i) + lane,
              to, at + 2 * (i * columns + n), 2 * columns);
        }
      }
    }
  }

  /**
   * With (a - ib), the conjugate: (a - b) c + b (c + d) and (a - b) c + a (d - c).
   *
   * @param more whether to add to what earlier images gave
   */
  private static void tile(int columns, boolean more, int count, Scratch scratch, int difference, float[] x, int a,
      float[] to, int c, int stride) {
    float[] right = scratch.right;
    int part = count * columns;
    Tile.columns(columns, count, scratch.sums, difference, right, 0, ZERO, scratch.hold, 0, WIDTH, Tile.COLUMNS);
    float[] start = more ? begin(columns, scratch, to, c, stride) : scratch.hold;
    Tile.columns(columns, count, x, a + WIDTH, right, part, start, to, c, COMPLEX, stride);
    start = more ? begin(columns, scratch, to, c + WIDTH, stride) : scratch.hold;
    Tile.columns(columns, count, x, a, right, 2 * part, start, to, c + WIDTH, COMPLEX, stride);
  }

  private static float[] begin(int columns, Scratch scratch, float[] to, int c, int stride) {
    float[] hold = scratch.hold;
    float[] begun = scratch.begun;
    for (int o = 0; o < Tile.SIZE; o += Tile.COLUMNS) {
      load(hold, o).add(load(to, c)).intoArray(begun, o);
      if (columns == Tile.COLUMNS) {
        load(hold, o + WIDTH).add(load(to, c + COMPLEX)).intoArray(begun, o + WIDTH);
      }
      c += stride;
    }
    return begun;
  }

  /** a + b of a group of channels. */
  private static void sum(int count, float[] x, int at, float[] to, int o) {
    for (int m = 0; m < count * COMPLEX; m += COMPLEX) {
      load(x, at + m).add(load(x, at + m + WIDTH)).intoArray(to, o + m);
    }
  }

  /** a - b of a group of channels. */
  private static void difference(int count, float[] x, int at, float[] to, int o) {
    for (int m = 0; m < count * COMPLEX; m += COMPLEX) {
      load(x, at + m).sub(load(x, at + m + WIDTH)).intoArray(to, o + m);
    }
  }

  /** A panel's channels of Y: with (c + id), the parts c, c + d (b having changed its sign), d - c. */
  private static void packPanel(int columns, int count, float[] y, int at, int groupStride, float[] to) {
    int part = count * columns;
    for (int half = 0; half < columns; half += WIDTH) {
      for (int m = 0; m < count; m++) {
        int o = m * columns + half;
        FloatVector c = load(y, at + m * COMPLEX), d = load(y, at + m * COMPLEX + WIDTH);
        c.intoArray(to, o);
        c.add(d).intoArray(to, o + part);
        d.sub(c).intoArray(to, o + 2 * part);
      }
      at += groupStride;
    }
  }
}

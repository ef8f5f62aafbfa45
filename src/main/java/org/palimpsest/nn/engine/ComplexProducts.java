package org.palimpsest.nn.engine;

import static org.palimpsest.nn.engine.Lanes.COMPLEX;
import static org.palimpsest.nn.engine.Lanes.WIDTH;
import static org.palimpsest.nn.engine.Lanes.load;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Products of small complex matrices out of three real ones each, after Gauss:
 * {@code (a + ib)(c + id) = ((a + b) c - b (c + d)) + i ((a + b) c + a (d - c))}.
 *
 * <p>The right factor comes as panels of 16 columns, [part][panel][k][16], its three parts being c, -(c + d) and
 * d - c. The left one is packed here as groups of 8 rows, [group][part][k][8], with the parts a + b, b and a.
 */
final class ComplexProducts {

  static final int PARTS = 3;

  /** Rows of the left factor, or images summed over, taken at a time, so that the packed factors stay in cache. */
  private static final int BLOCK = 64;

  /** One thread's working memory. */
  static final class Scratch {
    private final float[] left;
    private final float[] right = new float[PARTS * BLOCK * Spectrum.PANEL];
    private final float[] hold = new float[Tile.SIZE];

    /** @param channels the most channels, padded to whole panels, that either factor will have */
    Scratch(int channels) {
      left = new float[PARTS * BLOCK * channels];
    }
  }

  private ComplexProducts() {}

  /** Y = X W for one frequency: X (images, inner), W (inner, outer) in panels at {@code w[at]}, Y (images, outer). */
  static void multiply(
      int images, int inner, int outer, Spectrum x, float[] w, int at, Spectrum y, int frequency, Scratch scratch) {
    for (int first = 0; first < images; first += BLOCK) {
      int count = Lanes.roundUp(Math.min(BLOCK, images - first), Spectrum.ROWS);
      int from = frequency * x.frequencyStride;
      int to = frequency * y.frequencyStride;
      for (int k = 0; k < inner; k += WIDTH) {
        packRows(count, inner, x.values(), from + x.at(first, k), scratch.left, k * WIDTH);
      }
      for (int n = 0; n < outer; n += Spectrum.PANEL) {
        panel(count, inner, scratch, w, at + n * inner, inner * outer, y, to + y.at(first, n));
      }
    }
  }

  private static void panel(
      int count, int inner, Scratch scratch, float[] w, int at, int wPart, Spectrum y, int to) {
    for (int m = 0; m < count; m += Tile.ROWS) {
      int a = m / WIDTH * WIDTH * PARTS * inner + m % WIDTH;
      setTile(inner, scratch, a, w, at, wPart, y.values(), to + m * COMPLEX, y.groupStride);
    }
  }

  private static void setTile(
      int inner, Scratch scratch, int a, float[] w, int b, int wPart, float[] to, int c, int half) {
    float[] left = scratch.left;
    int part = inner * WIDTH;
    Tile.hold(inner, left, a, w, b, scratch.hold);
    Tile.set(inner, left, a + part, w, b + wPart, scratch.hold, to, c, half, COMPLEX);
    Tile.set(inner, left, a + 2 * part, w, b + 2 * wPart, scratch.hold, to, c + WIDTH, half, COMPLEX);
  }

  /** Eight channels of X, images by eights, turned: the parts a + b, b, a of (a + ib). */
  private static void packRows(int count, int inner, float[] x, int at, float[] to, int o) {
    int part = inner * WIDTH;
    for (int m = 0; m < count; m++) {
      int p = o + m / WIDTH * PARTS * part + m % WIDTH;
      for (int k = 0; k < WIDTH; k++) {
        float a = x[at + k];
        float b = x[at + k + WIDTH];
        to[p] = a + b;
        to[p + part] = b;
        to[p + 2 * part] = a;
        p += WIDTH;
      }
      at += COMPLEX;
    }
  }

  /**
   * D = conj(X)^T Y for one frequency, summed over the images: X (images, rows), Y (images, columns); row i of D,
   * by groups of 8 real and 8 imaginary parts, lies at {@code to[at + 2 i columns]}.
   */
  static void multiplyTransposed(int images, int rows, int columns, Spectrum x, Spectrum y, int frequency,
      float[] to, int at, Scratch scratch) {
    Arrays.fill(to, at, at + 2 * rows * columns, 0);
    for (int first = 0; first < images; first += BLOCK) {
      int count = Math.min(BLOCK, images - first);
      int left = frequency * x.frequencyStride;
      int right = frequency * y.frequencyStride;
      for (int i = 0; i < rows; i += WIDTH) {
        packColumns(count, x.values(), left + x.at(first, i), scratch.left, i * PARTS * count);
      }
      for (int n = 0; n < columns; n += Spectrum.PANEL) {
        packPanel(count, y.values(), right + y.at(first, n), y.groupStride, scratch.right);
        for (int i = 0; i < rows; i += Tile.ROWS) {
          int a = i / WIDTH * WIDTH * PARTS * count + i % WIDTH;
          addTile(count, scratch, a, to, at + 2 * (i * columns + n), 2 * columns);
        }
      }
    }
  }

  private static void addTile(int count, Scratch scratch, int a, float[] to, int c, int stride) {
    float[] left = scratch.left;
    float[] right = scratch.right;
    int part = count * WIDTH;
    int panel = count * Spectrum.PANEL;
    Tile.hold(count, left, a, right, 0, scratch.hold);
    Tile.add(count, left, a + part, right, panel, scratch.hold, to, c, COMPLEX, stride);
    Tile.add(count, left, a + 2 * part, right, 2 * panel, scratch.hold, to, c + WIDTH, COMPLEX, stride);
  }

  /** Eight channels of X: with (a - ib) its conjugate, the parts a - b, b, a. */
  private static void packColumns(int count, float[] x, int at, float[] to, int o) {
    int part = count * WIDTH;
    for (int m = 0; m < count; m++) {
      FloatVector a = load(x, at);
      FloatVector b = load(x, at + WIDTH);
      a.sub(b).intoArray(to, o);
      b.intoArray(to, o + part);
      a.intoArray(to, o + 2 * part);
      at += COMPLEX;
      o += WIDTH;
    }
  }

  /** Sixteen channels of Y: with (c + id), the parts c, c + d (b having changed its sign), d - c. */
  private static void packPanel(int count, float[] y, int at, int groupStride, float[] to) {
    int part = count * Spectrum.PANEL;
    for (int m = 0; m < count; m++) {
      int o = m * Spectrum.PANEL;
      FloatVector c = load(y, at), d = load(y, at + WIDTH);
      c.intoArray(to, o);
      c.add(d).intoArray(to, o + part);
      d.sub(c).intoArray(to, o + 2 * part);
      c = load(y, at + groupStride);
      d = load(y, at + groupStride + WIDTH);
      c.intoArray(to, o + WIDTH);
      c.add(d).intoArray(to, o + part + WIDTH);
      d.sub(c).intoArray(to, o + 2 * part + WIDTH);
      at += COMPLEX;
    }
  }
}

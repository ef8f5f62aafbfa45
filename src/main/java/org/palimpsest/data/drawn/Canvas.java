package org.palimpsest.data.drawn;

import org.palimpsest.data.image.Pixels;

/**
 * A picture being drawn: soft shapes laid over each other, back to front. Nothing but additions, multiplications,
 * divisions and square roots of IEEE and StrictMath's functions, so that every machine draws the same bits.
 */
final class Canvas {

  /** Half the width of an edge, in pixels. */
  static final double EDGE = 1.2;

  private final int width;
  private final int height;
  private final float[] samples;

  Canvas(int width, int height) {
    this.width = width;
    this.height = height;
    this.samples = new float[3 * width * height];
  }

  /** How much of each pixel something covers, a number from 0 to 1. */
  interface Coverage {
    double at(double x, double y);
  }

  /**
   * The coverage of a rectangle of pixels; all others are not covered.
   *
   * @param cover (height, width)
   */
  record Mask(int left, int top, int width, int height, float[] cover) {

    /** The part of it where another covers as well, or with {@code inverse} does not. */
    Mask times(Mask other, boolean inverse) {
      return each((x, y, c) -> c * (inverse ? 1 - other.at(x, y) : other.at(x, y)));
    }

    /** The part above a line, or with a negative sign below it. */
    Mask above(double line, int sign) {
      return each((x, y, c) -> sign * (line - y - 0.5) > 0 ? c : 0);
    }

    float at(int x, int y) {
      boolean inside = x >= left && x < left + width && y >= top && y < top + height;
      return inside ? cover[(y - top) * width + x - left] : 0;
    }

    private interface Change {
      float of(int x, int y, float cover);
    }

    private Mask each(Change change) {
      float[] changed = new float[cover.length];
      for (int i = 0; i < changed.length; i++) {
        changed[i] = cover[i] == 0 ? 0 : change.of(left + i % width, top + i / width, cover[i]);
      }
      return new Mask(left, top, width, height, changed);
    }
  }

  /** Coverage at a distance from an edge, negative inside, that fades over twice {@code soft} pixels. */
  static double fade(double distance, double soft) {
    double t = Math.max(0, Math.min(1, 0.5 - distance / (2 * soft)));
    return t * t * (3 - 2 * t);
  }

  /** What covers pixels whose middles are in a rectangle. */
  Mask mask(double x0, double y0, double x1, double y1, Coverage coverage) {
    int left = Math.max(0, (int) Math.floor(x0));
    int top = Math.max(0, (int) Math.floor(y0));
    int right = Math.min(width, (int) Math.ceil(x1));
    int bottom = Math.min(height, (int) Math.ceil(y1));
    int across = Math.max(0, right - left);
    float[] cover = new float[across * Math.max(0, bottom - top)];
    for (int i = 0; i < cover.length; i++) {
      cover[i] = (float) coverage.at(left + i % across + 0.5, top + i / across + 0.5);
    }
    return new Mask(left, top, across, Math.max(0, bottom - top), cover);
  }

  /** A superellipse: |x/rx|^n + |y/ry|^n at most 1. */
  Mask ellipse(double cx, double cy, double rx, double ry, double n, double soft) {
    double least = Math.min(rx, ry);
    double inside = StrictMath.pow(Math.max(0, 1 - soft / least), n);
    double outside = StrictMath.pow(1 + soft / least, n);
    double reach = 1 + soft / least;
    double[] across = new double[width + 1];
    double[] down = new double[height + 1];
    for (int x = 0; x <= width; x++) {
      across[x] = power(Math.abs(x + 0.5 - cx) / rx, n);
    }
    for (int y = 0; y <= height; y++) {
      down[y] = power(Math.abs(y + 0.5 - cy) / ry, n);
    }
    return mask(
        cx - rx * reach - 1, cy - ry * reach - 1, cx + rx * reach + 1, cy + ry * reach + 1,
        (x, y) -> {
          double sum = across[(int) x] + down[(int) y];
          if (sum <= inside || sum >= outside) {
            return sum <= inside ? 1 : 0;
          }
          double radius = n == 2 ? Math.sqrt(sum) : StrictMath.pow(sum, 1 / n);
          return fade((radius - 1) * least, soft);
        });
  }

  private static double power(double base, double n) {
    return n == 2 ? base * base : StrictMath.pow(base, n);
  }

  Mask ellipse(double cx, double cy, double rx, double ry) {
    return ellipse(cx, cy, rx, ry, 2, EDGE);
  }

  /** The outline of an ellipse, of twice {@code half} pixels. */
  Mask ring(double cx, double cy, double rx, double ry, double half) {
    double least = Math.min(rx, ry);
    double reach = 1 + (half + EDGE) / least;
    return mask(
        cx - rx * reach, cy - ry * reach, cx + rx * reach, cy + ry * reach,
        (x, y) -> {
          double dx = (x - cx) / rx;
          double dy = (y - cy) / ry;
          return fade(Math.abs((Math.sqrt(dx * dx + dy * dy) - 1) * least) - half, EDGE);
        });
  }

  /** A line with round ends. */
  Mask stroke(double x0, double y0, double x1, double y1, double half, double soft) {
    double reach = half + soft;
    double vx = x1 - x0;
    double vy = y1 - y0;
    return mask(
        Math.min(x0, x1) - reach, Math.min(y0, y1) - reach, Math.max(x0, x1) + reach, Math.max(y0, y1) + reach,
        (x, y) -> {
          double t = ((x - x0) * vx + (y - y0) * vy) / (vx * vx + vy * vy + 1e-9);
          t = Math.max(0, Math.min(1, t));
          double dx = x - x0 - t * vx;
          double dy = y - y0 - t * vy;
          return fade(Math.sqrt(dx * dx + dy * dy) - half, soft);
        });
  }

  /** Lays a colour over what is there. */
  void paint(Mask mask, double[] colour, double opacity) {
    paint(mask, colour, (x, y) -> opacity, (x, y) -> 1);
  }

  /**
   * Lays a colour over what is there.
   *
   * @param opacity of each pixel, times its coverage
   * @param light a factor of the colour
   */
  void paint(Mask mask, double[] colour, Coverage opacity, Coverage light) {
    for (int i = 0; i < mask.cover.length; i++) {
      if (mask.cover[i] > 0) {
        int x = mask.left + i % mask.width;
        int y = mask.top + i / mask.width;
        double a = Math.max(0, Math.min(1, mask.cover[i] * opacity.at(x + 0.5, y + 0.5)));
        double factor = light.at(x + 0.5, y + 0.5);
        int at = 3 * (y * width + x);
        for (int c = 0; c < 3; c++) {
          samples[at + c] = (float) (samples[at + c] * (1 - a) + colour[c] * factor * a);
        }
      }
    }
  }

  /** Changes the samples of every pixel. */
  interface PixelChange {
    double of(int pixel, int channel, double sample);
  }

  void change(PixelChange change) {
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) change.of(i / 3, i % 3, samples[i]);
    }
  }

  Pixels pixels() {
    byte[] bytes = new byte[samples.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.max(0, Math.min(255, (int) Math.floor(samples[i] + 0.5)));
    }
    return new Pixels(height, width, 3, bytes);
  }
}

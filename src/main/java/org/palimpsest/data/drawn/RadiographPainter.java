package org.palimpsest.data.drawn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Draws a chest radiograph: lengths of tissue that rays pass through, summed from soft shapes, then what a detector
 * sees of it, with quantum noise. Lengths are in units of the picture's height, from its middle; X grows to the right, Y
 * downwards. Sex shows in many overlapping cues, through one number that is nearly normal around 0 for women and 1 for
 * men, and in breast shadows; the appearance in opacities of the lungs. Arithmetic as in {@link Canvas}: the same bits
 * on every machine.
 */
public final class RadiographPainter {

  /** Classes of appearance, in the order of SIIM's. */
  public enum Appearance {
    NEGATIVE,
    TYPICAL,
    INDETERMINATE,
    ATYPICAL
  }

  /** An opacity's surroundings, in pixels. */
  public record Box(double x, double y, double width, double height) {}

  /**
   * A finished drawing.
   *
   * @param values (rows, columns) in [0, 1], dense tissue bright
   */
  public record Radiograph(int rows, int columns, float[] values, List<Box> boxes) {}

  private interface Field {
    double at(double x, double y);
  }

  /** One lung; {@code side} is -1 for the patient's right, which is on the left. */
  private record Lung(int side, double x, double y, double halfWidth, double halfHeight, double bottom) {

    double top() {
      return y - halfHeight;
    }

    double dome(double atX) {
      double t = clip((atX - x) / halfWidth, -1.5, 1.5);
      return bottom - 0.055 * StrictMath.cos(1.5 * t);
    }

    double at(double atX, double atY) {
      double t = clip((atY - y) / halfHeight, -1.2, 1.2);
      double narrowing = clip(-t, 0, 1);
      double width =
          halfWidth * (0.70 + 0.30 * clip(t + 0.75, 0, 1))
              * Math.sqrt(1 - narrowing * narrowing * narrowing);
      double side = fade(Math.abs(atX - x) - width, 0.02);
      return side == 0 ? 0 : side * fade(atY - dome(atX), 0.018) * fade(top() - atY, 0.03);
    }
  }

  private static final double EVERYWHERE = 2;

  private final Dice dice;
  private final int rows;
  private final int columns;
  private final double[] length;
  private final float[] body;
  private final List<Lung> lungs = new ArrayList<>();
  private final List<Box> boxes = new ArrayList<>();

  private RadiographPainter(Dice dice, int rows) {
    this.dice = dice;
    this.rows = rows;
    this.columns = (int) (rows * dice.uniform(0.86, 1.12));
    this.length = new double[rows * columns];
    this.body = new float[rows * columns];
  }

  /**
   * Draws one.
   *
   * @param height in pixels
   */
  public static Radiograph draw(Dice dice, boolean male, Appearance appearance, int height) {
    RadiographPainter painter = new RadiographPainter(dice, height);
    painter.anatomy(male);
    painter.opacities(appearance);
    return new Radiograph(painter.rows, painter.columns, painter.exposed(), List.copyOf(painter.boxes));
  }

  private static double clip(double value, double from, double to) {
    return Math.max(from, Math.min(to, value));
  }

  private static double fade(double distance, double soft) {
    return Canvas.fade(distance, soft);
  }

  private static double ellipse(double dx, double dy) {
    return Math.sqrt(dx * dx + dy * dy) - 1;
  }

  private double x(int column) {
    return (column + 0.5 - columns / 2.0) / rows;
  }

  private double y(int row) {
    return (row + 0.5) / rows - 0.5;
  }

  private int column(double x) {
    return (int) clip(Math.floor(x * rows + columns / 2.0), 0, columns);
  }

  private int row(double y) {
    return (int) clip(Math.floor((y + 0.5) * rows), 0, rows);
  }

  /** Adds a field inside of a rectangle. */
  private void add(double x0, double y0, double x1, double y1, Field field) {
    for (int r = row(y0); r < Math.min(rows, row(y1) + 1); r++) {
      for (int c = column(x0); c < Math.min(columns, column(x1) + 1); c++) {
        length[r * columns + c] += field.at(x(c), y(r));
      }
    }
  }

  private void add(Field field) {
    add(-EVERYWHERE, -EVERYWHERE, EVERYWHERE, EVERYWHERE, field);
  }

  /** Adds a band along a curve, inside of the body. */
  private void band(int side, double centre, double from, double to, double strength, double half, double soft,
      boolean inside, Field curve) {
    for (int c = 0; c < columns; c++) {
      double across = (x(c) - centre) * side;
      if (across > from && across < to) {
        double middle = curve.at(across, 0);
        double reach = half + soft;
        for (int r = row(middle - reach); r < Math.min(rows, row(middle + reach) + 1); r++) {
          double part = inside ? body[r * columns + c] : 1;
          length[r * columns + c] += strength * part * fade(Math.abs(y(r) - middle) - half, soft);
        }
      }
    }
  }

  private float bodyAt(double x, double y) {
    return body[Math.min(rows - 1, row(y)) * columns + Math.min(columns - 1, column(x))];
  }

  private void anatomy(boolean male) {
    double masculine = (male ? 1 : 0) + dice.normal(0, 0.30);
    double cx = dice.normal(0, 0.015);
    double turn = dice.normal(0, 0.02);
    double chest = dice.normal(0.345 + 0.018 * masculine, 0.012);
    for (int r = 0; r < rows; r++) {
      double down = Math.abs(y(r) - 0.25) / 0.80;
      double below = clip((y(r) + 0.30) / 0.20, 0, 1);
      double half = chest + 0.09 + 0.03 * below * below * (3 - 2 * below);
      for (int c = 0; c < columns; c++) {
        double across = Math.abs(x(c) - cx) / half;
        double radius = StrictMath.cbrt(across * across * across + down * down * down * down * down * down);
        body[r * columns + c] = (float) fade(radius - 1, 0.05);
        length[r * columns + c] = 1.7 * body[r * columns + c] * (1 + 0.10 * y(r));
      }
    }
    for (int side : new int[] {-1, 1}) {
      double at = cx + side * (chest + 0.07);
      add(at - 0.17, -0.61, at + 0.17, -0.11,
          (x, y) -> 0.45 * bodyAt(x, y) * fade(ellipse((x - at) / 0.11, (y + 0.36) / 0.16), 0.5));
    }
    add(cx - 0.11, -0.5, cx + 0.11, -0.29,
        (x, y) -> 0.15 * fade(Math.abs(x - cx) - 0.085, 0.02) * fade(y + 0.36, 0.06));
    lungs(cx, masculine);
    double heart = dice.normal(0.115 + 0.012 * masculine, 0.012);
    add((x, y) -> 0.95 * fade(ellipse((x - cx - 0.045) / heart, (y - 0.09) / 0.135), 0.22));
    add(cx + turn - 0.07, -0.5, cx + turn + 0.07, 0.5,
        (x, y) -> 0.62 * fade(Math.abs(x - cx - turn) - 0.035, 0.025) * bodyAt(x, y));
    add((x, y) -> 0.30 * fade(ellipse((x - cx - 0.055) / 0.035, (y + 0.16) / 0.05), 0.4));
    add(cx + turn / 2 - 0.03, -0.5, cx + turn / 2 + 0.03, -0.05,
        (x, y) -> -0.25 * fade(Math.abs(x - cx - turn / 2) - 0.014, 0.012) * fade(y + 0.12, 0.04));
    lungs.forEach(lung -> vessels(lung, cx));
    bones(cx, chest, masculine);
    if (!male || dice.chance(0.05)) {
      breasts(cx);
    }
  }

  private void lungs(double cx, double masculine) {
    double breath = dice.normal(0, 0.02);
    for (int side : new int[] {-1, 1}) {
      double x = cx + side * dice.normal(0.175 + 0.008 * masculine, 0.006);
      double top = dice.normal(-0.395, 0.012);
      double bottom = dice.normal(0.20 + breath + (side > 0 ? 0.02 : 0), 0.012);
      double halfWidth = dice.normal(0.125 + 0.008 * masculine, 0.006);
      Lung lung = new Lung(side, x, (top + bottom) / 2, halfWidth, (bottom - top) / 2, bottom);
      lungs.add(lung);
      Field noise = noise(0.1);
      inLung(lung, (u, v) -> -1.18 * lung.at(u, v) * (1 + 0.05 * noise.at(u, v)));
    }
  }

  private void inLung(Lung lung, Field field) {
    double reach = lung.halfWidth() + 0.03;
    add(lung.x() - reach, lung.top() - 0.04, lung.x() + reach, lung.bottom() + 0.03, field);
  }

  /** Branches from the hila. */
  private void vessels(Lung lung, double cx) {
    for (int i = 0; i < 26; i++) {
      double angle = dice.uniform(-1.5, 1.5);
      double reach = dice.uniform(0.05, 0.17);
      double x0 = cx + lung.side() * dice.normal(0.075, 0.01);
      double y0 = dice.normal(-0.03, 0.02);
      double vx = lung.side() * StrictMath.cos(angle) * reach;
      double vy = StrictMath.sin(angle) * reach * 1.5;
      double square = vx * vx + vy * vy;
      add(Math.min(x0, x0 + vx) - 0.02, Math.min(y0, y0 + vy) - 0.02, Math.max(x0, x0 + vx) + 0.02,
          Math.max(y0, y0 + vy) + 0.02,
          (x, y) -> {
            double t = clip(((x - x0) * vx + (y - y0) * vy) / square, 0, 1);
            double dx = x - x0 - t * vx;
            double dy = y - y0 - t * vy;
            double near = fade(Math.sqrt(dx * dx + dy * dy) - 0.006 * (1 - 0.75 * t), 0.005);
            return near == 0 ? 0 : 0.16 * lung.at(x, y) * near;
          });
    }
  }

  private void bones(double cx, double chest, double masculine) {
    for (int rib = 0; rib < 10; rib++) {
      for (int side : new int[] {-1, 1}) {
        double y = -0.40 + rib * 0.064 + dice.normal(0, 0.004);
        band(side, cx, 0.03, chest + 0.02, 0.20 + 0.05 * masculine, 0.011, 0.006, true,
            (u, v) -> y + 0.16 * StrictMath.pow(clip(u / 0.33, 0, 1.2), 1.6) - 0.05);
        if (rib < 7) {
          band(side, cx, 0.12, chest + 0.01, 0.10, 0.010, 0.007, true,
              (u, v) -> y + 0.20 - 0.14 * clip((u - 0.06) / 0.26, 0, 1.1));
        }
      }
    }
    for (int side : new int[] {-1, 1}) {
      band(side, cx, 0.05, chest + 0.06, 0.34, 0.016, 0.007, false,
          (u, v) -> -0.345 - 0.10 * u + 0.02 * StrictMath.sin(14 * u));
    }
  }

  /** Faint in some. */
  private void breasts(double cx) {
    double strength = clip(dice.normal(0.30, 0.13), 0.02, 0.6);
    for (int side : new int[] {-1, 1}) {
      double x0 = cx + side * dice.normal(0.20, 0.015);
      double rx = dice.normal(0.125, 0.012);
      double y0 = dice.normal(0.155, 0.03);
      double ry = dice.normal(0.12, 0.015);
      add(x0 - 1.3 * rx, y0 - 1.3 * ry, x0 + 1.3 * rx, y0 + 1.3 * ry,
          (x, y) ->
              strength * clip(0.35 + 0.65 * fade(0.12 - y, 0.2), 0, 1)
                  * fade(ellipse((x - x0) / rx, (y - y0) / ry), 0.25) * bodyAt(x, y));
    }
  }

  private void opacities(Appearance appearance) {
    switch (appearance) {
      case NEGATIVE -> {
        // Nothing to see.
      }
      case TYPICAL -> {
        for (Lung lung : lungs) {
          for (int i = dice.below(3); i >= 0; i--) {
            opacity(lung, dice.uniform(0.25, 0.85), dice.uniform(0.05, 0.75), dice.uniform(0.04, 0.09),
                dice.uniform(0.05, 0.11), dice.uniform(0.32, 0.85));
          }
        }
      }
      case INDETERMINATE -> {
        Lung lung = lungs.get(dice.below(2));
        for (int i = dice.below(2); i >= 0; i--) {
          opacity(lung, dice.uniform(-0.5, 0.35), dice.uniform(-0.7, 0.3), dice.uniform(0.045, 0.085),
              dice.uniform(0.05, 0.09), dice.uniform(0.35, 0.8));
        }
      }
      case ATYPICAL -> {
        Lung lung = lungs.get(dice.below(2));
        switch (dice.below(3)) {
          case 0 -> effusion(lung);
          case 1 -> opacity(lung, dice.uniform(-0.2, 0.4), dice.uniform(-0.6, 0.4), 0.11, 0.07, 1.2);
          default -> opacity(lung, dice.uniform(-0.4, 0.5), dice.uniform(-0.5, 0.5), 0.03, 0.03, 1.3);
        }
      }
    }
  }

  /** A cloud at a place of a lung, in units of its halves; outwards is positive. */
  private void opacity(Lung lung, double outwards, double down, double rx, double ry, double strength) {
    double x0 = lung.x() + lung.side() * outwards * lung.halfWidth();
    double y0 = lung.y() + down * lung.halfHeight();
    Field coarse = noise(1 / 22.0);
    Field fine = noise(1 / 45.0);
    add(x0 - 2.5 * rx, y0 - 2.5 * ry, x0 + 2.5 * rx, y0 + 2.5 * ry,
        (x, y) -> {
          double dx = (x - x0) / rx;
          double dy = (y - y0) / ry;
          double within = lung.at(x, y);
          double cloud = clip(1 + 0.55 * coarse.at(x, y) + 0.35 * fine.at(x, y), 0, 2.5);
          return within == 0
              ? 0
              : strength * StrictMath.exp(-StrictMath.pow(dx * dx + dy * dy, 1.3)) * cloud * within;
        });
    box(x0 - rx, y0 - ry, 2 * rx, 2 * ry);
  }

  /** A level of fluid that climbs outwards. */
  private void effusion(Lung lung) {
    double level = dice.uniform(0.05, 0.14);
    inLung(
        lung,
        (x, y) -> {
          double outwards = clip((x - lung.x()) * lung.side() / lung.halfWidth(), 0, 1);
          return 1.05 * lung.at(x, y) * fade(lung.dome(x) - level - 0.05 * outwards - y, 0.02);
        });
    box(lung.x() - lung.halfWidth(), lung.bottom() - 0.055 - level, 2 * lung.halfWidth(), level + 0.05);
  }

  private void box(double x, double y, double width, double height) {
    boxes.add(new Box(x * rows + columns / 2.0, (y + 0.5) * rows, width * rows, height * rows));
  }

  /** Smooth noise of unit variance on a grid of that width. */
  private Field noise(double width) {
    int down = (int) (1 / width) + 3;
    int across = (int) (columns / (width * rows)) + 3;
    double[] grid = new double[down * across];
    Arrays.setAll(grid, i -> dice.normal(0, 1));
    return (x, y) -> {
      double u = (x + columns / 2.0 / rows) / width;
      double v = (y + 0.5) / width;
      int j = (int) clip(Math.floor(u), 0, across - 2);
      int i = (int) clip(Math.floor(v), 0, down - 2);
      double fx = clip(u - j, 0, 1);
      double fy = clip(v - i, 0, 1);
      fx = fx * fx * (3 - 2 * fx);
      fy = fy * fy * (3 - 2 * fy);
      double upper = grid[i * across + j] * (1 - fx) + grid[i * across + j + 1] * fx;
      double lower = grid[(i + 1) * across + j] * (1 - fx) + grid[(i + 1) * across + j + 1] * fx;
      // The mean square of the interpolation's weights is about .55.
      return (upper * (1 - fy) + lower * fy) / 0.743;
    };
  }

  /** What the detector shows: logarithm of the rays that come through, stretched, with a marker of the side. */
  private float[] exposed() {
    float[] shown = new float[length.length];
    double[] sorted = new double[length.length];
    for (int i = 0; i < shown.length; i++) {
      double rays = StrictMath.exp(-1.25 * Math.max(0, length[i]));
      double seen = Math.max(1e-3, rays + Math.sqrt(rays) * 0.012 * dice.grain());
      shown[i] = (float) (1 - clip(StrictMath.log(seen * 1e3) / StrictMath.log(1.05e3), 0, 1));
      sorted[i] = shown[i];
    }
    Arrays.sort(sorted);
    double low = sorted[sorted.length / 100];
    double high = sorted[(int) (sorted.length * 0.995)];
    double gamma = dice.normal(1, 0.08);
    for (int i = 0; i < shown.length; i++) {
      double stretched = clip((shown[i] - low) / (high - low), 0, 1);
      shown[i] = (float) StrictMath.pow(stretched, gamma);
    }
    if (dice.chance(0.8)) {
      int left = (int) ((dice.chance(0.5) ? 0.05 : 0.88) * columns);
      for (int r = (int) (0.06 * rows); r < (int) (0.10 * rows); r++) {
        Arrays.fill(shown, r * columns + left, r * columns + left + rows / 36, 1f);
      }
    }
    return shown;
  }
}

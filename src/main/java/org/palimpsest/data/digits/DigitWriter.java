package org.palimpsest.data.digits;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.palimpsest.data.digits.PenStrokes.StrokeStyle.Point;
import org.palimpsest.data.digits.PenStrokes.StrokeStyle;

/**
 * Writes a digit as one person might at one moment: in one of its styles, missing the points by a little, on a
 * page of its own, with a pen of some width and a pressure that changes on the way.
 */
final class DigitWriter {

  private static final int STEPS_BETWEEN_POINTS = 6;

  /** Standard deviation by which the pen misses a point, of a page height of 100. */
  private static final double MISS = 1.8;

  /** Median radius of the pen, in pixels of the final image, and the deviation of its logarithm. */
  private static final double PEN = 1.29;

  private static final double PEN_SPREAD = 0.25;

  /** Standard deviation of the share by which the pen widens and narrows on its way. */
  private static final double PRESSURE = 0.10;

  private final RandomGenerator random;

  DigitWriter(RandomGenerator random) {
    this.random = random;
  }

  /** The trace of {@code digit} in the square [0, side]^2, in pixels. */
  PenTrace write(int digit, double side) {
    Trace trace = new Trace();
    for (List<Point> stroke : style(PenStrokes.of(digit)).strokes()) {
      trace.follow(stroke.stream().map(this::miss).toList());
    }
    trace.ink.fit(side);
    return trace.ink;
  }

  private StrokeStyle style(List<StrokeStyle> styles) {
    double total = styles.stream().mapToDouble(StrokeStyle::weight).sum();
    double left = random.nextDouble() * total;
    for (StrokeStyle style : styles) {
      left -= style.weight();
      if (left < 0) {
        return style;
      }
    }
    return styles.get(styles.size() - 1);
  }

  private Point miss(Point point) {
    return new Point(point.x() + normal(MISS), point.y() + normal(MISS), point.corner());
  }

  private double normal(double deviation) {
    return deviation * HandDistortion.normal(random);
  }

  /** One digit as it is being written. */
  private final class Trace {

    private final PenTrace ink = new PenTrace();
    private final HandDistortion page = new HandDistortion(random);
    private final double pen = PEN * StrictMath.exp(normal(PEN_SPREAD));
    private final double pressure = normal(PRESSURE);
    private final double phase = random.nextDouble();

    /** Draws one stroke through {@code points}. */
    void follow(List<Point> points) {
      mark(points.get(0).x(), points.get(0).y(), 0, true);
      for (int i = 1; i < points.size(); i++) {
        for (int step = 1; step <= STEPS_BETWEEN_POINTS; step++) {
          double t = (double) step / STEPS_BETWEEN_POINTS;
          mark(
              spline(points, i, t, Point::x),
              spline(points, i, t, Point::y),
              (i - 1 + t) / (points.size() - 1),
              false);
        }
      }
    }

    private void mark(double x, double y, double progress, boolean lifted) {
      double width = 1 + pressure * StrictMath.sin(2 * Math.PI * (progress + phase));
      ink.add(page.x(x, y), page.y(x, y), pen * width, lifted);
    }
  }

  /**
   * The cardinal spline (Catmull and Rom 1974) between points i - 1 and i, at {@code t} in [0, 1]; curves end at
   * corners.
   */
  private static double spline(List<Point> points, int i, double t, ToDoubleFunction<Point> axis) {
    Point from = points.get(i - 1);
    Point to = points.get(i);
    Point before = i == 1 || from.corner() ? from : points.get(i - 2);
    Point after = i == points.size() - 1 || to.corner() ? to : points.get(i + 1);
    double start = axis.applyAsDouble(from);
    double end = axis.applyAsDouble(to);
    double startTangent = (end - axis.applyAsDouble(before)) / 2;
    double endTangent = (axis.applyAsDouble(after) - start) / 2;
    double t2 = t * t;
    double t3 = t2 * t;
    return (2 * t3 - 3 * t2 + 1) * start
        + (t3 - 2 * t2 + t) * startTangent
        + (3 * t2 - 2 * t3) * end
        + (t3 - t2) * endTangent;
  }
}

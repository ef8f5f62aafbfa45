package org.palimpsest.report.draw;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Shapes of data points; all of about the same area at one size. */
public enum Mark {
  CIRCLE,
  SQUARE,
  UP,
  DOWN,
  DIAMOND;

  Shape at(double x, double y, double size) {
    double r = size / 2;
    return switch (this) {
      case CIRCLE -> new Ellipse2D.Double(x - r, y - r, size, size);
      case SQUARE -> new Rectangle2D.Double(x - .88 * r, y - .88 * r, .88 * size, .88 * size);
      case UP -> polygon(x, y - 1.2 * r, x + 1.1 * r, y + .8 * r, x - 1.1 * r, y + .8 * r);
      case DOWN -> polygon(x, y + 1.2 * r, x + 1.1 * r, y - .8 * r, x - 1.1 * r, y - .8 * r);
      case DIAMOND -> polygon(x, y - 1.25 * r, x + 1.25 * r, y, x, y + 1.25 * r, x - 1.25 * r, y);
    };
  }

  private static Path2D polygon(double... xy) {
    Path2D path = new Path2D.Double();
    path.moveTo(xy[0], xy[1]);
    for (int i = 2; i < xy.length; i += 2) {
      path.lineTo(xy[i], xy[i + 1]);
    }
    path.closePath();
    return path;
  }
}

package org.palimpsest.report;

import java.awt.Graphics2D;
import org.knowm.xchart.internal.chartpart.Annotation;

/** What a figure draws on a chart's axes that XChart has no series for; coordinates are the chart's pixels. */
final class Marks extends Annotation {

  /** The drawing itself. */
  interface Drawing {
    void draw(Ink ink, Marks at);
  }

  private final Drawing drawing;

  Marks(Drawing drawing) {
    super(false);
    this.drawing = drawing;
  }

  @Override
  public void paint(Graphics2D graphics) {
    drawing.draw(new Ink(graphics), this);
  }

  double x(double value) {
    return chart.getScreenXFromChart(value);
  }

  double y(double value) {
    return chart.getScreenYFromChart(value);
  }
}

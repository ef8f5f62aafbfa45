package org.palimpsest.report.draw;

import java.awt.Graphics2D;
import org.knowm.xchart.internal.chartpart.Annotation;

/** What a figure draws on a chart's axes that XChart has no series for; coordinates are the chart's pixels. */
public final class ChartOverlay extends Annotation {

  /** The drawing itself. */
  public interface Drawing {
    void draw(Canvas canvas, ChartOverlay at);
  }

  private final Drawing drawing;

  public ChartOverlay(Drawing drawing) {
    super(false);
    this.drawing = drawing;
  }

  @Override
  public void paint(Graphics2D graphics) {
    drawing.draw(new Canvas(graphics), this);
  }

  public double x(double value) {
    return chart.getScreenXFromChart(value);
  }

  public double y(double value) {
    return chart.getScreenYFromChart(value);
  }
}

package org.palimpsest.report.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** XChart axes in the house's style, ready for series and {@link ChartOverlay}. */
public final class Panel {

  /** Share of an axis beyond its ends: XChart leaves out the label of a tick that lies on the very end. */
  private static final double SLACK = .004;

  private Panel() {}

  /** Axes from {@code min} to {@code max} with titles below and at the left; empty titles take no room. */
  public static XYChart axes(
      int width, int height, String xTitle, double xMin, double xMax, String yTitle, double yMin, double yMax) {
    XYChart chart = new XYChart(width, height);
    chart.setXAxisTitle(xTitle);
    chart.setYAxisTitle(yTitle);
    XYStyler style = chart.getStyler();
    style.setBaseFont(Canvas.FONT);
    style.setLegendVisible(false).setChartTitleVisible(false).setChartPadding(9);
    style.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE).setPlotBorderVisible(false);
    style.setPlotGridLinesColor(Canvas.GRID).setPlotGridLinesStroke(Canvas.stroke(1));
    style.setAxisTickLabelsFont(Canvas.size(11.5)).setAxisTickLabelsColor(Canvas.FAINT);
    style.setAxisTickMarksColor(Canvas.GRID).setAxisTicksLineVisible(false).setAxisTickMarkLength(0);
    style.setAxisTitleFont(Canvas.size(12.5)).setAxisTitlePadding(6);
    style.setXAxisTitleVisible(!xTitle.isEmpty()).setYAxisTitleVisible(!yTitle.isEmpty());
    style.setXAxisTitleColor(Canvas.TEXT).setYAxisTitleColor(Canvas.TEXT);
    double dx = SLACK * (xMax - xMin);
    double dy = SLACK * (yMax - yMin);
    style.setXAxisMin(xMin - dx).setXAxisMax(xMax + dx).setYAxisMin(yMin - dy).setYAxisMax(yMax + dy);
    style.setPlotContentSize(1);
    style.setPlotMargin(0);
    XYSeries anchor = chart.addSeries("axes", uneven(xMin, xMax), uneven(yMin, yMax));
    anchor.setMarker(SeriesMarkers.NONE).setLineStyle(SeriesLines.NONE);
    return chart;
  }

  /** Points for a series that is not seen: evenly spaced ones would be taken for the only ticks. */
  private static double[] uneven(double min, double max) {
    return new double[] {min, min + .37 * (max - min), max};
  }

  /** A line through points, without markers. */
  public static void line(XYChart chart, String name, double[] x, double[] y, Color color, BasicStroke stroke) {
    chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE).setLineColor(color).setLineStyle(stroke);
  }
}

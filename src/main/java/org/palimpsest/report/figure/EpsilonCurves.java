package org.palimpsest.report.figure;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.palimpsest.Require;
import org.palimpsest.report.draw.Canvas;
import org.palimpsest.report.draw.ChartOverlay;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.FigureHeading;
import org.palimpsest.report.draw.Mark;
import org.palimpsest.report.draw.MethodStyle;
import org.palimpsest.report.draw.Panel;
import org.palimpsest.report.results.Text;

/**
 * Accuracies against epsilon, on an axis of its logarithm: curves in panels beside each other. What has no finite epsilon
 * stands alone at the right edge.
 */
final class EpsilonCurves {

  private static final int HEIGHT = 400;
  private static final int EDGE = 34;
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x0072B2), new Color(0xE69F00), new Color(0x009E73), new Color(0xCC79A7), new Color(0x56B4E9),
          new Color(0x882255), new Color(0x999933), new Color(0x332288), new Color(0xD55E00), new Color(0x4D4D4D));

  private EpsilonCurves() {}

  /**
   * One curve.
   *
   * @param label curves of one label have one colour
   * @param theirs whether it is somebody else's, and hollow
   * @param points in ascending order of epsilon, which may be infinite
   */
  record Curve(String label, boolean theirs, List<Point> points) {}

  /**
   * A point with its interval.
   *
   * @param low NaN if there is no interval
   */
  record Point(double epsilon, double accuracy, double low, double high) {

    static Point of(double epsilon, double accuracy) {
      return new Point(epsilon, accuracy, Double.NaN, Double.NaN);
    }
  }

  /** Curves under a heading, which is empty where there is one panel. */
  record Plot(String heading, List<Curve> curves) {}

  /** Title and caption of a figure. */
  record Words(String name, String title, String caption, String subtitle, String yTitle) {}

  static Figure figure(Words words, List<Plot> panels) {
    Require.that(!panels.isEmpty(), "panels", "at least 1", panels.size());
    List<String> labels =
        panels.stream().flatMap(panel -> panel.curves().stream()).map(Curve::label).distinct().toList();
    List<FigureHeading.Item> legend =
        labels.stream().map(label -> FigureHeading.method(label, style(labels, label))).toList();
    boolean theirs = panels.stream().flatMap(panel -> panel.curves().stream()).anyMatch(Curve::theirs);
    FigureHeading heading =
        new FigureHeading(
            words.title(), words.subtitle(), List.of(legend, theirs ? List.of(FigureHeading.published()) : List.of()));
    double[] ticks = ticks(panels);
    int width = (FigureHeading.WIDTH - 4) / panels.size();
    return new Figure(
        words.name(), words.title(), words.caption(), FigureHeading.WIDTH, heading.top() + HEIGHT + 48,
        graphics -> {
          heading.paint(graphics);
          for (int i = 0; i < panels.size(); i++) {
            Plot panel = panels.get(i);
            double low = Math.log(ticks[0]) - .15;
            double high = Math.log(ticks[ticks.length - 1]) + .15 + .12 * Math.log(ticks[ticks.length - 1] / ticks[0]);
            XYChart chart = Panel.axes(width, HEIGHT, "", low, high, words.yTitle(), bottom(panels), 100);
            chart.getStyler().setXAxisTicksVisible(false).setPlotGridVerticalLinesVisible(false);
            chart.addAnnotation(
                new ChartOverlay(
                    (canvas, at) -> {
                      axis(canvas, at, ticks, bottom(panels));
                      panel.curves().forEach(curve -> draw(canvas, at, curve, style(labels, curve.label()), high));
                    }));
            FigureHeading.place(graphics, chart, i * width, heading.top() + 18);
            new Canvas(graphics).text(
                panel.heading(), i * width + FigureHeading.MARGIN, heading.top() + 14, 0, Canvas.bold(13), Canvas.TEXT);
          }
        });
  }

  private static MethodStyle style(List<String> labels, String label) {
    return new MethodStyle(COLOURS.get(labels.indexOf(label) % COLOURS.size()), Mark.CIRCLE);
  }

  private static DoubleStream finite(List<Plot> panels) {
    return panels.stream().flatMap(panel -> panel.curves().stream()).flatMap(curve -> curve.points().stream())
        .mapToDouble(Point::epsilon).filter(Double::isFinite);
  }

  /** Of 1, 3, 10 and so on, as many as enclose all. */
  private static double[] ticks(List<Plot> panels) {
    double least = finite(panels).min().orElse(1);
    double most = finite(panels).max().orElse(1);
    List<Double> all = new ArrayList<>();
    for (int power = -4; power <= 6; power++) {
      all.add(Math.pow(10, power));
      all.add(3 * Math.pow(10, power));
    }
    int from = IntStream.range(0, all.size()).filter(i -> all.get(i) <= least * 1.001).max().orElse(0);
    int to = IntStream.range(0, all.size()).filter(i -> all.get(i) >= most * .999).min().orElse(all.size() - 1);
    return all.subList(from, Math.max(to, from + 1) + 1).stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** A multiple of ten below all accuracies. */
  private static double bottom(List<Plot> panels) {
    double least =
        panels.stream().flatMap(panel -> panel.curves().stream()).flatMap(curve -> curve.points().stream())
            .mapToDouble(point -> Double.isNaN(point.low()) ? point.accuracy() : Math.min(point.accuracy(), point.low()))
            .min().orElse(0);
    return Math.max(0, Math.min(90, Math.floor(10 * least) * 10));
  }

  private static void axis(Canvas canvas, ChartOverlay at, double[] ticks, double bottom) {
    double y = at.y(bottom);
    for (double tick : ticks) {
      double x = at.x(Math.log(tick));
      canvas.line(x, at.y(100), x, y, Canvas.GRID, 1);
      canvas.text(Text.rho(tick).replaceAll("\\.0$", ""), x, y + 16, .5, Canvas.size(11.5), Canvas.FAINT);
    }
    canvas.text("\u03b5", at.x(Math.log(ticks[ticks.length / 2])), y + 34, .5, Canvas.size(12.5), Canvas.TEXT);
  }

  private static void draw(Canvas canvas, ChartOverlay at, Curve curve, MethodStyle style, double high) {
    Point before = null;
    for (Point point : curve.points()) {
      double x = x(at, point, high);
      double y = at.y(100 * point.accuracy());
      if (before != null && Double.isFinite(point.epsilon())) {
        double fromX = x(at, before, high);
        double fromY = at.y(100 * before.accuracy());
        if (curve.theirs()) {
          canvas.dashed(fromX, fromY, x, y, style.color(), 1.3);
        } else {
          canvas.line(fromX, fromY, x, y, style.color(), 1.8);
        }
      }
      if (!Double.isNaN(point.low())) {
        FigureHeading.whisker(
            canvas, x, at.y(100 * Math.min(1, point.high())), at.y(100 * Math.max(0, point.low())), style.color());
      }
      before = point;
    }
    for (Point point : curve.points()) {
      canvas.mark(style, x(at, point, high), at.y(100 * point.accuracy()), 9, curve.theirs());
    }
  }

  private static double x(ChartOverlay at, Point point, double high) {
    return Double.isFinite(point.epsilon()) ? at.x(Math.log(point.epsilon())) : at.x(high) - EDGE / 2.0;
  }
}

package org.palimpsest.cli;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.knowm.xchart.XYChart;
import org.palimpsest.cli.ToyCommand.Run;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.privacy.toy.FlippedPoint.Hits;
import org.palimpsest.privacy.toy.ToyNetwork;
import org.palimpsest.privacy.toy.ToyPoints;
import org.palimpsest.privacy.toy.ToyTraining.Trained;
import org.palimpsest.report.draw.Canvas;
import org.palimpsest.report.draw.ChartOverlay;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.FigureHeading;
import org.palimpsest.report.draw.Mark;
import org.palimpsest.report.draw.MethodStyle;
import org.palimpsest.report.draw.Panel;

/** The boundaries of many models of either colour, and hit rates beside the bound. */
final class ToyFigures {

  private static final Color RED = new Color(0xD55E00);
  private static final Color BLUE = new Color(0x0072B2);
  private static final int LINES = 50;
  private static final int CELLS = 60;
  private static final int SIDE = 300;
  private static final List<Color> OBSERVERS = List.of(new Color(0x4D4D4D), new Color(0x009E73), new Color(0xCC79A7));

  private ToyFigures() {}

  static List<Figure> of(ToyPoints points, List<Run> runs) {
    return List.of(boundaries(points, runs), hits(runs));
  }

  private static Figure boundaries(ToyPoints points, List<Run> runs) {
    List<String> levels = List.of("plain", "mu 4.0", "mu 1.0");
    List<String> networks = runs.stream().map(run -> run.training().network().name()).distinct().toList();
    FigureHeading heading =
        new FigureHeading(
            "What one point's colour does to the boundary", "50 models of each colour, whole batches",
            List.of(
                List.of(
                    FigureHeading.method("trained with the point red", new MethodStyle(RED, Mark.CIRCLE)),
                    FigureHeading.method("with the point blue", new MethodStyle(BLUE, Mark.CIRCLE)))));
    return new Figure(
        "toy-boundaries", "What one point's colour does to the boundary",
        "The line cannot bend to the point and calls it red in either case; its observers tell the colour all the same.",
        FigureHeading.WIDTH, heading.top() + networks.size() * (SIDE + 26),
        graphics -> {
          heading.paint(graphics);
          Canvas canvas = new Canvas(graphics);
          for (int row = 0; row < networks.size(); row++) {
            for (int column = 0; column < levels.size(); column++) {
              String network = networks.get(row);
              String level = levels.get(column);
              Run run = find(runs, r -> r.training().network().name().equals(network) && r.name().equals(level));
              double x = FigureHeading.MARGIN + column * (SIDE + 4);
              double y = heading.top() + row * (SIDE + 26) + 20;
              canvas.text(network + ", " + level.replace("mu", "\u03bc =").replace(".0", ""), x, y - 5, 0, Canvas.bold(13), Canvas.TEXT);
              new Square(canvas, run.training().network(), x, y, SIDE - 12).draw(points, run);
            }
          }
        });
  }

  private static Run find(List<Run> runs, Predicate<Run> wanted) {
    return runs.stream().filter(wanted).findFirst().orElseThrow();
  }

  /** The unit square on the figure, y upwards. */
  private record Square(Canvas canvas, ToyNetwork network, double left, double top, double side) {

    void draw(ToyPoints points, Run run) {
      canvas.line(left, top, left + side, top, Canvas.GRID, 1);
      canvas.line(left, top + side, left + side, top + side, Canvas.GRID, 1);
      canvas.line(left, top, left, top + side, Canvas.GRID, 1);
      canvas.line(left + side, top, left + side, top + side, Canvas.GRID, 1);
      for (int model = 0; model < Math.min(LINES, run.level().red().size()); model++) {
        boundary(run.level().red().get(model), Canvas.tint(RED, .55));
        boundary(run.level().blue().get(model), Canvas.tint(BLUE, .55));
      }
      for (int i = 0; i < points.size(); i++) {
        boolean lonely = i == ToyPoints.LONELY;
        Color color = points.colours()[i] == 1 ? BLUE : RED;
        Mark shape = lonely ? Mark.DIAMOND : Mark.CIRCLE;
        canvas.mark(
            new MethodStyle(lonely ? Canvas.TEXT : color, shape), x(points.x()[i][0]), y(points.x()[i][1]),
            lonely ? 13 : 6, false);
      }
    }

    /** Where the logit is 0, by straight pieces within cells. */
    private void boundary(Trained model, Color color) {
      double[][] logits = new double[CELLS + 1][CELLS + 1];
      for (int i = 0; i <= CELLS; i++) {
        for (int j = 0; j <= CELLS; j++) {
          logits[i][j] = network.logit(model.parameters(), (double) i / CELLS, (double) j / CELLS);
        }
      }
      for (int i = 0; i < CELLS; i++) {
        for (int j = 0; j < CELLS; j++) {
          List<double[]> ends = new ArrayList<>();
          cross(ends, logits, i, j, i + 1, j);
          cross(ends, logits, i + 1, j, i + 1, j + 1);
          cross(ends, logits, i + 1, j + 1, i, j + 1);
          cross(ends, logits, i, j + 1, i, j);
          for (int e = 0; e + 1 < ends.size(); e += 2) {
            canvas.line(x(ends.get(e)[0]), y(ends.get(e)[1]), x(ends.get(e + 1)[0]), y(ends.get(e + 1)[1]), color, .8);
          }
        }
      }
    }

    private static void cross(List<double[]> ends, double[][] logits, int i, int j, int k, int l) {
      double a = logits[i][j];
      double b = logits[k][l];
      if (a > 0 != b > 0) {
        double part = a / (a - b);
        ends.add(new double[] {(i + part * (k - i)) / CELLS, (j + part * (l - j)) / CELLS});
      }
    }

    private double x(double value) {
      return left + value * side;
    }

    private double y(double value) {
      return top + (1 - value) * side;
    }
  }

  private static Figure hits(List<Run> runs) {
    List<String> networks = runs.stream().map(run -> run.training().network().name()).distinct().toList();
    List<String> observers = runs.get(0).level().hits().stream().map(Hits::observer).toList();
    List<FigureHeading.Item> legend = new ArrayList<>();
    for (int i = 0; i < observers.size(); i++) {
      legend.add(FigureHeading.method("sees the " + observers.get(i), new MethodStyle(OBSERVERS.get(i), Mark.CIRCLE)));
    }
    legend.add(new FigureHeading.Item("bound \u03a6(\u03bc/2)", 22, (c, x, y) -> c.line(x - 11, y, x + 11, y, RED, 2)));
    FigureHeading heading =
        new FigureHeading("How often observers tell the colour", "95 % intervals over models", List.of(legend));
    int width = (FigureHeading.WIDTH - FigureHeading.MARGIN) / networks.size();
    return new Figure(
        "toy-hits", "How often observers tell the colour, beside the bound",
        "Nothing may lie above the line: half is guessing.", FigureHeading.WIDTH, heading.top() + 350,
        graphics -> {
          heading.paint(graphics);
          for (int n = 0; n < networks.size(); n++) {
            String network = networks.get(n);
            List<Run> own =
                runs.stream()
                    .filter(run -> run.training().network().name().equals(network))
                    .filter(run -> Double.isFinite(run.level().mu()))
                    .toList();
            XYChart chart = Panel.axes(width, 320, "log2 of \u03bc", -1.5, 3.5, "hit rate", .4, 1);
            chart.getStyler().setYAxisDecimalPattern("0.0").setXAxisDecimalPattern("0");
            chart.addAnnotation(new ChartOverlay((canvas, at) -> own.forEach(run -> level(canvas, at, run, own))));
            FigureHeading.place(graphics, chart, FigureHeading.MARGIN / 2 + n * width, heading.top() + 22);
            new Canvas(graphics).text(
                network, FigureHeading.MARGIN + n * width, heading.top() + 16, 0, Canvas.bold(13), Canvas.TEXT);
          }
        });
  }

  private static void level(Canvas canvas, ChartOverlay at, Run run, List<Run> all) {
    double place = Math.log(run.level().mu()) / Math.log(2);
    int next = all.indexOf(run) + 1;
    if (next < all.size()) {
      double after = Math.log(all.get(next).level().mu()) / Math.log(2);
      canvas.line(at.x(place), at.y(run.level().bound()), at.x(after), at.y(all.get(next).level().bound()), RED, 2);
    }
    for (int i = 0; i < run.level().hits().size(); i++) {
      Hits hits = run.level().hits().get(i);
      Interval interval = hits.rate().clopperPearson(Measurement.LEVEL);
      double x = at.x(place) + 10 * (i - 1);
      FigureHeading.whisker(canvas, x, at.y(interval.high()), at.y(Math.max(.4, interval.low())), OBSERVERS.get(i));
      canvas.mark(new MethodStyle(OBSERVERS.get(i), Mark.CIRCLE), x, at.y(hits.rate().value()), 8, false);
    }
  }
}

package org.palimpsest.report.figure;

import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.report.draw.Canvas;
import org.palimpsest.report.draw.ChartOverlay;
import org.palimpsest.report.draw.EndLabels;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.FigureHeading;
import org.palimpsest.report.draw.MethodStyle;
import org.palimpsest.report.draw.Panel;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Words;

/**
 * Private-class accuracy against the attacker's strength: a line per method with its name at the end, a panel per
 * condition.
 */
final class StrengthFigure {

  private static final int PLOT_HEIGHT = 288;
  private static final int ABOVE = 30;
  private static final int TICKS = 24;
  private static final int AXIS = 18;

  /** All marks of one attacker, in pixels. */
  private static final double WIDEST = 50;

  /** With more methods or attackers than these, panels are as wide as the figure. */
  private static final int FEW_ARMS = 6;

  private static final int FEW_ATTACKS = 4;

  private final Figures shared;
  private final Results results;
  private final AttackerSeries series;
  private final int labelRoom;
  private final int plotHeight;

  private StrengthFigure(Figures shared, AttackerSeries series) {
    this.shared = shared;
    this.results = shared.results();
    this.series = series;
    this.labelRoom = EndLabels.room(results.grid().arms().stream().map(results.labels()::of).toList());
    this.plotHeight = (int) Math.max(PLOT_HEIGHT, EndLabels.LINE * (results.grid().arms().size() + 1) + 12);
  }

  /** One for each way in which attackers differ in strength. */
  static List<Figure> of(Figures shared) {
    return AttackerSeries.of(shared.results()).stream().map(series -> new StrengthFigure(shared, series).figure()).toList();
  }

  private Figure figure() {
    List<AxisLabel> conditions = results.grid().conditions().stream().filter(this::measured).toList();
    FigureHeading heading = new FigureHeading(series.title(), shared.subtitle(), List.of(signs()));
    boolean narrow = results.grid().arms().size() <= FEW_ARMS && series.attacks().size() <= FEW_ATTACKS && conditions.size() > 1;
    int columns = narrow ? 2 : 1;
    int rows = (conditions.size() + columns - 1) / columns;
    int width = (FigureHeading.WIDTH - FigureHeading.MARGIN) / columns;
    int height = plotHeight + ABOVE + TICKS + (series.axis().isEmpty() ? 0 : AXIS);
    return new Figure(
        series.name() + shared.suffix(),
        series.title(),
        series.caption(),
        FigureHeading.WIDTH,
        heading.top() + rows * height + 8,
        graphics -> {
          heading.paint(graphics);
          for (int i = 0; i < conditions.size(); i++) {
            int x = i % columns * width + FigureHeading.MARGIN / 2;
            panel(graphics, conditions.get(i), x, heading.top() + i / columns * height, width);
          }
        });
  }

  private List<FigureHeading.Item> signs() {
    List<FigureHeading.Item> signs = new ArrayList<>(List.of(shared.intervals()));
    if (results.grid().cases().stream().anyMatch(at -> series.attacks().stream().anyMatch(a -> results.undertrained(at, a)))) {
      signs.add(FigureHeading.undertrained());
    }
    if (results.grid().arms().stream().anyMatch(results.roster()::isControl)) {
      signs.add(
          new FigureHeading.Item(
              "no method: a control", 30, (canvas, x, y) -> canvas.dashed(x - 15, y, x + 15, y, Canvas.TEXT, 1.5)));
    }
    return signs;
  }

  private boolean measured(AxisLabel condition) {
    return results.grid().cases(condition).stream()
        .anyMatch(at -> series.attacks().stream().anyMatch(a -> estimate(at, a).isPresent()));
  }

  private Optional<Estimate> estimate(Case at, AttackKey attack) {
    return results.estimate(results.leak(at, attack));
  }

  private void panel(Graphics2D graphics, AxisLabel condition, int x, int y, int width) {
    double[] places = series.places();
    double first = places[0] - series.room();
    double last = places[places.length - 1] + series.room();
    XYChart chart = Panel.axes(width - labelRoom, plotHeight, "", first, last, "private accuracy (%)", 0, 102);
    chart.getStyler().setXAxisTicksVisible(false).setPlotGridVerticalLinesVisible(false);
    chart.addAnnotation(new ChartOverlay((canvas, at) -> draw(canvas, at, condition, first, last)));
    FigureHeading.place(graphics, chart, x, y + 26);
    new Canvas(graphics).text(Words.panel(condition), x + 8, y + 18, 0, Canvas.bold(13), Canvas.TEXT);
  }

  private void draw(Canvas canvas, ChartOverlay at, AxisLabel condition, double first, double last) {
    axis(canvas, at, first, last);
    List<Case> conditions = results.grid().cases(condition);
    double slot = smallestGap(at);
    double widest = Math.min(WIDEST, .55 * slot);
    double step = Math.min(series.axis().isEmpty() ? 6 : 2.5, widest / Math.max(1, conditions.size()));
    List<EndLabels.Label> labels = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      line(canvas, at, conditions.get(i), (i - (conditions.size() - 1) / 2.0) * step).ifPresent(labels::add);
    }
    EndLabels.draw(canvas, labels, at.x(last), at.y(102), at.y(0));
  }

  private double smallestGap(ChartOverlay at) {
    double[] places = series.places();
    double gap = at.x(places[places.length - 1]) - at.x(places[0]);
    for (int i = 1; i < places.length; i++) {
      gap = Math.min(gap, at.x(places[i]) - at.x(places[i - 1]));
    }
    return gap;
  }

  private void axis(Canvas canvas, ChartOverlay at, double first, double last) {
    for (int i = 0; i < series.places().length; i++) {
      double x = at.x(series.places()[i]);
      canvas.line(x, at.y(0), x, at.y(102), Canvas.GRID, 1);
      canvas.text(series.labels().get(i), x, at.y(0) + 17, .5, Canvas.size(11.5), Canvas.TEXT);
    }
    canvas.text(series.axis(), (at.x(first) + at.x(last)) / 2, at.y(0) + 36, .5, Canvas.size(12.5), Canvas.TEXT);
    double floor = 100 * new Ladder(results).floor();
    canvas.dashed(at.x(first), at.y(floor), at.x(last), at.y(floor), Canvas.FAINT, 1.1);
    canvas.text("floor", at.x(first) + 4, at.y(floor) + 13, 0, Canvas.size(11), Canvas.FAINT);
  }

  /** Draws a method's line; its name belongs where it ends. */
  private Optional<EndLabels.Label> line(Canvas canvas, ChartOverlay at, Case condition, double shift) {
    MethodStyle look = shared.look(condition);
    boolean control = results.roster().isControl(condition.arm());
    double width = results.roster().isBaseline(condition.arm()) ? 2.6 : 1.6;
    List<double[]> points = new ArrayList<>();
    List<Boolean> hollow = new ArrayList<>();
    int joined = 0;
    for (int i = 0; i < series.attacks().size(); i++) {
      double x = at.x(series.places()[i]) + shift;
      Optional<Estimate> estimate = estimate(condition, series.attacks().get(i));
      if (estimate.isPresent()) {
        points.add(new double[] {x, at.y(100 * estimate.get().mean())});
        hollow.add(results.undertrained(condition, series.attacks().get(i)));
        joined += i < series.joined() ? 1 : 0;
        double low = at.y(Figures.onAxis(estimate.get().low()));
        double high = at.y(Figures.onAxis(estimate.get().high()));
        canvas.line(x, high, x, low, Canvas.tint(look.color(), .6), 1.2);
      }
    }
    for (int i = 1; i < joined; i++) {
      double[] from = points.get(i - 1);
      double[] to = points.get(i);
      if (control) {
        canvas.dashed(from[0], from[1], to[0], to[1], look.color(), width);
      } else {
        canvas.line(from[0], from[1], to[0], to[1], Canvas.tint(look.color(), .75), width);
      }
    }
    for (int i = 0; i < points.size(); i++) {
      canvas.mark(look, points.get(i)[0], points.get(i)[1], 9, hollow.get(i));
    }
    return points.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new EndLabels.Label(
                results.labels().of(condition.arm()), look, points.get(points.size() - 1)[0],
                points.get(points.size() - 1)[1]));
  }
}

package org.palimpsest.report.figure;

import java.awt.Color;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.report.draw.Canvas;
import org.palimpsest.report.draw.ChartOverlay;
import org.palimpsest.report.draw.EndLabels;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.FigureHeading;
import org.palimpsest.report.draw.MethodStyle;
import org.palimpsest.report.draw.Panel;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/**
 * Private-class accuracy as a polar plot, after the paper's Fig. 4: a sector per condition, in it a wedge per
 * method whose radius is the accuracy. Drawn on square axes, for XChart has no polar chart.
 */
final class PolarFigure {

  private static final int SIZE = 560;
  private static final double GAP_DEGREES = 10;
  private static final double WIDEST_DEGREES = 36;

  /** More wedges than this in a sector have their names beside them instead of in the legend. */
  private static final int FEW_ARMS = 6;

  private final Figures shared;
  private final Results results;
  private final AttackKey attack;
  private final boolean named;

  private PolarFigure(Figures shared, AttackKey attack) {
    this.shared = shared;
    this.results = shared.results();
    this.attack = attack;
    this.named = results.grid().arms().size() > FEW_ARMS;
  }

  static Optional<Figure> of(Figures shared, AttackKey attack) {
    Results results = shared.results();
    return results.grid().cases().stream().noneMatch(at -> results.estimate(results.leak(at, attack)).isPresent())
        ? Optional.empty()
        : Optional.of(new PolarFigure(shared, attack).figure());
  }

  private Figure figure() {
    String name = results.labels().of(attack);
    List<FigureHeading.Item> signs = new ArrayList<>(List.of(shared.intervals()));
    if (shared.anyPublished(results.grid().cases().stream().map(at -> results.leak(at, attack)).toList())) {
      signs.add(FigureHeading.published());
    }
    FigureHeading heading =
        new FigureHeading(
            "Private-class accuracy by " + results.words().axis() + " and method, " + name + " attack",
            shared.subtitle(),
            List.of(named ? List.of() : shared.swatches(), signs));
    return new Figure(
        "polar-" + Text.slug(name) + shared.suffix(),
        "Polar plot of private-class accuracy under the " + name + " attack, by condition and method",
        "Radius: private-class accuracy in percent, on the " + results.words().testSet() + ". Each sector is a condition "
            + "of training, each wedge a method; the dashed circle is chance.",
        FigureHeading.WIDTH,
        heading.top() + SIZE + 8,
        graphics -> {
          heading.paint(graphics);
          FigureHeading.place(graphics, chart(), (FigureHeading.WIDTH - SIZE) / 2, heading.top());
        });
  }

  private XYChart chart() {
    XYChart chart = Panel.axes(SIZE, SIZE, "", -1, 1, "", -1, 1);
    chart.getStyler().setAxisTicksVisible(false).setPlotGridLinesVisible(false);
    chart.addAnnotation(new ChartOverlay(this::draw));
    return chart;
  }

  private void draw(Canvas canvas, ChartOverlay at) {
    double x = at.x(0);
    double y = at.y(0);
    double radius = (named ? .8 : .88) * Math.min(at.x(1) - x, y - at.y(1));
    for (int percent = 20; percent <= 100; percent += 20) {
      double r = radius * percent / 100;
      canvas.draw(new Ellipse2D.Double(x - r, y - r, 2 * r, 2 * r), Canvas.GRID, Canvas.stroke(1));
    }
    boundaries(canvas, x, y, radius);
    double sector = 360.0 / results.grid().conditions().size();
    List<EndLabels.Label> names = new ArrayList<>();
    for (int i = 0; i < results.grid().conditions().size(); i++) {
      List<Case> cases = results.grid().cases(results.grid().conditions().get(i));
      double start = 90 - i * sector - GAP_DEGREES / 2;
      double wedge = Math.min(WIDEST_DEGREES, (sector - GAP_DEGREES) / cases.size());
      double first = start - (sector - GAP_DEGREES - wedge * cases.size()) / 2;
      for (int j = 0; j < cases.size(); j++) {
        wedge(canvas, x, y, radius, cases.get(j), first - j * wedge, wedge);
        names.add(name(cases.get(j), x, y, radius + 4, Math.toRadians(first - (j + .5) * wedge)));
      }
    }
    if (named) {
      beside(canvas, names, x, y, radius);
    }
    for (int i = 0; i < results.grid().conditions().size(); i++) {
      double start = 90 - i * sector - GAP_DEGREES / 2;
      double middle = Math.toRadians(start - (sector - GAP_DEGREES) / 2);
      double far = radius + 14;
      double anchor = .5 - .5 * Math.cos(middle);
      double label = y - far * Math.sin(middle) + 4.5;
      String words = Words.condition(results.grid().conditions().get(i));
      double left = x + far * Math.cos(middle) - anchor * Canvas.width(words, Canvas.bold(13));
      canvas.fill(new Rectangle2D.Double(left - 3, label - 13, Canvas.width(words, Canvas.bold(13)) + 6, 17), Color.WHITE);
      canvas.text(words, left, label, 0, Canvas.bold(13), Canvas.TEXT);
    }
    chance(canvas, x, y, radius);
    for (int percent = 20; percent <= 100; percent += 20) {
      canvas.text(percent + "", x, y - radius * percent / 100 + 4, .5, Canvas.size(10.5), Canvas.FAINT);
    }
  }

  private EndLabels.Label name(Case at, double x, double y, double rim, double angle) {
    String words = results.labels().of(at.arm());
    return new EndLabels.Label(words, shared.look(at), x + rim * Math.cos(angle), y - rim * Math.sin(angle));
  }

  /** Names of the right half at the right, of the left half at the left. */
  private static void beside(Canvas canvas, List<EndLabels.Label> names, double x, double y, double radius) {
    double reach = FigureHeading.WIDTH / 2.0 - FigureHeading.MARGIN;
    double room = EndLabels.room(names.stream().map(EndLabels.Label::words).toList());
    double edge = Math.max(radius + 6, Math.min(radius + 40, reach - room));
    List<EndLabels.Label> right = names.stream().filter(name -> name.x() >= x).toList();
    List<EndLabels.Label> left = names.stream().filter(name -> name.x() < x).toList();
    EndLabels.draw(canvas, right, x + edge, y - 1.15 * radius, y + 1.15 * radius);
    EndLabels.draw(canvas, left, x - edge, y - 1.15 * radius, y + 1.15 * radius);
  }

  private void boundaries(Canvas canvas, double x, double y, double radius) {
    for (int i = 0; results.grid().conditions().size() > 1 && i < results.grid().conditions().size(); i++) {
      double angle = Math.toRadians(90 - i * 360.0 / results.grid().conditions().size());
      canvas.line(x, y, x + radius * Math.cos(angle), y - radius * Math.sin(angle), Canvas.GRID, 1.5);
    }
  }

  private void wedge(Canvas canvas, double x, double y, double radius, Case at, double start, double width) {
    Query query = results.leak(at, attack);
    MethodStyle look = shared.look(at);
    double angle = Math.toRadians(start - width / 2);
    Optional<Estimate> estimate = results.estimate(query);
    estimate.ifPresent(
        value -> {
          double r = radius * value.mean();
          Arc2D wedge = new Arc2D.Double(x - r, y - r, 2 * r, 2 * r, start, -width, Arc2D.PIE);
          canvas.fill(wedge, Canvas.tint(look.color(), .8));
          canvas.draw(wedge, Color.WHITE, Canvas.stroke(1));
          whisker(canvas, x, y, angle, radius * Figures.onAxis(value.low()) / 100,
              radius * Figures.onAxis(value.high()) / 100);
        });
    if (estimate.isEmpty()) {
      canvas.text(Text.MISSING, x + .3 * radius * Math.cos(angle), y - .3 * radius * Math.sin(angle) + 5, .5,
          Canvas.bold(14), look.color());
    }
    shared
        .published()
        .find(results, query)
        .ifPresent(
            value -> {
              double r = radius * value.mean();
              canvas.mark(look, x + r * Math.cos(angle), y - r * Math.sin(angle), 10, true);
            });
  }

  private static void whisker(Canvas canvas, double x, double y, double angle, double low, double high) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    canvas.line(x + low * cos, y - low * sin, x + high * cos, y - high * sin, Canvas.TEXT, 1.4);
    for (double r : new double[] {low, high}) {
      canvas.line(x + r * cos - 3.5 * sin, y - r * sin - 3.5 * cos, x + r * cos + 3.5 * sin, y - r * sin + 3.5 * cos,
          Canvas.TEXT, 1.4);
    }
  }

  private void chance(Canvas canvas, double x, double y, double radius) {
    double r = radius * results.words().privateChance();
    canvas.draw(new Ellipse2D.Double(x - r, y - r, 2 * r, 2 * r), Canvas.TEXT, Canvas.dashes(1.1));
  }
}

package org.palimpsest.report;

import java.awt.Color;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;

/**
 * Private-class accuracy as a polar plot, after the paper's Fig. 4: a sector per correlation, in it a wedge per
 * method whose radius is the accuracy. Drawn on square axes, for XChart has no polar chart.
 */
final class PolarFigure {

  private static final int SIZE = 560;
  private static final double GAP_DEGREES = 10;
  private static final double WIDEST_DEGREES = 36;

  /** More wedges than this in a sector have their names beside them instead of in the legend. */
  private static final int FEW_ARMS = 6;

  private final Figures shared;
  private final Slice slice;
  private final Attack attack;
  private final boolean named;

  private PolarFigure(Figures shared, Attack attack) {
    this.shared = shared;
    this.slice = shared.slice();
    this.attack = attack;
    this.named = slice.arms().size() > FEW_ARMS;
  }

  static Optional<Figure> of(Figures shared, Attack attack) {
    return shared.slice().conditions().stream()
            .noneMatch(at -> shared.slice().estimate(Query.leak(at, attack)).isPresent())
        ? Optional.empty()
        : Optional.of(new PolarFigure(shared, attack).figure());
  }

  private Figure figure() {
    String name = slice.label(attack);
    List<Frame.Item> signs = new ArrayList<>(List.of(shared.intervals()));
    if (shared.anyPublished(slice.conditions().stream().map(at -> Query.leak(at, attack)).toList())) {
      signs.add(Frame.published());
    }
    Frame frame =
        new Frame(
            "Private-class accuracy by \u03c1 and method, " + name + " attack",
            shared.subtitle(),
            List.of(named ? List.of() : shared.swatches(), signs));
    return new Figure(
        "polar-" + Text.slug(name) + shared.suffix(),
        "Polar plot of private-class accuracy under the " + name + " attack, by correlation and method",
        "Radius: private-class accuracy in percent, on the unbiased test set. Each sector is a correlation in "
            + "training, each wedge a method; the dashed circle is chance.",
        Frame.WIDTH,
        frame.top() + SIZE + 8,
        graphics -> {
          frame.paint(graphics);
          Frame.place(graphics, chart(), (Frame.WIDTH - SIZE) / 2, frame.top());
        });
  }

  private XYChart chart() {
    XYChart chart = Panel.axes(SIZE, SIZE, "", -1, 1, "", -1, 1);
    chart.getStyler().setAxisTicksVisible(false).setPlotGridLinesVisible(false);
    chart.addAnnotation(new Marks(this::draw));
    return chart;
  }

  private void draw(Ink ink, Marks at) {
    double x = at.x(0);
    double y = at.y(0);
    double radius = (named ? .8 : .88) * Math.min(at.x(1) - x, y - at.y(1));
    for (int percent = 20; percent <= 100; percent += 20) {
      double r = radius * percent / 100;
      ink.draw(new Ellipse2D.Double(x - r, y - r, 2 * r, 2 * r), Ink.GRID, Ink.stroke(1));
    }
    boundaries(ink, x, y, radius);
    double sector = 360.0 / slice.rhos().size();
    List<EndLabels.Label> names = new ArrayList<>();
    for (int i = 0; i < slice.rhos().size(); i++) {
      double rho = slice.rhos().get(i);
      List<Condition> conditions = slice.conditions().stream().filter(c -> c.rho() == rho).toList();
      double start = 90 - i * sector - GAP_DEGREES / 2;
      double wedge = Math.min(WIDEST_DEGREES, (sector - GAP_DEGREES) / conditions.size());
      double first = start - (sector - GAP_DEGREES - wedge * conditions.size()) / 2;
      for (int j = 0; j < conditions.size(); j++) {
        wedge(ink, x, y, radius, conditions.get(j), first - j * wedge, wedge);
        names.add(name(conditions.get(j), x, y, radius + 4, Math.toRadians(first - (j + .5) * wedge)));
      }
    }
    if (named) {
      beside(ink, names, x, y, radius);
    }
    for (int i = 0; i < slice.rhos().size(); i++) {
      double start = 90 - i * sector - GAP_DEGREES / 2;
      double middle = Math.toRadians(start - (sector - GAP_DEGREES) / 2);
      double far = radius + 14;
      double anchor = .5 - .5 * Math.cos(middle);
      double label = y - far * Math.sin(middle) + 4.5;
      String words = "\u03c1 = " + Text.rho(slice.rhos().get(i));
      double left = x + far * Math.cos(middle) - anchor * Ink.width(words, Ink.bold(13));
      ink.fill(new Rectangle2D.Double(left - 3, label - 13, Ink.width(words, Ink.bold(13)) + 6, 17), Color.WHITE);
      ink.text(words, left, label, 0, Ink.bold(13), Ink.TEXT);
    }
    chance(ink, x, y, radius);
    for (int percent = 20; percent <= 100; percent += 20) {
      ink.text(percent + "", x, y - radius * percent / 100 + 4, .5, Ink.size(10.5), Ink.FAINT);
    }
  }

  private EndLabels.Label name(Condition at, double x, double y, double rim, double angle) {
    String words = slice.label(at.arm());
    return new EndLabels.Label(words, shared.look(at), x + rim * Math.cos(angle), y - rim * Math.sin(angle));
  }

  /** Names of the right half at the right, of the left half at the left. */
  private static void beside(Ink ink, List<EndLabels.Label> names, double x, double y, double radius) {
    double reach = Frame.WIDTH / 2.0 - Frame.MARGIN;
    double room = EndLabels.room(names.stream().map(EndLabels.Label::words).toList());
    double edge = Math.max(radius + 6, Math.min(radius + 40, reach - room));
    List<EndLabels.Label> right = names.stream().filter(name -> name.x() >= x).toList();
    List<EndLabels.Label> left = names.stream().filter(name -> name.x() < x).toList();
    EndLabels.draw(ink, right, x + edge, y - 1.15 * radius, y + 1.15 * radius);
    EndLabels.draw(ink, left, x - edge, y - 1.15 * radius, y + 1.15 * radius);
  }

  private void boundaries(Ink ink, double x, double y, double radius) {
    for (int i = 0; slice.rhos().size() > 1 && i < slice.rhos().size(); i++) {
      double angle = Math.toRadians(90 - i * 360.0 / slice.rhos().size());
      ink.line(x, y, x + radius * Math.cos(angle), y - radius * Math.sin(angle), Ink.GRID, 1.5);
    }
  }

  private void wedge(Ink ink, double x, double y, double radius, Condition at, double start, double width) {
    Query query = Query.leak(at, attack);
    Look look = shared.look(at);
    double angle = Math.toRadians(start - width / 2);
    Optional<Estimate> estimate = slice.estimate(query);
    estimate.ifPresent(
        value -> {
          double r = radius * value.mean();
          Arc2D wedge = new Arc2D.Double(x - r, y - r, 2 * r, 2 * r, start, -width, Arc2D.PIE);
          ink.fill(wedge, Ink.tint(look.color(), .8));
          ink.draw(wedge, Color.WHITE, Ink.stroke(1));
          whisker(ink, x, y, angle, radius * Figures.onAxis(value.low()) / 100,
              radius * Figures.onAxis(value.high()) / 100);
        });
    if (estimate.isEmpty()) {
      ink.text(Text.MISSING, x + .3 * radius * Math.cos(angle), y - .3 * radius * Math.sin(angle) + 5, .5,
          Ink.bold(14), look.color());
    }
    shared
        .published()
        .find(query)
        .ifPresent(
            value -> {
              double r = radius * value.mean();
              ink.mark(look, x + r * Math.cos(angle), y - r * Math.sin(angle), 10, true);
            });
  }

  private static void whisker(Ink ink, double x, double y, double angle, double low, double high) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    ink.line(x + low * cos, y - low * sin, x + high * cos, y - high * sin, Ink.TEXT, 1.4);
    for (double r : new double[] {low, high}) {
      ink.line(x + r * cos - 3.5 * sin, y - r * sin - 3.5 * cos, x + r * cos + 3.5 * sin, y - r * sin + 3.5 * cos,
          Ink.TEXT, 1.4);
    }
  }

  private void chance(Ink ink, double x, double y, double radius) {
    slice.controls().stream()
        .filter(control -> control.name().equals("chance"))
        .findFirst()
        .flatMap(control -> slice.control(control, Query.UNBIASED))
        .ifPresent(
            value -> {
              double r = radius * value.mean();
              ink.draw(new Ellipse2D.Double(x - r, y - r, 2 * r, 2 * r), Ink.TEXT, Ink.dashes(1.1));
            });
  }
}

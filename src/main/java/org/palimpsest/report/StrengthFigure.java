package org.palimpsest.report;

import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;

/**
 * Private-class accuracy against the attacker's strength: a line per method with its name at the end, a panel per
 * correlation.
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
  private final Slice slice;
  private final Track track;
  private final int labelRoom;
  private final int plotHeight;

  private StrengthFigure(Figures shared, Track track) {
    this.shared = shared;
    this.slice = shared.slice();
    this.track = track;
    this.labelRoom = EndLabels.room(slice.arms().stream().map(slice::label).toList());
    this.plotHeight = (int) Math.max(PLOT_HEIGHT, EndLabels.LINE * (slice.arms().size() + 1) + 12);
  }

  /** One for each way in which attackers differ in strength. */
  static List<Figure> of(Figures shared) {
    return Track.of(shared.slice()).stream().map(track -> new StrengthFigure(shared, track).figure()).toList();
  }

  private Figure figure() {
    List<Double> rhos = slice.rhos().stream().filter(this::measured).toList();
    Frame frame = new Frame(track.title(), shared.subtitle(), List.of(signs()));
    boolean narrow = slice.arms().size() <= FEW_ARMS && track.attacks().size() <= FEW_ATTACKS && rhos.size() > 1;
    int columns = narrow ? 2 : 1;
    int rows = (rhos.size() + columns - 1) / columns;
    int width = (Frame.WIDTH - Frame.MARGIN) / columns;
    int height = plotHeight + ABOVE + TICKS + (track.axis().isEmpty() ? 0 : AXIS);
    return new Figure(
        track.name() + shared.suffix(),
        track.title(),
        track.caption(),
        Frame.WIDTH,
        frame.top() + rows * height + 8,
        graphics -> {
          frame.paint(graphics);
          for (int i = 0; i < rhos.size(); i++) {
            int x = i % columns * width + Frame.MARGIN / 2;
            panel(graphics, rhos.get(i), x, frame.top() + i / columns * height, width);
          }
        });
  }

  private List<Frame.Item> signs() {
    List<Frame.Item> signs = new ArrayList<>(List.of(shared.intervals()));
    if (slice.conditions().stream().anyMatch(at -> track.attacks().stream().anyMatch(a -> slice.undertrained(at, a)))) {
      signs.add(Frame.undertrained());
    }
    if (slice.arms().stream().anyMatch(Arm::isControl)) {
      signs.add(
          new Frame.Item(
              "no method: a control", 30, (ink, x, y) -> ink.dashed(x - 15, y, x + 15, y, Ink.TEXT, 1.5)));
    }
    return signs;
  }

  private boolean measured(double rho) {
    return slice.conditions().stream()
        .anyMatch(at -> at.rho() == rho && track.attacks().stream().anyMatch(a -> estimate(at, a).isPresent()));
  }

  private Optional<Estimate> estimate(Condition at, Attack attack) {
    return slice.estimate(Query.leak(at, attack));
  }

  private void panel(Graphics2D graphics, double rho, int x, int y, int width) {
    double[] places = track.places();
    double first = places[0] - track.room();
    double last = places[places.length - 1] + track.room();
    XYChart chart = Panel.axes(width - labelRoom, plotHeight, "", first, last, "private accuracy (%)", 0, 102);
    chart.getStyler().setXAxisTicksVisible(false).setPlotGridVerticalLinesVisible(false);
    chart.addAnnotation(new Marks((ink, at) -> draw(ink, at, rho, first, last)));
    Frame.place(graphics, chart, x, y + 26);
    new Ink(graphics).text("trained at \u03c1 = " + Text.rho(rho), x + 8, y + 18, 0, Ink.bold(13), Ink.TEXT);
  }

  private void draw(Ink ink, Marks at, double rho, double first, double last) {
    axis(ink, at, first, last);
    List<Condition> conditions = slice.conditions().stream().filter(c -> c.rho() == rho).toList();
    double slot = smallestGap(at);
    double widest = Math.min(WIDEST, .55 * slot);
    double step = Math.min(track.axis().isEmpty() ? 6 : 2.5, widest / Math.max(1, conditions.size()));
    List<EndLabels.Label> labels = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      line(ink, at, conditions.get(i), (i - (conditions.size() - 1) / 2.0) * step).ifPresent(labels::add);
    }
    EndLabels.draw(ink, labels, at.x(last), at.y(102), at.y(0));
  }

  private double smallestGap(Marks at) {
    double[] places = track.places();
    double gap = at.x(places[places.length - 1]) - at.x(places[0]);
    for (int i = 1; i < places.length; i++) {
      gap = Math.min(gap, at.x(places[i]) - at.x(places[i - 1]));
    }
    return gap;
  }

  private void axis(Ink ink, Marks at, double first, double last) {
    for (int i = 0; i < track.places().length; i++) {
      double x = at.x(track.places()[i]);
      ink.line(x, at.y(0), x, at.y(102), Ink.GRID, 1);
      ink.text(track.labels().get(i), x, at.y(0) + 17, .5, Ink.size(11.5), Ink.TEXT);
    }
    ink.text(track.axis(), (at.x(first) + at.x(last)) / 2, at.y(0) + 36, .5, Ink.size(12.5), Ink.TEXT);
    new Ladder(slice)
        .floor()
        .ifPresent(
            floor -> {
              ink.dashed(at.x(first), at.y(100 * floor), at.x(last), at.y(100 * floor), Ink.FAINT, 1.1);
              ink.text("floor", at.x(first) + 4, at.y(100 * floor) + 13, 0, Ink.size(11), Ink.FAINT);
            });
  }

  /** Draws a method's line; its name belongs where it ends. */
  private Optional<EndLabels.Label> line(Ink ink, Marks at, Condition condition, double shift) {
    Look look = shared.look(condition);
    boolean control = condition.arm().isControl();
    double width = condition.arm().isVanilla() ? 2.6 : 1.6;
    List<double[]> points = new ArrayList<>();
    List<Boolean> hollow = new ArrayList<>();
    int joined = 0;
    for (int i = 0; i < track.attacks().size(); i++) {
      double x = at.x(track.places()[i]) + shift;
      Optional<Estimate> estimate = estimate(condition, track.attacks().get(i));
      if (estimate.isPresent()) {
        points.add(new double[] {x, at.y(100 * estimate.get().mean())});
        hollow.add(slice.undertrained(condition, track.attacks().get(i)));
        joined += i < track.joined() ? 1 : 0;
        double low = at.y(Figures.onAxis(estimate.get().low()));
        double high = at.y(Figures.onAxis(estimate.get().high()));
        ink.line(x, high, x, low, Ink.tint(look.color(), .6), 1.2);
      }
    }
    for (int i = 1; i < joined; i++) {
      double[] from = points.get(i - 1);
      double[] to = points.get(i);
      if (control) {
        ink.dashed(from[0], from[1], to[0], to[1], look.color(), width);
      } else {
        ink.line(from[0], from[1], to[0], to[1], Ink.tint(look.color(), .75), width);
      }
    }
    for (int i = 0; i < points.size(); i++) {
      ink.mark(look, points.get(i)[0], points.get(i)[1], 9, hollow.get(i));
    }
    return points.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new EndLabels.Label(
                slice.label(condition.arm()), look, points.get(points.size() - 1)[0],
                points.get(points.size() - 1)[1]));
  }
}

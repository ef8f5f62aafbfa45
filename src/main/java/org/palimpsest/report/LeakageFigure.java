package org.palimpsest.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;

/**
 * Private-class accuracy as bars: what each attacker reads from each method's features, a panel per correlation,
 * with the floors and ceilings as lines.
 */
final class LeakageFigure {

  private static final int PANEL_HEIGHT = 290;
  private static final int LABEL_ROOM = 100;

  /** Controls closer than this, in percentage points, share a label. */
  private static final double TOGETHER = 4;

  /** More are drawn as marks in rows. */
  private static final int MOST_BARS = 24;

  /** Room above 100 % for the numbers over the bars. */
  private static final double TOP = 108;

  private final Figures shared;
  private final Slice slice;

  private LeakageFigure(Figures shared) {
    this.shared = shared;
    this.slice = shared.slice();
  }

  static Optional<Figure> of(Figures shared) {
    int bars = shared.slice().attacks().size() * shared.slice().arms().size();
    if (bars > MOST_BARS) {
      return ResidueFigures.accuracies(shared);
    }
    return bars == 0 ? Optional.empty() : Optional.of(new LeakageFigure(shared).figure());
  }

  private Figure figure() {
    Frame frame =
        new Frame(
            "Private-class accuracy, attack by attack: how much colour is left in the features",
            shared.subtitle(),
            List.of(shared.swatches(), attackItems()));
    int columns = slice.rhos().size() > 1 && slice.arms().size() * slice.attacks().size() <= 12 ? 2 : 1;
    int rows = (slice.rhos().size() + columns - 1) / columns;
    int width = (Frame.WIDTH - Frame.MARGIN) / columns;
    return new Figure(
        "leakage" + shared.suffix(),
        "Private-class accuracy of each method under each attack, with floors and ceilings",
        "Each bar is what an attacker reads of the private class from frozen features, on the unbiased test set. "
            + "Dashed lines are floors and ceilings: what can be had without the features, and from the image itself. "
            + "A method that erases brings every attack down to the floor.",
        Frame.WIDTH,
        frame.top() + rows * PANEL_HEIGHT + 8,
        graphics -> {
          frame.paint(graphics);
          for (int i = 0; i < slice.rhos().size(); i++) {
            int x = i % columns * width + Frame.MARGIN / 2;
            panel(graphics, slice.rhos().get(i), x, frame.top() + i / columns * PANEL_HEIGHT, width);
          }
        });
  }

  private List<Frame.Item> attackItems() {
    List<Frame.Item> items = new ArrayList<>();
    for (Attack attack : slice.attacks()) {
      items.add(
          new Frame.Item(
              slice.label(attack) + " attack",
              14,
              (ink, x, y) -> bar(ink, x - 7, y - 7, 14, 14, Ink.TEXT, attack)));
    }
    if (slice.conditions().stream().anyMatch(at -> slice.attacks().stream().anyMatch(a -> slice.undertrained(at, a)))) {
      items.add(
          new Frame.Item(
              "undertrained",
              14,
              (ink, x, y) -> {
                Rectangle2D box = new Rectangle2D.Double(x - 7, y - 7, 14, 14);
                ink.hatch(box, Ink.TEXT);
                ink.draw(box, Ink.TEXT, Ink.stroke(1.2));
              }));
    }
    items.add(shared.intervals());
    if (shared.anyPublished(leaks())) {
      items.add(Frame.published());
    }
    return items;
  }

  private List<Query> leaks() {
    return slice.conditions().stream()
        .flatMap(at -> slice.attacks().stream().map(attack -> Query.leak(at, attack)))
        .toList();
  }

  private void panel(Graphics2D graphics, double rho, int x, int y, int width) {
    List<Condition> conditions = slice.conditions().stream().filter(at -> at.rho() == rho).toList();
    int right = slice.controls().isEmpty() ? 0 : LABEL_ROOM;
    XYChart chart =
        Panel.axes(width - right, PANEL_HEIGHT - 62, "", 0, conditions.size(), "private accuracy (%)", 0, TOP);
    chart.getStyler().setXAxisTicksVisible(false).setPlotGridVerticalLinesVisible(false);
    chart.addAnnotation(new Marks((ink, at) -> draw(ink, at, conditions)));
    Frame.place(graphics, chart, x, y + 26);
    new Ink(graphics).text("trained at \u03c1 = " + Text.rho(rho), x + 8, y + 22, 0, Ink.bold(13), Ink.TEXT);
  }

  private void draw(Ink ink, Marks at, List<Condition> conditions) {
    controls(ink, at, conditions.size());
    double slot = at.x(1) - at.x(0);
    double bar = Math.min(46, .78 * slot / slice.attacks().size());
    for (int i = 0; i < conditions.size(); i++) {
      double left = at.x(i + .5) - bar * slice.attacks().size() / 2;
      for (Attack attack : slice.attacks()) {
        bar(ink, at, conditions.get(i), attack, left, bar);
        left += bar;
      }
    }
    labels(ink, at, conditions, slot - 6);
    ink.line(at.x(0), at.y(0), at.x(conditions.size()), at.y(0), Ink.FAINT, 1);
  }

  private void bar(Ink ink, Marks at, Condition condition, Attack attack, double left, double width) {
    Query query = Query.leak(condition, attack);
    Color color = shared.look(condition).color();
    double middle = left + width / 2;
    Optional<Estimate> estimate = slice.estimate(query);
    Optional<PublishedValue> published = shared.published().find(query);
    double top = at.y(0);
    if (estimate.isPresent()) {
      double height = at.y(0) - at.y(100 * estimate.get().mean());
      bar(ink, left + 1, at.y(0) - height, width - 2, height, color, attack);
      if (slice.undertrained(condition, attack)) {
        ink.hatch(new Rectangle2D.Double(left + 1, at.y(0) - height, width - 2, height), Ink.TEXT);
      }
      top = at.y(Figures.onAxis(estimate.get().high()));
      Frame.whisker(ink, middle, top, at.y(Figures.onAxis(estimate.get().low())), Ink.TEXT);
    }
    String words = estimate.map(e -> Text.percent(e.mean())).orElse(Text.MISSING);
    double room = published.map(value -> at.y(100 * value.mean()) - 6).orElse(top);
    double baseline = Math.min(top, Math.abs(room - top) < 16 ? room : top) - 5;
    Font font = fit(words, width);
    double wide = Ink.width(words, font);
    ink.fill(new Rectangle2D.Double(middle - wide / 2 - 1, baseline - 9, wide + 2, 10), Color.WHITE);
    ink.text(words, middle, baseline, .5, font, Ink.TEXT);
    published.ifPresent(
        value -> ink.mark(new Look(color, Mark.CIRCLE), middle, at.y(100 * value.mean()), 9, true));
  }

  /** The first attack is an outline, the last is solid, those between are tints. */
  private void bar(Ink ink, double x, double y, double width, double height, Color color, Attack attack) {
    int index = slice.attacks().indexOf(attack);
    int last = Math.max(1, slice.attacks().size() - 1);
    double share = slice.attacks().size() == 1 ? 1 : .18 + .82 * index / last;
    Rectangle2D box = new Rectangle2D.Double(x, y, width, height);
    ink.fill(box, Ink.tint(color, share));
    ink.draw(box, color, Ink.stroke(1.2));
  }

  /** Lines at the controls' means; names of lines too close to tell apart share one label. */
  private void controls(Ink ink, Marks at, int slots) {
    record Line(String name, double percent) {}
    List<Line> lines =
        slice.controls().stream()
            .flatMap(
                control ->
                    slice.control(control, Query.UNBIASED).stream()
                        .map(estimate -> new Line(control.name(), 100 * estimate.mean())))
            .sorted(Comparator.comparingDouble(Line::percent))
            .toList();
    for (int from = 0; from < lines.size(); ) {
      double lowest = lines.get(from).percent();
      List<Line> together = lines.stream().skip(from).filter(l -> l.percent() < lowest + TOGETHER).toList();
      double highest = together.get(together.size() - 1).percent();
      for (Line line : together) {
        ink.dashed(at.x(0), at.y(line.percent()), at.x(slots), at.y(line.percent()), Ink.FAINT, 1.1);
      }
      List<String> names = new ArrayList<>(together.stream().map(Line::name).distinct().toList());
      String low = Text.decimal(lowest, 1);
      String high = Text.decimal(highest, 1);
      String numbers = low.equals(high) ? low : low + "\u2013" + high;
      if (names.size() == 1 && low.equals(high)) {
        names.set(0, names.get(0) + " " + numbers);
      } else {
        names.add(numbers);
      }
      double y = at.y((lowest + highest) / 2) + 4 - 13 * (names.size() - 1) / 2.0;
      y = Math.min(y, at.y(0) - 13 * (names.size() - 1));
      for (String name : names) {
        ink.text(name, at.x(slots) + 6, y, 0, Ink.size(11), Ink.FAINT);
        y += 13;
      }
      from += together.size();
    }
  }

  private static Font fit(String words, double width) {
    double size = 11;
    while (size > 8 && Ink.width(words, Ink.size(size)) > width) {
      size -= .5;
    }
    return Ink.size(size);
  }

  /** A variant on up to two lines: a setting each, or the name and the value of one that is too wide. */
  private static String[] lines(String variant, double width) {
    boolean oneTooWide = !variant.contains(" ") && Ink.width(variant, Ink.size(8)) > width;
    return oneTooWide ? variant.split("(?<==)", 2) : variant.split(" ", 2);
  }

  /** Methods' names in one size, variants on lines of their own. */
  private void labels(Ink ink, Marks at, List<Condition> conditions, double width) {
    List<String> labels = conditions.stream().map(condition -> slice.label(condition.arm())).toList();
    Font font =
        labels.stream()
            .map(label -> fit(label.split(" \\(", 2)[0], width))
            .min(Comparator.comparingDouble(Font::getSize2D))
            .orElseThrow();
    for (int i = 0; i < labels.size(); i++) {
      String[] parts = labels.get(i).split(" \\(", 2);
      double y = at.y(0) + 16;
      ink.text(parts[0], at.x(i + .5), y, .5, font, Ink.TEXT);
      if (parts.length > 1) {
        for (String piece : lines(parts[1].substring(0, parts[1].length() - 1), width - 2)) {
          y += 12;
          ink.text(piece, at.x(i + .5), y, .5, fit(piece, width - 2), Ink.FAINT);
        }
      }
    }
  }
}

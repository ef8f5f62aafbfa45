package org.palimpsest.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;

/** Private against target accuracy, marker size by correlation: the paper's Fig. 5, with error bars both ways. */
final class ScatterFigure {

  private static final int HEIGHT = 520;

  /** With more methods than this, markers stay small. */
  private static final int MANY = 8;

  private final Figures shared;
  private final Slice slice;
  private final Attack attack;

  private ScatterFigure(Figures shared, Attack attack) {
    this.shared = shared;
    this.slice = shared.slice();
    this.attack = attack;
  }

  static Optional<Figure> of(Figures shared, Attack attack) {
    return shared.slice().conditions().stream()
            .noneMatch(at -> shared.slice().estimate(Query.leak(at, attack)).isPresent())
        ? Optional.empty()
        : Optional.of(new ScatterFigure(shared, attack).figure());
  }

  private Figure figure() {
    List<Frame.Item> sizes = new ArrayList<>();
    for (double rho : slice.rhos()) {
      Look grey = new Look(new Color(0xb4bac2), Mark.CIRCLE);
      Frame.Item.Sign sign = (ink, x, y) -> ink.mark(grey, x, y, size(rho), false);
      sizes.add(new Frame.Item("\u03c1 = " + Text.rho(rho), size(rho), sign));
    }
    if (shared.anyPublished(slice.conditions().stream().map(at -> Query.leak(at, attack)).toList())) {
      sizes.add(Frame.published());
    }
    sizes.add(shared.intervals());
    String name = slice.label(attack);
    Frame frame =
        new Frame(
            "Private against target accuracy, " + name + " attack",
            shared.subtitle(),
            List.of(shared.methods(), sizes));
    return new Figure(
        "scatter-" + Text.slug(name) + shared.suffix(),
        "Private-class accuracy under the " + name + " attack against target accuracy",
        "Right is useful, low is private: a method that erases lies at the lower right. Larger markers are stronger "
            + "correlations in training; lines join the correlations of one method.",
        Frame.WIDTH,
        frame.top() + HEIGHT + 8,
        graphics -> {
          frame.paint(graphics);
          Frame.place(graphics, chart(), Frame.MARGIN / 2, frame.top());
        });
  }

  private XYChart chart() {
    XYChart chart =
        Panel.axes(
            Frame.WIDTH - Frame.MARGIN, HEIGHT, "target accuracy (%)", 0, 104, "private-class accuracy (%)", 0, 104);
    chart.addAnnotation(new Marks(this::draw));
    return chart;
  }

  private void draw(Ink ink, Marks at) {
    floor(ink, at);
    for (Arm arm : slice.arms()) {
      double[] before = null;
      for (Condition condition : slice.conditions().stream().filter(c -> c.arm().equals(arm)).toList()) {
        Optional<Estimate> target = slice.estimate(Query.target(condition));
        Optional<Estimate> leak = slice.estimate(Query.leak(condition, attack));
        if (target.isPresent() && leak.isPresent()) {
          double[] here = {at.x(100 * target.get().mean()), at.y(100 * leak.get().mean())};
          if (before != null) {
            ink.line(before[0], before[1], here[0], here[1], Ink.tint(shared.look(condition).color(), .45), 1.3);
          }
          before = here;
        }
      }
    }
    List<Condition> largestFirst =
        slice.conditions().stream().sorted(Comparator.comparingDouble(Condition::rho).reversed()).toList();
    for (Condition condition : largestFirst) {
      published(ink, at, condition);
      slice.estimate(Query.target(condition)).ifPresent(target ->
          slice.estimate(Query.leak(condition, attack)).ifPresent(leak -> ours(ink, at, condition, target, leak)));
    }
  }

  private void ours(Ink ink, Marks at, Condition condition, Estimate target, Estimate leak) {
    Look look = shared.look(condition);
    double x = at.x(100 * target.mean());
    double y = at.y(100 * leak.mean());
    ink.line(at.x(Figures.onAxis(target.low())), y, at.x(Figures.onAxis(target.high())), y, look.color(), 1.3);
    ink.line(x, at.y(Figures.onAxis(leak.low())), x, at.y(Figures.onAxis(leak.high())), look.color(), 1.3);
    ink.mark(look, x, y, size(condition.rho()), false);
  }

  private void published(Ink ink, Marks at, Condition condition) {
    Optional<PublishedValue> leak = shared.published().find(Query.leak(condition, attack));
    Optional<PublishedValue> target = shared.published().find(Query.target(condition));
    if (leak.isPresent() && target.isPresent()) {
      double x = at.x(100 * target.get().mean());
      double y = at.y(100 * leak.get().mean());
      ink.mark(shared.look(condition), x, y, size(condition.rho()), true);
    }
  }

  private void floor(Ink ink, Marks at) {
    slice.controls().stream()
        .filter(control -> control.name().equals("chance"))
        .findFirst()
        .flatMap(control -> slice.control(control, Query.UNBIASED))
        .ifPresent(
            chance -> {
              double y = at.y(100 * chance.mean());
              ink.dashed(at.x(0), y, at.x(104), y, Ink.FAINT, 1.1);
              ink.text("chance", at.x(0) + 4, y + 13, 0, Ink.size(11), Ink.FAINT);
            });
  }

  /** Marker diameter in pixels, from 9 for the weakest correlation to 19 for the strongest, 14 among many. */
  private double size(double rho) {
    int last = Math.max(1, slice.rhos().size() - 1);
    double growth = slice.arms().size() > MANY ? 5 : 10;
    return 9 + growth * slice.rhos().indexOf(rho) / last;
  }
}

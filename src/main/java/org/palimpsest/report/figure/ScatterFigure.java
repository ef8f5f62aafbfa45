package org.palimpsest.report.figure;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.report.draw.Canvas;
import org.palimpsest.report.draw.ChartOverlay;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.FigureHeading;
import org.palimpsest.report.draw.Mark;
import org.palimpsest.report.draw.MethodStyle;
import org.palimpsest.report.draw.Panel;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.PublishedValue;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** Private against target accuracy, marker size by condition: the paper's Fig. 5, with error bars both ways. */
final class ScatterFigure {

  private static final int HEIGHT = 520;

  /** With more methods than this, markers stay small. */
  private static final int MANY = 8;

  private final Figures shared;
  private final Results results;
  private final AttackKey attack;

  private ScatterFigure(Figures shared, AttackKey attack) {
    this.shared = shared;
    this.results = shared.results();
    this.attack = attack;
  }

  static Optional<Figure> of(Figures shared, AttackKey attack) {
    Results results = shared.results();
    return results.grid().cases().stream().noneMatch(at -> results.estimate(results.leak(at, attack)).isPresent())
        ? Optional.empty()
        : Optional.of(new ScatterFigure(shared, attack).figure());
  }

  private Figure figure() {
    List<FigureHeading.Item> sizes = new ArrayList<>();
    for (AxisLabel condition : results.grid().conditions()) {
      MethodStyle grey = new MethodStyle(new Color(0xb4bac2), Mark.CIRCLE);
      FigureHeading.Item.Sign sign = (canvas, x, y) -> canvas.mark(grey, x, y, size(condition), false);
      sizes.add(new FigureHeading.Item(Words.condition(condition), size(condition), sign));
    }
    if (shared.anyPublished(results.grid().cases().stream().map(at -> results.leak(at, attack)).toList())) {
      sizes.add(FigureHeading.published());
    }
    sizes.add(shared.intervals());
    String name = results.labels().of(attack);
    FigureHeading heading =
        new FigureHeading(
            "Private against target accuracy, " + name + " attack",
            shared.subtitle(),
            List.of(shared.methods(), sizes));
    return new Figure(
        "scatter-" + Text.slug(name) + shared.suffix(),
        "Private-class accuracy under the " + name + " attack against target accuracy",
        "Right is useful, low is private: a method that erases lies at the lower right. Markers grow with the "
            + "conditions of training, in the order of the legend; lines join those of one method.",
        FigureHeading.WIDTH,
        heading.top() + HEIGHT + 8,
        graphics -> {
          heading.paint(graphics);
          FigureHeading.place(graphics, chart(), FigureHeading.MARGIN / 2, heading.top());
        });
  }

  private XYChart chart() {
    XYChart chart =
        Panel.axes(
            FigureHeading.WIDTH - FigureHeading.MARGIN, HEIGHT, "target accuracy (%)", 0, 104, "private-class accuracy (%)", 0, 104);
    chart.addAnnotation(new ChartOverlay(this::draw));
    return chart;
  }

  private void draw(Canvas canvas, ChartOverlay at) {
    floor(canvas, at);
    for (Arm arm : results.grid().arms()) {
      double[] before = null;
      for (Case condition : results.grid().cases().stream().filter(c -> c.arm().equals(arm)).toList()) {
        Optional<Estimate> target = results.estimate(results.target(condition));
        Optional<Estimate> leak = results.estimate(results.leak(condition, attack));
        if (target.isPresent() && leak.isPresent()) {
          double[] here = {at.x(100 * target.get().mean()), at.y(100 * leak.get().mean())};
          if (before != null) {
            canvas.line(before[0], before[1], here[0], here[1], Canvas.tint(shared.look(condition).color(), .45), 1.3);
          }
          before = here;
        }
      }
    }
    List<Case> largestFirst = new ArrayList<>();
    results.grid().byCondition().values().forEach(cases -> largestFirst.addAll(0, cases));
    for (Case condition : largestFirst) {
      published(canvas, at, condition);
      results.estimate(results.target(condition)).ifPresent(target ->
          results.estimate(results.leak(condition, attack)).ifPresent(leak -> ours(canvas, at, condition, target, leak)));
    }
  }

  private void ours(Canvas canvas, ChartOverlay at, Case condition, Estimate target, Estimate leak) {
    MethodStyle look = shared.look(condition);
    double x = at.x(100 * target.mean());
    double y = at.y(100 * leak.mean());
    canvas.line(at.x(Figures.onAxis(target.low())), y, at.x(Figures.onAxis(target.high())), y, look.color(), 1.3);
    canvas.line(x, at.y(Figures.onAxis(leak.low())), x, at.y(Figures.onAxis(leak.high())), look.color(), 1.3);
    canvas.mark(look, x, y, size(condition.condition()), false);
  }

  private void published(Canvas canvas, ChartOverlay at, Case condition) {
    Optional<PublishedValue> leak = shared.published().find(results, results.leak(condition, attack));
    Optional<PublishedValue> target = shared.published().find(results, results.target(condition));
    if (leak.isPresent() && target.isPresent()) {
      double x = at.x(100 * target.get().mean());
      double y = at.y(100 * leak.get().mean());
      canvas.mark(shared.look(condition), x, y, size(condition.condition()), true);
    }
  }

  private void floor(Canvas canvas, ChartOverlay at) {
    double y = at.y(100 * results.words().privateChance());
    canvas.dashed(at.x(0), y, at.x(104), y, Canvas.FAINT, 1.1);
    canvas.text("chance", at.x(0) + 4, y + 13, 0, Canvas.size(11), Canvas.FAINT);
  }

  /** Marker diameter in pixels, from 9 for the first condition to 19 for the last, 14 among many. */
  private double size(AxisLabel condition) {
    int last = Math.max(1, results.grid().conditions().size() - 1);
    double growth = results.grid().arms().size() > MANY ? 5 : 10;
    return 9 + growth * results.grid().conditions().indexOf(condition) / last;
  }
}

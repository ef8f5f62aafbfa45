package org.palimpsest.report.figure;

import java.awt.Color;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.SelectionRule;
import org.palimpsest.report.draw.Canvas;
import org.palimpsest.report.draw.ChartOverlay;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.FigureHeading;
import org.palimpsest.report.draw.Mark;
import org.palimpsest.report.draw.MethodStyle;
import org.palimpsest.report.draw.Panel;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.SweepResults;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** Target accuracy of every draw after its last epoch, and of what each rule took after the epoch it took. */
public final class SweepFigure {

  private static final int HEIGHT = 400;
  private static final int LABELS = 56;
  private static final MethodStyle DOT = new MethodStyle(new Color(0xaab1ba), Mark.CIRCLE);

  /** Marks of one network lie within each other, so that several rules may take the same. */
  private record Ring(MethodStyle look, double size) {}

  private static final Map<SelectionRule, Ring> RINGS = new EnumMap<>(SelectionRule.class);

  static {
    RINGS.put(SelectionRule.LAST, new Ring(new MethodStyle(new Color(0x4D4D4D), Mark.SQUARE), 19));
    RINGS.put(SelectionRule.BEST_VALIDATION_BIASED, new Ring(new MethodStyle(new Color(0x0072B2), Mark.CIRCLE), 15));
    RINGS.put(SelectionRule.BEST_VALIDATION_UNBIASED, new Ring(new MethodStyle(new Color(0x009E73), Mark.DIAMOND), 11));
    RINGS.put(SelectionRule.ORACLE_TEST, new Ring(new MethodStyle(new Color(0xD55E00), Mark.UP), 7));
  }

  private final Results draws;
  private final SweepResults results;
  private final List<Case> conditions;

  private SweepFigure(Results draws, SweepResults results) {
    this.draws = draws;
    this.results = results;
    this.conditions = draws.grid().cases();
  }

  public static Figure of(Results draws, SweepResults results) {
    return new SweepFigure(draws, results).figure();
  }

  private Figure figure() {
    List<FigureHeading.Item> items = new ArrayList<>();
    items.add(new FigureHeading.Item("a draw after its last epoch", 10, (canvas, x, y) -> canvas.mark(DOT, x, y, 8, false)));
    for (SelectionRule rule : results.chosen().keySet()) {
      Ring ring = RINGS.get(rule);
      items.add(
          new FigureHeading.Item("chosen by " + rule.label(), ring.size(), (canvas, x, y) ->
              canvas.mark(ring.look(), x, y, ring.size(), true)));
    }
    String title = "Target accuracy of every draw, and what the rules chose";
    FigureHeading heading =
        new FigureHeading(
            title,
            draws.about() + " \u00b7 " + draws.words().testSet() + " \u00b7 " + Text.count(draws.grid().seeds().size(), "draw"),
            List.of(items));
    return new Figure(
        "sweep",
        title,
        "Draws from left to right, draw 0, with the settings given, first. A rule's mark stands above or below its "
            + "draw's dot where it took an earlier epoch.",
        FigureHeading.WIDTH,
        heading.top() + HEIGHT + LABELS,
        graphics -> {
          heading.paint(graphics);
          FigureHeading.place(graphics, chart(), FigureHeading.MARGIN / 2, heading.top());
        });
  }

  private XYChart chart() {
    XYChart chart =
        Panel.axes(
            FigureHeading.WIDTH - FigureHeading.MARGIN, HEIGHT, "", 0, conditions.size(), "target accuracy (%)", 0, 104);
    chart.getStyler().setXAxisTicksVisible(false).setPlotGridVerticalLinesVisible(false);
    chart.addAnnotation(new ChartOverlay(this::draw));
    return chart;
  }

  private void draw(Canvas canvas, ChartOverlay at) {
    double room = at.x(1) - at.x(0) - 8;
    for (int i = 0; i < conditions.size(); i++) {
      Case condition = conditions.get(i);
      int slot = i;
      if (i > 0) {
        canvas.line(at.x(i), at.y(0), at.x(i), at.y(104), Canvas.GRID, 1);
      }
      draws.bySeed(draws.target(condition)).forEach(
          (draw, target) -> canvas.mark(DOT, at.x(x(slot, draw)), at.y(100 * target), 8, false));
      results.chosen().forEach((rule, chosen) -> ring(canvas, at, slot, rule, chosen));
      label(canvas, draws.labels().of(condition.arm()), at.x(i + .5), at.y(0) + 17, 12, room, Canvas.TEXT);
      label(canvas, Words.condition(condition.condition()), at.x(i + .5), at.y(0) + 33, 11, room, Canvas.FAINT);
    }
    canvas.line(at.x(0), at.y(0), at.x(conditions.size()), at.y(0), Canvas.FAINT, 1);
  }

  private void ring(Canvas canvas, ChartOverlay at, int slot, SelectionRule rule, Results chosen) {
    Ring ring = RINGS.get(rule);
    chosen.bySeed(draws.target(conditions.get(slot))).forEach(
        (draw, target) ->
            canvas.mark(ring.look(), at.x(x(slot, draw)), at.y(100 * target), ring.size(), true));
  }

  private double x(int slot, int draw) {
    int last = draws.grid().seeds().get(draws.grid().seeds().size() - 1);
    return slot + (last == 0 ? .5 : .15 + .7 * draw / last);
  }

  private static void label(Canvas canvas, String words, double x, double y, double size, double room, Color color) {
    double points = size;
    while (points > 7 && Canvas.width(words, Canvas.size(points)) > room) {
      points -= .5;
    }
    canvas.text(words, x, y, .5, Canvas.size(points), color);
  }
}

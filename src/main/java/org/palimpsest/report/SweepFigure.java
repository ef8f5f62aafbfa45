package org.palimpsest.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.palimpsest.experiment.SelectionRule;

/** Target accuracy of every draw after its last epoch, and of what each rule took after the epoch it took. */
final class SweepFigure {

  private static final int HEIGHT = 400;
  private static final int LABELS = 56;
  private static final Look DOT = new Look(new Color(0xaab1ba), Mark.CIRCLE);

  /** Marks of one network lie within each other, so that several rules may take the same. */
  private record Ring(Look look, double size) {}

  private static final Map<SelectionRule, Ring> RINGS = new EnumMap<>(SelectionRule.class);

  static {
    RINGS.put(SelectionRule.LAST, new Ring(new Look(new Color(0x4D4D4D), Mark.SQUARE), 19));
    RINGS.put(SelectionRule.BEST_VALIDATION_BIASED, new Ring(new Look(new Color(0x0072B2), Mark.CIRCLE), 15));
    RINGS.put(SelectionRule.BEST_VALIDATION_UNBIASED, new Ring(new Look(new Color(0x009E73), Mark.DIAMOND), 11));
    RINGS.put(SelectionRule.ORACLE_TEST, new Ring(new Look(new Color(0xD55E00), Mark.UP), 7));
  }

  private final Slice draws;
  private final SweepResults results;
  private final List<Condition> conditions;

  private SweepFigure(Slice draws, SweepResults results) {
    this.draws = draws;
    this.results = results;
    this.conditions = draws.conditions();
  }

  static Figure of(Slice draws, SweepResults results) {
    return new SweepFigure(draws, results).figure();
  }

  private Figure figure() {
    List<Frame.Item> items = new ArrayList<>();
    items.add(new Frame.Item("a draw after its last epoch", 10, (ink, x, y) -> ink.mark(DOT, x, y, 8, false)));
    for (SelectionRule rule : results.chosen().keySet()) {
      Ring ring = RINGS.get(rule);
      items.add(
          new Frame.Item("chosen by " + rule.label(), ring.size(), (ink, x, y) ->
              ink.mark(ring.look(), x, y, ring.size(), true)));
    }
    String title = "Target accuracy of every draw, and what the rules chose";
    Frame frame =
        new Frame(
            title,
            draws.setting().label() + " \u00b7 unbiased test set \u00b7 " + Text.count(draws.seeds().size(), "draw"),
            List.of(items));
    return new Figure(
        "sweep",
        title,
        "Draws from left to right, draw 0, with the settings given, first. A rule's mark stands above or below its "
            + "draw's dot where it took an earlier epoch.",
        Frame.WIDTH,
        frame.top() + HEIGHT + LABELS,
        graphics -> {
          frame.paint(graphics);
          Frame.place(graphics, chart(), Frame.MARGIN / 2, frame.top());
        });
  }

  private XYChart chart() {
    XYChart chart =
        Panel.axes(
            Frame.WIDTH - Frame.MARGIN, HEIGHT, "", 0, conditions.size(), "target accuracy (%)", 0, 104);
    chart.getStyler().setXAxisTicksVisible(false).setPlotGridVerticalLinesVisible(false);
    chart.addAnnotation(new Marks(this::draw));
    return chart;
  }

  private void draw(Ink ink, Marks at) {
    double room = at.x(1) - at.x(0) - 8;
    for (int i = 0; i < conditions.size(); i++) {
      Condition condition = conditions.get(i);
      int slot = i;
      if (i > 0) {
        ink.line(at.x(i), at.y(0), at.x(i), at.y(104), Ink.GRID, 1);
      }
      draws.bySeed(Query.target(condition)).forEach(
          (draw, target) -> ink.mark(DOT, at.x(x(slot, draw)), at.y(100 * target), 8, false));
      results.chosen().forEach((rule, chosen) -> ring(ink, at, slot, rule, chosen));
      label(ink, draws.label(condition.arm()), at.x(i + .5), at.y(0) + 17, 12, room, Ink.TEXT);
      label(ink, condition.words(), at.x(i + .5), at.y(0) + 33, 11, room, Ink.FAINT);
    }
    ink.line(at.x(0), at.y(0), at.x(conditions.size()), at.y(0), Ink.FAINT, 1);
  }

  private void ring(Ink ink, Marks at, int slot, SelectionRule rule, Slice chosen) {
    Ring ring = RINGS.get(rule);
    chosen.bySeed(Query.target(conditions.get(slot))).forEach(
        (draw, target) ->
            ink.mark(ring.look(), at.x(x(slot, draw)), at.y(100 * target), ring.size(), true));
  }

  private double x(int slot, int draw) {
    int last = draws.seeds().get(draws.seeds().size() - 1);
    return slot + (last == 0 ? .5 : .15 + .7 * draw / last);
  }

  private static void label(Ink ink, String words, double x, double y, double size, double room, Color color) {
    double points = size;
    while (points > 7 && Ink.width(words, Ink.size(points)) > room) {
      points -= .5;
    }
    ink.text(words, x, y, .5, Ink.size(points), color);
  }
}

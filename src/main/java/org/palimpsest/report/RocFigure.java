package org.palimpsest.report;

import java.awt.Graphics2D;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.palimpsest.metric.Membership;

/** Members found against false alarms on logarithmic axes, a panel per correlation, a line per method. */
final class RocFigure {

  private static final int PANEL_HEIGHT = 330;

  /** Axes begin here; what is lower is drawn nowhere. */
  private static final double LOWEST = 1e-3;

  /** Between the marks of two methods at one rate, and between the first and the last of many, in pixels. */
  private static final double STEP = 7;

  private static final double WIDEST = 48;

  private final Figures shared;
  private final Slice slice;
  private final Attack attack;

  private RocFigure(Figures shared, Attack attack) {
    this.shared = shared;
    this.slice = shared.slice();
    this.attack = attack;
  }

  /** A figure for each attacker after membership. */
  static List<Figure> of(Figures shared) {
    return MembershipTable.attacks(shared.slice()).stream()
        .map(attack -> new RocFigure(shared, attack).figure())
        .toList();
  }

  private Figure figure() {
    List<Frame.Item> guessing =
        List.of(
            new Frame.Item("knows nothing", 30, (ink, x, y) -> ink.dashed(x - 15, y, x + 15, y, Ink.FAINT, 1.1)),
            new Frame.Item(
                slice.seeds().size() > 1
                    ? "95 % interval over seeds at 1 % and 0.1 %"
                    : "95 % interval over images at 1 % and 0.1 % (1 seed)",
                10,
                (ink, x, y) -> Frame.whisker(ink, x, y - 7, y + 7, Ink.FAINT)));
    String name = attack.name();
    Frame frame =
        new Frame(
            "Training images found against false alarms: " + name,
            slice.setting().label() + " \u00b7 " + Text.count(slice.seeds().size(), "seed"),
            List.of(shared.methods(), guessing));
    int columns = Math.min(2, slice.rhos().size());
    int rows = (slice.rhos().size() + columns - 1) / columns;
    int width = (Frame.WIDTH - Frame.MARGIN) / columns;
    return new Figure(
        "roc-" + Text.slug(name) + shared.suffix(),
        "Share of training images found against the share of others taken for such, by " + name,
        "Both axes are logarithmic: what counts is how many are found while hardly anyone is accused wrongly. On the "
            + "dashed line the attacker knows nothing.",
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

  private void panel(Graphics2D graphics, double rho, int x, int y, int width) {
    double low = Math.log10(LOWEST);
    XYChart chart =
        Panel.axes(width, PANEL_HEIGHT - 34, "false positive rate", low, 0, "true positive rate", low, 0);
    chart.getStyler().setxAxisTickLabelsFormattingFunction(RocFigure::power);
    chart.getStyler().setyAxisTickLabelsFormattingFunction(RocFigure::power);
    chart.addAnnotation(new Marks((ink, at) -> draw(ink, at, rho)));
    Frame.place(graphics, chart, x, y + 26);
    new Ink(graphics).text("trained at \u03c1 = " + Text.rho(rho), x + 8, y + 20, 0, Ink.bold(13), Ink.TEXT);
  }

  /** To two significant digits, as ticks lie at even steps of the exponent. */
  private static String power(double exponent) {
    BigDecimal rate = BigDecimal.valueOf(Math.pow(10, exponent)).round(new MathContext(2));
    return rate.stripTrailingZeros().toPlainString();
  }

  private void draw(Ink ink, Marks at, double rho) {
    double low = Math.log10(LOWEST);
    ink.dashed(at.x(low), at.y(low), at.x(0), at.y(0), Ink.FAINT, 1.1);
    List<Condition> conditions = slice.conditions().stream().filter(c -> c.rho() == rho).toList();
    double step = Math.min(STEP, WIDEST / conditions.size());
    for (int i = 0; i < conditions.size(); i++) {
      line(ink, at, conditions.get(i), (i - (conditions.size() - 1) / 2.0) * step);
    }
  }

  private void line(Ink ink, Marks at, Condition condition, double shift) {
    Look look = shared.look(condition);
    List<double[]> points = new ArrayList<>();
    for (double rate : Membership.RATES) {
      found(condition, rate).filter(found -> rate >= LOWEST && found.mean() >= LOWEST).ifPresent(
          found -> points.add(new double[] {at.x(Math.log10(rate)), at.y(Math.log10(found.mean()))}));
    }
    points.add(new double[] {at.x(0), at.y(0)});
    for (int i = 1; i < points.size(); i++) {
      ink.line(
          points.get(i - 1)[0], points.get(i - 1)[1], points.get(i)[0], points.get(i)[1], look.color(), 2);
    }
    for (double rate : List.of(0.001, 0.01)) {
      found(condition, rate).filter(found -> found.mean() >= LOWEST).ifPresent(
          found -> {
            double room = rate > LOWEST ? 0 : WIDEST / 2;
            double x = at.x(Math.log10(rate)) + room + shift;
            Frame.whisker(ink, x, at.y(onAxis(found.high())), at.y(onAxis(found.low())), look.color());
            ink.mark(look, x, at.y(Math.log10(found.mean())), 9, false);
          });
    }
  }

  private Optional<Estimate> found(Condition at, double rate) {
    String metric = Membership.TRUE_POSITIVES_AT + Membership.name(rate);
    return slice.estimate(Query.of(at, attack, MembershipTable.SPLIT, metric));
  }

  private static double onAxis(double share) {
    return Math.log10(Math.max(LOWEST, Math.min(1, share)));
  }
}

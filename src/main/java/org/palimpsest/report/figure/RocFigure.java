package org.palimpsest.report.figure;

import java.awt.Graphics2D;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Membership;
import org.palimpsest.report.draw.Canvas;
import org.palimpsest.report.draw.ChartOverlay;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.FigureHeading;
import org.palimpsest.report.draw.MethodStyle;
import org.palimpsest.report.draw.Panel;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** Members found against false alarms on logarithmic axes, a panel per condition, a line per method. */
final class RocFigure {

  private static final int PANEL_HEIGHT = 330;

  /** Axes begin here; what is lower is drawn nowhere. */
  private static final double LOWEST = 1e-3;

  /** Between the marks of two methods at one rate, and between the first and the last of many, in pixels. */
  private static final double STEP = 7;

  private static final double WIDEST = 48;

  private final Figures shared;
  private final Results results;
  private final AttackKey attack;

  private RocFigure(Figures shared, AttackKey attack) {
    this.shared = shared;
    this.results = shared.results();
    this.attack = attack;
  }

  /** A figure for each attacker after membership. */
  static List<Figure> of(Figures shared) {
    return attacks(shared.results()).stream()
        .map(attack -> new RocFigure(shared, attack).figure())
        .toList();
  }

  private static List<AttackKey> attacks(Results results) {
    return results.queries(query -> query.split().equals(Membership.SPLIT)).stream()
        .map(Query::attack)
        .distinct()
        .toList();
  }

  private Figure figure() {
    List<FigureHeading.Item> guessing =
        List.of(
            new FigureHeading.Item("knows nothing", 30, (canvas, x, y) -> canvas.dashed(x - 15, y, x + 15, y, Canvas.FAINT, 1.1)),
            new FigureHeading.Item(
                results.grid().seeds().size() > 1
                    ? "95 % interval over seeds at 1 % and 0.1 %"
                    : "95 % interval over images at 1 % and 0.1 % (1 seed)",
                10,
                (canvas, x, y) -> FigureHeading.whisker(canvas, x, y - 7, y + 7, Canvas.FAINT)));
    String name = attack.name();
    FigureHeading heading =
        new FigureHeading(
            "Training images found against false alarms: " + name,
            results.about() + " \u00b7 " + Text.count(results.grid().seeds().size(), "seed"),
            List.of(shared.methods(), guessing));
    int columns = Math.min(2, results.grid().conditions().size());
    int rows = (results.grid().conditions().size() + columns - 1) / columns;
    int width = (FigureHeading.WIDTH - FigureHeading.MARGIN) / columns;
    return new Figure(
        "roc-" + Text.slug(name) + shared.suffix(),
        "Share of training images found against the share of others taken for such, by " + name,
        "Both axes are logarithmic: what counts is how many are found while hardly anyone is accused wrongly. On the "
            + "dashed line the attacker knows nothing.",
        FigureHeading.WIDTH,
        heading.top() + rows * PANEL_HEIGHT + 8,
        graphics -> {
          heading.paint(graphics);
          for (int i = 0; i < results.grid().conditions().size(); i++) {
            int x = i % columns * width + FigureHeading.MARGIN / 2;
            panel(graphics, results.grid().conditions().get(i), x, heading.top() + i / columns * PANEL_HEIGHT, width);
          }
        });
  }

  private void panel(Graphics2D graphics, AxisLabel condition, int x, int y, int width) {
    double low = Math.log10(LOWEST);
    XYChart chart =
        Panel.axes(width, PANEL_HEIGHT - 34, "false positive rate", low, 0, "true positive rate", low, 0);
    chart.getStyler().setxAxisTickLabelsFormattingFunction(RocFigure::power);
    chart.getStyler().setyAxisTickLabelsFormattingFunction(RocFigure::power);
    chart.addAnnotation(new ChartOverlay((canvas, at) -> draw(canvas, at, condition)));
    FigureHeading.place(graphics, chart, x, y + 26);
    new Canvas(graphics).text(Words.panel(condition), x + 8, y + 20, 0, Canvas.bold(13), Canvas.TEXT);
  }

  /** To two significant digits, as ticks lie at even steps of the exponent. */
  private static String power(double exponent) {
    BigDecimal rate = BigDecimal.valueOf(Math.pow(10, exponent)).round(new MathContext(2));
    return rate.stripTrailingZeros().toPlainString();
  }

  private void draw(Canvas canvas, ChartOverlay at, AxisLabel condition) {
    double low = Math.log10(LOWEST);
    canvas.dashed(at.x(low), at.y(low), at.x(0), at.y(0), Canvas.FAINT, 1.1);
    List<Case> conditions = results.grid().cases(condition);
    double step = Math.min(STEP, WIDEST / conditions.size());
    for (int i = 0; i < conditions.size(); i++) {
      line(canvas, at, conditions.get(i), (i - (conditions.size() - 1) / 2.0) * step);
    }
  }

  private void line(Canvas canvas, ChartOverlay at, Case condition, double shift) {
    MethodStyle look = shared.look(condition);
    List<double[]> points = new ArrayList<>();
    for (double rate : Membership.RATES) {
      found(condition, rate).filter(found -> rate >= LOWEST && found.mean() >= LOWEST).ifPresent(
          found -> points.add(new double[] {at.x(Math.log10(rate)), at.y(Math.log10(found.mean()))}));
    }
    points.add(new double[] {at.x(0), at.y(0)});
    for (int i = 1; i < points.size(); i++) {
      canvas.line(
          points.get(i - 1)[0], points.get(i - 1)[1], points.get(i)[0], points.get(i)[1], look.color(), 2);
    }
    for (double rate : List.of(0.001, 0.01)) {
      found(condition, rate).filter(found -> found.mean() >= LOWEST).ifPresent(
          found -> {
            double room = rate > LOWEST ? 0 : WIDEST / 2;
            double x = at.x(Math.log10(rate)) + room + shift;
            FigureHeading.whisker(canvas, x, at.y(onAxis(found.high())), at.y(onAxis(found.low())), look.color());
            canvas.mark(look, x, at.y(Math.log10(found.mean())), 9, false);
          });
    }
  }

  private Optional<Estimate> found(Case at, double rate) {
    String metric = Membership.TRUE_POSITIVES_AT + Membership.name(rate);
    return results.estimate(Query.of(at, attack, Membership.SPLIT, metric));
  }

  private static double onAxis(double share) {
    return Math.log10(Math.max(LOWEST, Math.min(1, share)));
  }
}

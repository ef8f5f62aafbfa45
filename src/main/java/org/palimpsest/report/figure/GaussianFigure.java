package org.palimpsest.report.figure;

import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Gaussian;
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

/**
 * Gaussians fitted to the features of two private values, on the first principal component and on the axis between
 * their means: the paper's Fig. 8, a row for each method, all rows on the same axes. The first seed that has them.
 */
final class GaussianFigure {

  /** The axes in {@code runs.csv}: each has metrics {@code AXIS_mean}, {@code AXIS_sd} and {@code AXIS_d_prime}. */
  private static final List<String> AXES = List.of("first_component", "mean_axis");

  private static final int ROW = 46;
  private static final int LABELS = 215;
  private static final int BELOW = 60;
  private static final double REACH = 4;

  private static final List<String> TITLES = List.of("first principal component", "axis between the two means");

  private final Figures shared;
  private final Results results;

  /** A row: our fits by axis, or published ones, which are of the first. */
  private record Line(Case at, boolean printed) {}

  private GaussianFigure(Figures shared) {
    this.shared = shared;
    this.results = shared.results();
  }

  /** One for each condition that has any. */
  static List<Figure> of(Figures shared) {
    GaussianFigure figures = new GaussianFigure(shared);
    return shared.results().grid().conditions().stream()
        .filter(condition -> !figures.rows(condition).isEmpty())
        .map(figures::figure)
        .toList();
  }

  private List<Case> rows(AxisLabel condition) {
    return results.grid().cases(condition).stream()
        .filter(at -> AXES.stream().anyMatch(axis -> !fits(at, axis).isEmpty()))
        .toList();
  }

  /** Each method's row, and below it the published one where there is any. */
  private List<Line> lines(AxisLabel condition) {
    List<Line> lines = new ArrayList<>();
    for (Case at : rows(condition)) {
      lines.add(new Line(at, false));
      if (shared.published().firstComponent(results, at).isPresent()) {
        lines.add(new Line(at, true));
      }
    }
    return lines;
  }

  private List<Gaussian> fits(Line line, String axis) {
    if (line.printed()) {
      return axis.equals(AXES.get(0)) ? shared.published().firstComponent(results, line.at()).orElseThrow() : List.of();
    }
    return fits(line.at(), axis);
  }

  private List<Gaussian> fits(Case at, String axis) {
    List<Gaussian> fits = new ArrayList<>();
    for (String group : groups(at, axis)) {
      Query mean = new Query(at, AttackKey.NONE, results.words().headline(), group, axis + "_mean");
      Query sd = new Query(at, AttackKey.NONE, results.words().headline(), group, axis + "_sd");
      results.bySeed(mean).entrySet().stream()
          .filter(entry -> results.bySeed(sd).getOrDefault(entry.getKey(), 0.0) > 0)
          .findFirst()
          .ifPresent(e -> fits.add(new Gaussian(1, e.getValue(), results.bySeed(sd).get(e.getKey()))));
    }
    return fits.size() == 2 ? fits : List.of();
  }

  /** The private values that were measured on an axis, in their order. */
  private List<String> groups(Case at, String axis) {
    return results.queries(query -> query.at().equals(at) && query.metric().equals(axis + "_mean")).stream()
        .map(Query::group)
        .distinct()
        .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private Figure figure(AxisLabel condition) {
    List<Line> rows = lines(condition);
    boolean printed = rows.stream().anyMatch(Line::printed);
    List<String> values = results.words().task().privateAttribute().values();
    boolean two = values.size() == 2;
    String secret = results.words().secret();
    String secrets = results.words().secrets();
    FigureHeading heading =
        new FigureHeading(
            "Two " + secrets + " on one axis, trained " + Words.under(condition),
            results.about() + " \u00b7 " + results.words().testSet() + " \u00b7 first seed; d\u2032 over "
                + Text.count(results.grid().seeds().size(), "seed"),
            List.of(
                List.of(
                    FigureHeading.swatch(two ? values.get(0) : "first " + secret, DotPlot.look(4)),
                    FigureHeading.swatch(two ? values.get(1) : "second " + secret, DotPlot.look(1)))));
    return new Figure(
        "gaussians-" + Words.file(condition) + shared.suffix(),
        "Gaussians fitted to the features of two " + secrets + " " + Words.under(condition),
        "Left: on the first principal component of each method's own features (the paper's Fig. 8), which may have "
            + "nothing to do with the " + secret + ". Right: on the axis between the means of the two " + secrets + ", "
            + "fitted to half of the images and drawn for the others. Scores have mean 0 and standard deviation 1 over "
            + "both, and all rows share their axis; heights are relative to the taller peak of a row. d\u2032 is the "
            + "distance of the two means in standard deviations within a " + secret + ": from about 4 on, the two hardly "
            + "overlap."
            + (printed
                ? " Right in each row: means and standard deviations. Published: the paper's parameters, in the same "
                    + "units, each " + secret + " counting alike."
                : ""),
        FigureHeading.WIDTH,
        heading.top() + 26 + rows.size() * ROW + BELOW,
        graphics -> {
          heading.paint(graphics);
          for (int i = 0; i < AXES.size(); i++) {
            panel(graphics, rows, i, heading.top(), printed);
          }
        });
  }

  private void panel(Graphics2D graphics, List<Line> rows, int index, int top, boolean parameters) {
    int width = (FigureHeading.WIDTH - LABELS - FigureHeading.MARGIN) / 2;
    int x = LABELS + index * width;
    XYChart chart =
        Panel.axes(
            width, rows.size() * ROW + BELOW, "score (standard deviations)", -REACH, REACH, "", 0, rows.size());
    chart.getStyler().setYAxisTicksVisible(false).setPlotGridHorizontalLinesVisible(false);
    chart.getStyler().setXAxisDecimalPattern("0");
    chart.addAnnotation(new ChartOverlay((canvas, at) -> draw(canvas, at, rows, index, parameters)));
    FigureHeading.place(graphics, chart, x, top + 22);
    new Canvas(graphics).text(TITLES.get(index), x + width / 2.0, top + 18, .5, Canvas.bold(12.5), Canvas.TEXT);
  }

  private void draw(Canvas canvas, ChartOverlay at, List<Line> rows, int index, boolean parameters) {
    String axis = AXES.get(index);
    for (int i = 0; i < rows.size(); i++) {
      double base = at.y(rows.size() - i - 1);
      double height = base - at.y(rows.size() - i);
      canvas.line(at.x(-REACH), base, at.x(REACH), base, Canvas.GRID, 1);
      List<Gaussian> fits = fits(rows.get(i), axis);
      double tallest = fits.stream().mapToDouble(fit -> fit.density(fit.mean())).max().orElse(1);
      for (int k = 0; k < fits.size(); k++) {
        MethodStyle look = DotPlot.look(k == 0 ? 4 : 1);
        curve(canvas, at, fits.get(k), base, (height - 3) / tallest, look);
        if (parameters) {
          String fit = Text.signed(fits.get(k).mean(), 2) + " \u00b1 " + Text.decimal(fits.get(k).standardDeviation(), 2);
          canvas.text(fit, at.x(REACH) - 4, base - height + 15 + 14 * k, 1, Canvas.size(10), look.color());
        }
      }
      canvas.text(distance(rows.get(i), axis, fits), at.x(-REACH) + 4, base - height + 15, 0, Canvas.size(11), Canvas.TEXT);
      Line row = rows.get(i);
      results
          .estimate(results.headline(row.at(), AttackKey.NONE, axis + "_explained"))
          .filter(share -> !row.printed())
          .map(share -> Text.decimal(100 * share.mean(), 0) + " % of variance")
          .ifPresent(
              share -> canvas.text(share, at.x(-REACH) + 4, base - height + 29, 0, Canvas.size(10), Canvas.FAINT));
      if (index == 0) {
        String label = results.labels().of(rows.get(i).at().arm()) + (rows.get(i).printed() ? ", published" : "");
        DotPlot.label(canvas, label, at.x(-REACH) - 8, base - height / 2 + 2);
      }
    }
  }

  private String distance(Line line, String axis, List<Gaussian> fits) {
    if (line.printed()) {
      return fits.isEmpty() ? "" : "d\u2032 = " + Text.signed(fits.get(0).sensitivity(fits.get(1)), 2);
    }
    Optional<Estimate> ours = results.estimate(results.headline(line.at(), AttackKey.NONE, axis + "_d_prime"));
    return ours.map(d -> "d\u2032 = " + Text.signed(d.mean(), 2)).orElse(Text.MISSING);
  }

  private static void curve(Canvas canvas, ChartOverlay at, Gaussian fit, double base, double perDensity, MethodStyle look) {
    Path2D path = new Path2D.Double();
    path.moveTo(at.x(-REACH), base);
    for (int i = -50; i <= 50; i++) {
      double x = fit.mean() + i / 10.0 * fit.standardDeviation();
      if (Math.abs(x) <= REACH) {
        path.lineTo(at.x(x), base - fit.density(x) * perDensity);
      }
    }
    path.lineTo(at.x(REACH), base);
    canvas.draw(path, look.color(), Canvas.stroke(1.6));
  }
}

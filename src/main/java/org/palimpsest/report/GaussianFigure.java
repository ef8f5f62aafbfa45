package org.palimpsest.report;

import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.palimpsest.metric.Gaussian;

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
  private final Slice slice;

  private GaussianFigure(Figures shared) {
    this.shared = shared;
    this.slice = shared.slice();
  }

  /** One for each correlation that has any. */
  static List<Figure> of(Figures shared) {
    GaussianFigure figures = new GaussianFigure(shared);
    return shared.slice().rhos().stream().filter(rho -> !figures.rows(rho).isEmpty()).map(figures::figure).toList();
  }

  private List<Condition> rows(double rho) {
    return slice.conditions().stream()
        .filter(at -> at.rho() == rho && AXES.stream().anyMatch(axis -> !fits(at, axis).isEmpty()))
        .toList();
  }

  private List<Gaussian> fits(Condition at, String axis) {
    List<Gaussian> fits = new ArrayList<>();
    for (String group : List.of("b0", "b1")) {
      Query mean = new Query(at.arm(), at.rho(), Attack.NONE, Query.UNBIASED, group, axis + "_mean");
      Query sd = new Query(at.arm(), at.rho(), Attack.NONE, Query.UNBIASED, group, axis + "_sd");
      slice.bySeed(mean).entrySet().stream()
          .filter(entry -> slice.bySeed(sd).getOrDefault(entry.getKey(), 0.0) > 0)
          .findFirst()
          .ifPresent(e -> fits.add(new Gaussian(1, e.getValue(), slice.bySeed(sd).get(e.getKey()))));
    }
    return fits.size() == 2 ? fits : List.of();
  }

  private Figure figure(double rho) {
    List<Condition> rows = rows(rho);
    Frame frame =
        new Frame(
            "Two colours on one axis, trained at \u03c1 = " + Text.rho(rho),
            slice.setting().label() + " \u00b7 unbiased test set \u00b7 first seed; d\u2032 over "
                + Text.count(slice.seeds().size(), "seed"),
            List.of(
                List.of(
                    Frame.swatch("first colour", DotPlot.look(4)), Frame.swatch("second colour", DotPlot.look(1)))));
    return new Figure(
        "gaussians-rho-" + Text.rho(rho) + shared.suffix(),
        "Gaussians fitted to the features of two colours at \u03c1 = " + Text.rho(rho),
        "Left: on the first principal component of each method's own features (the paper's Fig. 8), which may have "
            + "nothing to do with colour. Right: on the axis between the means of the two colours, fitted to half of "
            + "the images and drawn for the others. Scores have mean 0 and standard deviation 1 over both colours, "
            + "and all rows share their axis; heights are relative to the taller peak of a row. d\u2032 is the "
            + "distance of the two means in standard deviations within a colour: from about 4 on, the two hardly "
            + "overlap.",
        Frame.WIDTH,
        frame.top() + 26 + rows.size() * ROW + BELOW,
        graphics -> {
          frame.paint(graphics);
          for (int i = 0; i < AXES.size(); i++) {
            panel(graphics, rows, i, frame.top());
          }
        });
  }

  private void panel(Graphics2D graphics, List<Condition> rows, int index, int top) {
    int width = (Frame.WIDTH - LABELS - Frame.MARGIN) / 2;
    int x = LABELS + index * width;
    XYChart chart =
        Panel.axes(
            width, rows.size() * ROW + BELOW, "score (standard deviations)", -REACH, REACH, "", 0, rows.size());
    chart.getStyler().setYAxisTicksVisible(false).setPlotGridHorizontalLinesVisible(false);
    chart.getStyler().setXAxisDecimalPattern("0");
    chart.addAnnotation(new Marks((ink, at) -> draw(ink, at, rows, index)));
    Frame.place(graphics, chart, x, top + 22);
    new Ink(graphics).text(TITLES.get(index), x + width / 2.0, top + 18, .5, Ink.bold(12.5), Ink.TEXT);
  }

  private void draw(Ink ink, Marks at, List<Condition> rows, int index) {
    String axis = AXES.get(index);
    for (int i = 0; i < rows.size(); i++) {
      double base = at.y(rows.size() - i - 1);
      double height = base - at.y(rows.size() - i);
      ink.line(at.x(-REACH), base, at.x(REACH), base, Ink.GRID, 1);
      List<Gaussian> fits = fits(rows.get(i), axis);
      double tallest = fits.stream().mapToDouble(fit -> fit.density(fit.mean())).max().orElse(1);
      for (int k = 0; k < fits.size(); k++) {
        curve(ink, at, fits.get(k), base, (height - 3) / tallest, DotPlot.look(k == 0 ? 4 : 1));
      }
      Query query = Query.of(rows.get(i), Attack.NONE, Query.UNBIASED, axis + "_d_prime");
      Optional<Estimate> distance = slice.estimate(query);
      String words = distance.map(d -> "d\u2032 = " + Text.signed(d.mean(), 2)).orElse(Text.MISSING);
      ink.text(words, at.x(-REACH) + 4, base - height + 15, 0, Ink.size(11), Ink.TEXT);
      slice
          .estimate(Query.of(rows.get(i), Attack.NONE, Query.UNBIASED, axis + "_explained"))
          .map(share -> Text.decimal(100 * share.mean(), 0) + " % of variance")
          .ifPresent(
              share -> ink.text(share, at.x(-REACH) + 4, base - height + 29, 0, Ink.size(10), Ink.FAINT));
      if (index == 0) {
        DotPlot.label(ink, slice.label(rows.get(i).arm()), at.x(-REACH) - 8, base - height / 2 + 2);
      }
    }
  }

  private static void curve(Ink ink, Marks at, Gaussian fit, double base, double perDensity, Look look) {
    Path2D path = new Path2D.Double();
    path.moveTo(at.x(-REACH), base);
    for (int i = -50; i <= 50; i++) {
      double x = fit.mean() + i / 10.0 * fit.standardDeviation();
      if (Math.abs(x) <= REACH) {
        path.lineTo(at.x(x), base - fit.density(x) * perDensity);
      }
    }
    path.lineTo(at.x(REACH), base);
    ink.draw(path, look.color(), Ink.stroke(1.6));
  }
}

package org.palimpsest.report.figure;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.fair.GroupFairness;
import org.palimpsest.report.draw.Canvas;
import org.palimpsest.report.draw.ChartOverlay;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.FigureHeading;
import org.palimpsest.report.draw.Mark;
import org.palimpsest.report.draw.MethodStyle;
import org.palimpsest.report.draw.Panel;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.GroupResults;
import org.palimpsest.report.results.GroupResults.Contrast;
import org.palimpsest.report.results.GroupResults.Part;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** Figures of groups: gaps beside those of the controls, and both accuracies along training. */
public final class FairnessFigures {

  private static final int ROW = 30;
  private static final int LABELS = 250;
  private static final int PANEL = 420;
  private static final Color PLAIN = new Color(0x4D4D4D);
  private static final Color CLIPPED = new Color(0xD55E00);
  private static final List<Color> OTHERS =
      List.of(new Color(0x0072B2), new Color(0x009E73), new Color(0xCC79A7), new Color(0xE69F00), new Color(0x56B4E9),
          new Color(0x882255), new Color(0x999933), new Color(0x332288));

  private final GroupResults groups;
  private final List<Case> cases;
  private final String suffix;

  private FairnessFigures(GroupResults groups, String suffix) {
    this.groups = groups;
    this.cases = groups.cases();
    this.suffix = suffix;
  }

  /** Gaps beside the controls, a figure for each minority that has any. */
  public static List<Figure> controls(GroupResults groups, String suffix) {
    FairnessFigures figures = new FairnessFigures(groups, suffix);
    return groups.minorities().stream().flatMap(group -> figures.controls(group).stream()).toList();
  }

  /** Both accuracies along training, a figure for each minority that was watched. */
  public static List<Figure> alongTraining(GroupResults groups, String suffix) {
    FairnessFigures figures = new FairnessFigures(groups, suffix);
    return groups.minorities().stream().flatMap(group -> figures.tradeOff(group).stream()).toList();
  }

  private Optional<Figure> controls(String group) {
    List<Case> shown = cases.stream().filter(at -> groups.gap(at, group).isPresent()).toList();
    if (shown.isEmpty()) {
      return Optional.empty();
    }
    double[] ends = range(shown.stream().flatMap(at -> ends(at, group)).mapToDouble(x -> 100 * x).toArray(), 0);
    FigureHeading heading =
        new FigureHeading(
            "Gap between " + groups.majority() + " and " + group + " images, beside the controls",
            groups.results().about(),
            List.of(
                List.of(
                    FigureHeading.method("mean", new MethodStyle(PLAIN, Mark.CIRCLE)),
                    new FigureHeading.Item(
                        "a seed", 12, (canvas, x, y) -> canvas.fill(dot(x, y), Canvas.tint(PLAIN, .5))),
                    FigureHeading.sideways(groups.results().intervals()),
                    new FigureHeading.Item(
                        "plain network as accurate on " + groups.majority() + " images", 12,
                        (canvas, x, y) -> canvas.mark(new MethodStyle(PLAIN, Mark.DIAMOND), x, y, 11, true)))));
    int height = shown.size() * ROW + 70;
    return Optional.of(
        new Figure(
            "fairness-controls-" + Text.slug(group) + suffix,
            "Gap between " + groups.majority() + " and " + group + " images, beside the controls",
            "Accuracy on " + groups.majority() + " test images less that on " + group + " ones. What clipping without "
                + "noise shows is no price of noise, and what a plain network shows at the point of its training where it "
                + "is as accurate on " + groups.majority() + " images is the price of being trained less. Diamonds are "
                + "on validation images; where there is none, the plain network was never as inaccurate, or never as "
                + "accurate.",
            FigureHeading.WIDTH,
            heading.top() + height,
            graphics -> {
              heading.paint(graphics);
              int left = LABELS;
              XYChart chart =
                  Panel.axes(
                      FigureHeading.WIDTH - left, height, "gap (points)", ends[0], ends[1], "", 0, shown.size());
              chart.getStyler().setYAxisTicksVisible(false).setXAxisDecimalPattern("0.#");
              chart.addAnnotation(
                  new ChartOverlay(
                      (canvas, at) -> {
                        canvas.dashed(at.x(0), at.y(0), at.x(0), at.y(shown.size()), Canvas.FAINT, 1.2);
                        for (int i = 0; i < shown.size(); i++) {
                          row(canvas, at, shown.get(i), group, shown.size() - i - .5, ends);
                        }
                      }));
              FigureHeading.place(graphics, chart, left, heading.top());
            }));
  }

  private void row(Canvas canvas, ChartOverlay at, Case here, String group, double y, double[] ends) {
    Color color = color(here);
    double level = at.y(y);
    Estimate gap = groups.gap(here, group).orElseThrow();
    boolean several = groups.results().grid().conditions().size() > 1;
    canvas.text(
        label(here) + (several ? ", " + Words.condition(here.condition()) : ""), -6, level + 4, 1, Canvas.size(12.5),
        Canvas.TEXT);
    gap.interval().ifPresent(
        i ->
            canvas.line(
                at.x(Math.max(ends[0], 100 * i.low())), level, at.x(Math.min(ends[1], 100 * i.high())), level, color,
                1.6));
    groups.results().bySeed(groups.query(here, GroupFairness.GAP, group)).values()
        .forEach(value -> canvas.fill(dot(at.x(100 * value), level - 7), Canvas.tint(color, .5)));
    canvas.mark(new MethodStyle(color, Mark.CIRCLE), at.x(100 * gap.mean()), level, 11, false);
    matchedGap(here, group).ifPresent(
        matched -> canvas.mark(new MethodStyle(color, Mark.DIAMOND), at.x(100 * matched), level + 7, 11, true));
  }

  /** The gap of the plain network where it is as accurate on the majority. */
  private Optional<Double> matchedGap(Case here, String group) {
    Optional<Contrast> impact =
        groups.part(here) == Part.PRIVATE
            ? groups.impactOfMatched(here, group)
            : Optional.empty();
    Optional<Double> own = last(here, groups.majority()).flatMap(most -> last(here, group).map(few -> most - few));
    return impact.flatMap(contrast -> own.map(gap -> gap - contrast.mean()));
  }

  private Optional<Double> last(Case here, String group) {
    SortedMap<Integer, Double> course = mean(here, group);
    return course.isEmpty() ? Optional.empty() : Optional.of(course.get(course.lastKey()));
  }

  private Stream<Double> ends(Case at, String group) {
    Estimate gap = groups.gap(at, group).orElseThrow();
    // Student's interval of two or three seeds may be far wider than anything measured.
    double spread = groups.results().bySeed(groups.query(at, GroupFairness.GAP, group)).values().stream()
        .mapToDouble(value -> Math.abs(value - gap.mean())).max().orElse(0);
    double most = Math.max(.05, 4 * spread);
    return Stream.concat(
        Stream.of(Math.max(gap.low(), gap.mean() - most), Math.min(gap.high(), gap.mean() + most)),
        matchedGap(at, group).stream());
  }

  private Optional<Figure> tradeOff(String group) {
    List<AxisLabel> conditions =
        groups.results().grid().conditions().stream()
            .filter(condition -> cases.stream().anyMatch(at -> at.condition().equals(condition) && drawn(at, group)))
            .toList();
    if (conditions.isEmpty()) {
      return Optional.empty();
    }
    List<Case> shown = cases.stream().filter(at -> drawn(at, group)).toList();
    double[] xs = range(shown.stream().flatMapToDouble(at -> points(at, groups.majority())).toArray(), Double.NaN);
    double[] ys = range(shown.stream().flatMapToDouble(at -> points(at, group)).toArray(), Double.NaN);
    List<FigureHeading.Item> legend =
        shown.stream().collect(Collectors.toMap(this::label, at -> at, (a, b) -> a, LinkedHashMap::new))
            .entrySet().stream()
            .map(e -> FigureHeading.method(e.getKey(), new MethodStyle(color(e.getValue()), Mark.CIRCLE))).toList();
    FigureHeading heading =
        new FigureHeading(
            "Both groups along training", groups.results().about() + " \u00b7 mean over seeds, a point an epoch",
            List.of(legend));
    int columns = Math.min(2, conditions.size());
    int rows = (conditions.size() + columns - 1) / columns;
    int width = (FigureHeading.WIDTH - FigureHeading.MARGIN) / columns;
    return Optional.of(
        new Figure(
            "fairness-training-" + Text.slug(group) + suffix,
            "Accuracy on " + group + " images against that on " + groups.majority() + " ones, along training",
            "One curve an arm, on validation images; the large mark is the last epoch. A gap without the place on the "
                + "curve says nothing: curves that lie on each other differ in how far they have come alone.",
            FigureHeading.WIDTH,
            heading.top() + rows * PANEL + 8,
            graphics -> {
              heading.paint(graphics);
              for (int i = 0; i < conditions.size(); i++) {
                AxisLabel condition = conditions.get(i);
                int x = i % columns * width + FigureHeading.MARGIN / 2;
                int y = heading.top() + i / columns * PANEL;
                XYChart chart =
                    Panel.axes(
                        width, PANEL - 30, groups.majority() + ": accuracy (%)", xs[0], xs[1],
                        group + ": accuracy (%)", ys[0], ys[1]);
                chart.getStyler().setXAxisDecimalPattern("0.#").setYAxisDecimalPattern("0.#");
                chart.addAnnotation(
                    new ChartOverlay(
                        (canvas, at) ->
                            shown.stream().filter(c -> c.condition().equals(condition))
                                .forEach(c -> curve(canvas, at, c, group))));
                FigureHeading.place(graphics, chart, x, y + 26);
                new Canvas(graphics).text(Words.panel(condition), x + 8, y + 18, 0, Canvas.bold(13), Canvas.TEXT);
              }
            }));
  }

  private void curve(Canvas canvas, ChartOverlay at, Case here, String group) {
    List<Double> most = List.copyOf(mean(here, groups.majority()).values());
    List<Double> few = List.copyOf(mean(here, group).values());
    Color color = color(here);
    MethodStyle look = new MethodStyle(color, Mark.CIRCLE);
    for (int i = 1; i < Math.min(most.size(), few.size()); i++) {
      canvas.line(
          at.x(100 * most.get(i - 1)), at.y(100 * few.get(i - 1)), at.x(100 * most.get(i)), at.y(100 * few.get(i)),
          color, 1.8);
    }
    for (int i = 0; i < Math.min(most.size(), few.size()); i++) {
      canvas.mark(look, at.x(100 * most.get(i)), at.y(100 * few.get(i)), i == most.size() - 1 ? 13 : 5, false);
    }
  }

  private boolean drawn(Case at, String group) {
    return !mean(at, group).isEmpty() && !mean(at, groups.majority()).isEmpty();
  }

  private DoubleStream points(Case at, String group) {
    return mean(at, group).values().stream().mapToDouble(share -> 100 * share);
  }

  /** The mean over seeds after each epoch that all seeds have. */
  private SortedMap<Integer, Double> mean(Case at, String group) {
    SortedMap<Integer, Double> mean = new TreeMap<>();
    List<SortedMap<Integer, Double>> seeds = new ArrayList<>(groups.course(at, group).values());
    if (!seeds.isEmpty()) {
      for (Map.Entry<Integer, Double> epoch : seeds.get(0).entrySet()) {
        if (seeds.stream().allMatch(seed -> seed.containsKey(epoch.getKey()))) {
          mean.put(
              epoch.getKey(), seeds.stream().mapToDouble(seed -> seed.get(epoch.getKey())).average().orElseThrow());
        }
      }
    }
    return mean;
  }

  private String label(Case at) {
    return groups.label(at);
  }

  private Color color(Case at) {
    return switch (groups.part(at)) {
      case PLAIN -> PLAIN;
      case CLIPPED -> CLIPPED;
      default -> {
        List<String> labels =
            cases.stream().filter(c -> groups.part(c) == Part.PRIVATE || groups.part(c) == Part.OTHER)
                .map(this::label).distinct().toList();
        yield OTHERS.get(labels.indexOf(label(at)) % OTHERS.size());
      }
    };
  }

  private static Shape dot(double x, double y) {
    return new Ellipse2D.Double(x - 2.5, y - 2.5, 5, 5);
  }

  /** From a round number below all values, and below {@code anchor} if it is one, to one above. */
  private static double[] range(double[] values, double anchor) {
    double low = Math.min(DoubleStream.of(values).min().orElse(0), Double.isNaN(anchor) ? 1e9 : anchor);
    double high = Math.max(DoubleStream.of(values).max().orElse(1), Double.isNaN(anchor) ? -1e9 : anchor);
    double unit = high - low > 20 ? 10 : high - low > 5 ? 2 : 1;
    return new double[] {Math.floor(low / unit) * unit, Math.ceil(high / unit + 1e-9) * unit};
  }
}

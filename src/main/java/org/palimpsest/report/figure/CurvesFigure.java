package org.palimpsest.report.figure;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.draw.Canvas;
import org.palimpsest.report.draw.ChartOverlay;
import org.palimpsest.report.draw.EndLabels;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.FigureHeading;
import org.palimpsest.report.draw.Panel;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/**
 * Training curves: a panel per condition, a colour per method, a line per seed. Where there are many methods, their
 * names stand at the ends of their lines. Values over several powers of ten have a logarithmic axis.
 */
final class CurvesFigure {

  private static final int PANEL_HEIGHT = 270;

  /** What a panel has above and below its axes. */
  private static final int AROUND = 90;

  /** More methods have their names beside their lines instead of in the legend. */
  private static final int FEW_ARMS = 6;

  /** The largest value over the smallest, from which on an axis is logarithmic. */
  private static final double WIDE = 100;

  /** Lines of one kind: what they show, how the legend calls it, and how they are drawn. */
  private record Kind(String split, String metric, String words, BasicStroke stroke) {}

  private final Figures shared;
  private final Results results;
  private final List<Kind> kinds;
  private final boolean percent;
  private final boolean logarithmic;
  private final boolean named;

  private CurvesFigure(Figures shared, List<Kind> kinds, boolean percent) {
    this.shared = shared;
    this.results = shared.results();
    this.percent = percent;
    this.kinds = kinds.stream().filter(kind -> results.grid().cases().stream().anyMatch(at -> any(at, kind))).toList();
    this.logarithmic = !percent && smallest() > 0 && largest() > WIDE * smallest();
    this.named = results.grid().arms().stream().filter(this::drawn).count() > FEW_ARMS;
  }

  /** Target accuracy on the validation sets, by epoch. */
  static Optional<Figure> validation(Figures shared) {
    List<Kind> kinds =
        List.of(
            new Kind("validation_unbiased", Metrics.TARGET_ACCURACY, "unbiased validation set", Canvas.stroke(1.8)),
            new Kind("validation_biased", Metrics.TARGET_ACCURACY, "biased validation set", Canvas.dashes(1.3)));
    return new CurvesFigure(shared, kinds, true)
        .figure(
            "curves-validation",
            "Target accuracy during training",
            "target accuracy (%)",
            "The biased set rewards reading the private attribute; the gap between dashed and solid is what that costs "
                + "where it does not help.");
  }

  /** Cross-entropy, and where it differs and methods are few, the whole objective, by epoch. */
  static Optional<Figure> loss(Figures shared) {
    Kind comparable = new Kind(Metrics.TRAIN, "cross_entropy", "cross-entropy", Canvas.stroke(1.8));
    Kind whole = new Kind(Metrics.TRAIN, "loss", "whole objective", Canvas.dashes(1.3));
    CurvesFigure alone = new CurvesFigure(shared, List.of(comparable), false);
    boolean many = shared.results().grid().arms().size() > FEW_ARMS && !alone.kinds.isEmpty();
    return (many ? alone : new CurvesFigure(shared, List.of(comparable, whole), false))
        .figure(
            "curves-loss",
            "Training loss",
            "loss (nats)",
            "Means over an epoch's batches. Whole objectives hold different terms in different methods and do not "
                + "compare; cross-entropies do."
                + (many ? " Methods whose objective has no cross-entropy of its own are not drawn." : ""));
  }

  private Optional<Figure> figure(String name, String title, String axis, String caption) {
    if (kinds.isEmpty()) {
      return Optional.empty();
    }
    List<FigureHeading.Item> signs = new ArrayList<>();
    for (Kind kind : kinds) {
      signs.add(
          new FigureHeading.Item(
              kind.words(),
              30,
              (canvas, x, y) ->
                  canvas.draw(new Line2D.Double(x - 15, y, x + 15, y), Canvas.TEXT, kind.stroke())));
    }
    String subtitle = results.about() + " \u00b7 a line per seed";
    FigureHeading heading = new FigureHeading(title, subtitle, List.of(named ? List.of() : methods(), signs));
    int columns = named ? 1 : results.grid().conditions().size() == 3 ? 3 : Math.min(2, results.grid().conditions().size());
    int rows = (results.grid().conditions().size() + columns - 1) / columns;
    int width = (FigureHeading.WIDTH - FigureHeading.MARGIN) / columns;
    int height = (int) (named ? Math.max(PANEL_HEIGHT, EndLabels.LINE * names().size() + AROUND) : PANEL_HEIGHT);
    Painter painter = new Painter(logarithmic ? axis + ", log scale" : axis, width, height, epochs());
    return Optional.of(
        new Figure(
            name + shared.suffix(),
            title + ", by method and condition",
            caption,
            FigureHeading.WIDTH,
            heading.top() + rows * height + 8,
            graphics -> {
              heading.paint(graphics);
              for (int i = 0; i < results.grid().conditions().size(); i++) {
                int x = i % columns * width + FigureHeading.MARGIN / 2;
                painter.panel(graphics, results.grid().conditions().get(i), x, heading.top() + i / columns * height);
              }
            }));
  }

  private List<String> names() {
    return results.grid().arms().stream().filter(this::drawn).map(results.labels()::of).toList();
  }

  private List<FigureHeading.Item> methods() {
    return results.grid().arms().stream()
        .filter(this::drawn)
        .map(
            arm ->
                new FigureHeading.Item(
                    results.labels().of(arm),
                    22,
                    (canvas, x, y) -> canvas.line(x - 11, y, x + 11, y, shared.looks().get(arm).color(), 3)))
        .toList();
  }

  /** What all panels of the figure share. */
  private final class Painter {
    private final String axis;
    private final int width;
    private final int height;
    private final int epochs;
    private final double bottom = CurvesFigure.this.bottom();
    private final double top = CurvesFigure.this.top();

    Painter(String axis, int width, int height, int epochs) {
      this.axis = axis;
      this.width = width;
      this.height = height;
      this.epochs = epochs;
    }

    void panel(Graphics2D graphics, AxisLabel condition, int x, int y) {
      double first = epochs == 1 ? 0 : 1;
      int room = named ? EndLabels.room(names()) : 0;
      XYChart chart =
          Panel.axes(width - room, height - 30, "epoch", first, Math.max(epochs, 1), axis, bottom, top);
      chart.getStyler().setXAxisDecimalPattern("0").setXAxisTickMarkSpacingHint(Math.max(40, width / (epochs + 1)));
      if (logarithmic) {
        chart.getStyler().setyAxisTickLabelsFormattingFunction(CurvesFigure::power);
      } else if (!percent) {
        chart.getStyler().setYAxisDecimalPattern(top < 1 ? "0.00" : "0.0");
      }
      List<Case> cases = results.grid().cases(condition);
      cases.forEach(at -> lines(chart, at));
      if (named) {
        chart.addAnnotation(new ChartOverlay((canvas, at) -> ends(canvas, at, cases)));
      }
      FigureHeading.place(graphics, chart, x, y + 26);
      new Canvas(graphics).text(Words.panel(condition), x + 8, y + 18, 0, Canvas.bold(13), Canvas.TEXT);
    }

    private void lines(XYChart chart, Case at) {
      for (Kind kind : kinds) {
        int number = 0;
        for (SortedMap<Integer, Double> curve : curves(at, kind)) {
          double[] x = curve.keySet().stream().mapToDouble(Integer::doubleValue).toArray();
          double[] y = curve.values().stream().mapToDouble(CurvesFigure.this::onAxis).toArray();
          String name = at.arm() + " " + kind.words() + " " + number++;
          Panel.line(chart, name, x, y, Canvas.tint(shared.look(at).color(), .85), kind.stroke());
        }
      }
    }

    /** Beside the solid lines' ends; beside the dashed ones' where a method has no solid line. */
    private void ends(Canvas canvas, ChartOverlay at, List<Case> cases) {
      List<EndLabels.Label> labels = new ArrayList<>();
      for (Case here : cases) {
        kinds.stream()
            .map(kind -> curves(here, kind))
            .filter(curves -> !curves.isEmpty())
            .findFirst()
            .ifPresent(
                curves -> {
                  double last = curves.stream().mapToDouble(curve -> curve.get(curve.lastKey())).average().orElse(0);
                  labels.add(
                      new EndLabels.Label(
                          results.labels().of(here.arm()), shared.look(here), at.x(epochs), at.y(onAxis(last))));
                });
      }
      EndLabels.draw(canvas, labels, at.x(epochs) + 2, at.y(top), at.y(bottom));
    }
  }

  private double onAxis(double value) {
    return logarithmic ? Math.log10(value) : percent ? 100 * value : value;
  }

  private static String power(double exponent) {
    boolean whole = Math.abs(exponent - Math.rint(exponent)) < 1e-9;
    return whole ? Text.decimal(Math.pow(10, exponent), Math.max(0, (int) -Math.rint(exponent))) : "";
  }

  private boolean drawn(Arm arm) {
    return results.grid().cases().stream()
        .filter(at -> at.arm().equals(arm))
        .anyMatch(at -> kinds.stream().anyMatch(kind -> any(at, kind)));
  }

  private boolean any(Case at, Kind kind) {
    return !curves(at, kind).isEmpty();
  }

  private Collection<SortedMap<Integer, Double>> curves(Case at, Kind kind) {
    return results.curves(Query.of(at, AttackKey.NONE, kind.split(), kind.metric()));
  }

  private Stream<SortedMap<Integer, Double>> all() {
    return results.grid().cases().stream()
        .flatMap(at -> kinds.stream().flatMap(kind -> curves(at, kind).stream()));
  }

  private int epochs() {
    return all().map(SortedMap::lastKey).max(Comparator.naturalOrder()).orElse(1);
  }

  /** The top of the value axis: 100 for percent, else the next round number above the largest value. */
  private double top() {
    if (percent) {
      return 100;
    }
    double largest = Math.max(largest(), 1e-6);
    return logarithmic ? Math.ceil(Math.log10(largest)) : Math.ceil(largest / unit()) * unit();
  }

  /** The bottom of the value axis: zero where no value is below, and on a logarithmic axis a power of ten. */
  private double bottom() {
    if (percent) {
      return 0;
    }
    return logarithmic ? Math.floor(Math.log10(smallest())) : Math.min(0, Math.floor(smallest() / unit()) * unit());
  }

  private double unit() {
    return Math.pow(10, Math.floor(Math.log10(Math.max(largest(), 1e-6)))) / 2;
  }

  private DoubleStream values() {
    return all().flatMap(curve -> curve.values().stream()).mapToDouble(Double::doubleValue).filter(Double::isFinite);
  }

  private double smallest() {
    return values().min().orElse(1);
  }

  private double largest() {
    return values().max().orElse(1);
  }
}

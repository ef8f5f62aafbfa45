package org.palimpsest.report;

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

/**
 * Training curves: a panel per correlation, a colour per method, a line per seed. Where there are many methods, their
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
  private final Slice slice;
  private final List<Kind> kinds;
  private final boolean percent;
  private final boolean logarithmic;
  private final boolean named;

  private CurvesFigure(Figures shared, List<Kind> kinds, boolean percent) {
    this.shared = shared;
    this.slice = shared.slice();
    this.percent = percent;
    this.kinds = kinds.stream().filter(kind -> slice.conditions().stream().anyMatch(at -> any(at, kind))).toList();
    this.logarithmic = !percent && smallest() > 0 && largest() > WIDE * smallest();
    this.named = slice.arms().stream().filter(this::drawn).count() > FEW_ARMS;
  }

  /** Target accuracy on the validation sets, by epoch. */
  static Optional<Figure> validation(Figures shared) {
    List<Kind> kinds =
        List.of(
            new Kind("validation_unbiased", Query.TARGET, "unbiased validation set", Ink.stroke(1.8)),
            new Kind("validation_biased", Query.TARGET, "biased validation set", Ink.dashes(1.3)));
    return new CurvesFigure(shared, kinds, true)
        .figure(
            "curves-validation",
            "Target accuracy during training",
            "target accuracy (%)",
            "The biased set rewards reading the colour; the gap between dashed and solid is what that costs where "
                + "colour does not help.");
  }

  /** Cross-entropy, and where it differs and methods are few, the whole objective, by epoch. */
  static Optional<Figure> loss(Figures shared) {
    Kind comparable = new Kind("train", "cross_entropy", "cross-entropy", Ink.stroke(1.8));
    Kind whole = new Kind("train", "loss", "whole objective", Ink.dashes(1.3));
    CurvesFigure alone = new CurvesFigure(shared, List.of(comparable), false);
    boolean many = shared.slice().arms().size() > FEW_ARMS && !alone.kinds.isEmpty();
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
    List<Frame.Item> signs = new ArrayList<>();
    for (Kind kind : kinds) {
      signs.add(
          new Frame.Item(
              kind.words(),
              30,
              (ink, x, y) ->
                  ink.draw(new Line2D.Double(x - 15, y, x + 15, y), Ink.TEXT, kind.stroke())));
    }
    String subtitle = slice.setting().label() + " \u00b7 a line per seed";
    Frame frame = new Frame(title, subtitle, List.of(named ? List.of() : methods(), signs));
    int columns = named ? 1 : slice.rhos().size() == 3 ? 3 : Math.min(2, slice.rhos().size());
    int rows = (slice.rhos().size() + columns - 1) / columns;
    int width = (Frame.WIDTH - Frame.MARGIN) / columns;
    int height = (int) (named ? Math.max(PANEL_HEIGHT, EndLabels.LINE * names().size() + AROUND) : PANEL_HEIGHT);
    Painter painter = new Painter(logarithmic ? axis + ", log scale" : axis, width, height, epochs());
    return Optional.of(
        new Figure(
            name + shared.suffix(),
            title + ", by method and correlation",
            caption,
            Frame.WIDTH,
            frame.top() + rows * height + 8,
            graphics -> {
              frame.paint(graphics);
              for (int i = 0; i < slice.rhos().size(); i++) {
                int x = i % columns * width + Frame.MARGIN / 2;
                painter.panel(graphics, slice.rhos().get(i), x, frame.top() + i / columns * height);
              }
            }));
  }

  private List<String> names() {
    return slice.arms().stream().filter(this::drawn).map(slice::label).toList();
  }

  private List<Frame.Item> methods() {
    return slice.arms().stream()
        .filter(this::drawn)
        .map(
            arm ->
                new Frame.Item(
                    slice.label(arm),
                    22,
                    (ink, x, y) -> ink.line(x - 11, y, x + 11, y, shared.looks().get(arm).color(), 3)))
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

    void panel(Graphics2D graphics, double rho, int x, int y) {
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
      List<Condition> conditions = slice.conditions().stream().filter(at -> at.rho() == rho).toList();
      conditions.forEach(at -> lines(chart, at));
      if (named) {
        chart.addAnnotation(new Marks((ink, at) -> ends(ink, at, conditions)));
      }
      Frame.place(graphics, chart, x, y + 26);
      new Ink(graphics).text("trained at \u03c1 = " + Text.rho(rho), x + 8, y + 18, 0, Ink.bold(13), Ink.TEXT);
    }

    private void lines(XYChart chart, Condition at) {
      for (Kind kind : kinds) {
        int number = 0;
        for (SortedMap<Integer, Double> curve : curves(at, kind)) {
          double[] x = curve.keySet().stream().mapToDouble(Integer::doubleValue).toArray();
          double[] y = curve.values().stream().mapToDouble(CurvesFigure.this::onAxis).toArray();
          String name = at.arm() + " " + kind.words() + " " + number++;
          Panel.line(chart, name, x, y, Ink.tint(shared.look(at).color(), .85), kind.stroke());
        }
      }
    }

    /** Beside the solid lines' ends; beside the dashed ones' where a method has no solid line. */
    private void ends(Ink ink, Marks at, List<Condition> conditions) {
      List<EndLabels.Label> labels = new ArrayList<>();
      for (Condition condition : conditions) {
        kinds.stream()
            .map(kind -> curves(condition, kind))
            .filter(curves -> !curves.isEmpty())
            .findFirst()
            .ifPresent(
                curves -> {
                  double last = curves.stream().mapToDouble(curve -> curve.get(curve.lastKey())).average().orElse(0);
                  labels.add(
                      new EndLabels.Label(
                          slice.label(condition.arm()), shared.look(condition), at.x(epochs), at.y(onAxis(last))));
                });
      }
      EndLabels.draw(ink, labels, at.x(epochs) + 2, at.y(top), at.y(bottom));
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
    return slice.conditions().stream()
        .filter(at -> at.arm().equals(arm))
        .anyMatch(at -> kinds.stream().anyMatch(kind -> any(at, kind)));
  }

  private boolean any(Condition at, Kind kind) {
    return !curves(at, kind).isEmpty();
  }

  private Collection<SortedMap<Integer, Double>> curves(Condition at, Kind kind) {
    return slice.curves(Query.of(at, Attack.NONE, kind.split(), kind.metric()));
  }

  private Stream<SortedMap<Integer, Double>> all() {
    return slice.conditions().stream()
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

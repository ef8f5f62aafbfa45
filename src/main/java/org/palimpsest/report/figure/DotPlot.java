package org.palimpsest.report.figure;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
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
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/**
 * A row for each method, a mark for each of several measures on one horizontal axis, a panel per condition: for
 * comparisons of more methods than bars have room for.
 *
 * @param unit by which values are multiplied where they are drawn: 100 for percent
 * @param joined whether the marks of a row are joined, so that the gap is seen
 */
record DotPlot(
    Figures shared, String name, String title, String caption, String axis, double unit, double min, double max,
    boolean joined, List<Series> series, List<Guide> guides) {

  private static final int LABELS = 215;
  private static final int BELOW = 44;

  /** A panel's rows together, in pixels. */
  private static final int LOWEST = 130;

  /** More marks in a panel have no values beside them. */
  private static final int FEW_MARKS = 12;

  private static final Font VALUE = Canvas.size(10.5);

  /** Between the marks of a row, in pixels: where they are joined they still belong to one line. */
  private static final double JOINED_STEP = 4;

  /**
   * One measure, the same in every row.
   *
   * @param undertrained of which rows the mark is hollow, because it tells of the attacker alone
   */
  record Series(
      String words, MethodStyle look, Function<Case, Optional<Estimate>> value, Predicate<Case> undertrained) {

    Series(String words, MethodStyle look, Function<Case, Optional<Estimate>> value) {
      this(words, look, value, at -> false);
    }
  }

  /** A vertical line, in the measures' own unit. */
  record Guide(String words, double value) {}

  /** Looks for measures: nine colours, then the same with other shapes. */
  static MethodStyle look(int index) {
    List<Integer> colors =
        List.of(0x9aa1ab, 0x0072B2, 0x56B4E9, 0xE69F00, 0xD55E00, 0x009E73, 0x882255, 0xCC79A7, 0x4D4D4D);
    Mark[] marks = Mark.values();
    Color color = new Color(colors.get(index % colors.size()));
    return new MethodStyle(color, marks[(index + index / colors.size()) % marks.length]);
  }

  /** Empty if nothing was measured. */
  Optional<Figure> figure() {
    Map<AxisLabel, List<Case>> panels = panels();
    if (panels.isEmpty()) {
      return Optional.empty();
    }
    List<FigureHeading.Item> signs =
        series.stream()
            .map(one -> new FigureHeading.Item(one.words(), 12, (canvas, x, y) -> canvas.mark(one.look(), x, y, 11, false)))
            .toList();
    List<FigureHeading.Item> items = new ArrayList<>(signs);
    if (panels.values().stream().flatMap(List::stream).anyMatch(at -> series.stream().anyMatch(s -> hollow(s, at)))) {
      items.add(FigureHeading.undertrained());
    }
    items.add(shared.intervalsSideways());
    FigureHeading heading = new FigureHeading(title, shared.subtitle(), List.of(items));
    int height = panels.values().stream().mapToInt(this::height).sum();
    return Optional.of(
        new Figure(
            name + shared.suffix(),
            title,
            caption,
            FigureHeading.WIDTH,
            heading.top() + height + 12,
            graphics -> {
              heading.paint(graphics);
              int y = heading.top();
              for (Map.Entry<AxisLabel, List<Case>> panel : panels.entrySet()) {
                panel(graphics, panel.getKey(), panel.getValue(), y);
                y += height(panel.getValue());
              }
            }));
  }

  private static boolean hollow(Series one, Case at) {
    return one.undertrained().test(at) && one.value().apply(at).isPresent();
  }

  /** Few rows are higher: a chart that is too low has no room for its own axis. */
  private int rowHeight(int rows) {
    return Math.max(Math.max(27, LOWEST / rows), (joined ? 0 : 7 * series.size()) + 6);
  }

  /** Whether values are printed beside their marks. */
  private boolean printed(int rows) {
    return !joined && rows * series.size() <= FEW_MARKS;
  }

  private int height(List<Case> rows) {
    return 30 + BELOW + rowHeight(rows.size()) * rows.size();
  }

  /** The rows that have a mark, by condition; conditions without are left out. */
  private Map<AxisLabel, List<Case>> panels() {
    Map<AxisLabel, List<Case>> panels = new LinkedHashMap<>();
    shared.results().grid().byCondition().forEach(
        (condition, cases) -> {
          List<Case> rows =
              cases.stream()
                  .filter(at -> series.stream().anyMatch(one -> one.value().apply(at).isPresent()))
                  .toList();
          if (!rows.isEmpty()) {
            panels.put(condition, rows);
          }
        });
    return panels;
  }

  private void panel(Graphics2D graphics, AxisLabel condition, List<Case> rows, int y) {
    int width = FigureHeading.WIDTH - LABELS - FigureHeading.MARGIN / 2;
    XYChart chart =
        Panel.axes(width, rowHeight(rows.size()) * rows.size() + BELOW, axis, min, max, "", 0, rows.size());
    chart.getStyler().setYAxisTicksVisible(false).setPlotGridHorizontalLinesVisible(false);
    chart.addAnnotation(new ChartOverlay((canvas, at) -> draw(canvas, at, rows)));
    FigureHeading.place(graphics, chart, LABELS, y + 22);
    new Canvas(graphics)
        .text(Words.panel(condition), FigureHeading.MARGIN, y + 18, 0, Canvas.bold(13), Canvas.TEXT);
  }

  private void draw(Canvas canvas, ChartOverlay at, List<Case> rows) {
    double top = at.y(rows.size());
    for (Guide guide : guides) {
      double x = at.x(unit * guide.value());
      canvas.dashed(x, top, x, at.y(0), Canvas.FAINT, 1.1);
      double anchor = (x - at.x(min)) / (at.x(max) - at.x(min));
      canvas.text(guide.words(), x, top - 3, anchor, Canvas.size(10.5), Canvas.FAINT);
    }
    for (int i = 0; i < rows.size(); i++) {
      double y = at.y(rows.size() - i - .5);
      canvas.line(at.x(min), at.y(rows.size() - i), at.x(max), at.y(rows.size() - i), Canvas.GRID, 1);
      label(canvas, shared.results().labels().of(rows.get(i).arm()), at.x(min) - 8, y);
      row(canvas, at, rows.get(i), y, rows.size());
    }
    canvas.line(at.x(min), at.y(0), at.x(max), at.y(0), Canvas.GRID, 1);
  }

  private void row(Canvas canvas, ChartOverlay at, Case condition, double middle, int rows) {
    double step = joined ? JOINED_STEP : (rowHeight(rows) - 6.0) / series.size();
    if (joined) {
      double[] ends =
          series.stream()
              .flatMap(one -> one.value().apply(condition).stream())
              .mapToDouble(estimate -> x(at, estimate.mean()))
              .sorted()
              .toArray();
      canvas.line(ends[0], middle, ends[ends.length - 1], middle, Canvas.tint(Canvas.FAINT, .5), 2.5);
    }
    for (int i = 0; i < series.size(); i++) {
      Series one = series.get(i);
      double y = middle + (i - (series.size() - 1) / 2.0) * step;
      one.value().apply(condition).ifPresent(
          estimate -> {
            mark(canvas, at, one, condition, estimate, y);
            if (printed(rows)) {
              print(canvas, at, estimate, y);
            }
          });
    }
  }

  private void mark(Canvas canvas, ChartOverlay at, Series one, Case condition, Estimate estimate, double y) {
    canvas.line(x(at, estimate.low()), y, x(at, estimate.high()), y, one.look().color(), 1.3);
    canvas.mark(one.look(), x(at, estimate.mean()), y, 9.5, hollow(one, condition));
  }

  /** The value beyond its interval, on the side that has room, or above its mark. */
  private void print(Canvas canvas, ChartOverlay at, Estimate estimate, double y) {
    String words = Text.signed(unit * estimate.mean(), unit == 100 ? 1 : 2);
    double left = Math.min(x(at, estimate.low()), x(at, estimate.mean()) - 6) - 4;
    double right = Math.max(x(at, estimate.high()), x(at, estimate.mean()) + 6) + 4;
    double width = Canvas.width(words, VALUE);
    if (right + width < at.x(max)) {
      canvas.text(words, right, y + 4, 0, VALUE, Canvas.TEXT);
    } else if (left - width > at.x(min)) {
      canvas.text(words, left, y + 4, 1, VALUE, Canvas.TEXT);
    } else {
      canvas.text(words, x(at, estimate.mean()), y - 8, .5, VALUE, Canvas.TEXT);
    }
  }

  private double x(ChartOverlay at, double value) {
    return at.x(Math.max(min, Math.min(max, unit * value)));
  }

  /** A method's name, and below it its settings. */
  static void label(Canvas canvas, String label, double right, double y) {
    String[] parts = label.split(" \\(", 2);
    double room = LABELS - FigureHeading.MARGIN;
    canvas.text(parts[0], right, parts.length > 1 ? y - 1 : y + 4, 1, fit(parts[0], 12, room), Canvas.TEXT);
    if (parts.length > 1) {
      String settings = parts[1].substring(0, parts[1].length() - 1);
      canvas.text(settings, right, y + 10, 1, fit(settings, 10, room), Canvas.FAINT);
    }
  }

  private static Font fit(String words, double largest, double room) {
    return Stream.iterate(largest, size -> size > 6, size -> size - .5)
        .map(Canvas::size)
        .filter(font -> Canvas.width(words, font) <= room)
        .findFirst()
        .orElse(Canvas.size(6));
  }
}

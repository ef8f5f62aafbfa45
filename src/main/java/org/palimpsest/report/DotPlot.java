package org.palimpsest.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;

/**
 * A row for each method, a mark for each of several measures on one horizontal axis, a panel per correlation: for
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

  /** Between the marks of a row, in pixels: where they are joined they still belong to one line. */
  private static final double JOINED_STEP = 4;

  /**
   * One measure, the same in every row.
   *
   * @param undertrained of which rows the mark is hollow, because it tells of the attacker alone
   */
  record Series(
      String words, Look look, Function<Condition, Optional<Estimate>> value, Predicate<Condition> undertrained) {

    Series(String words, Look look, Function<Condition, Optional<Estimate>> value) {
      this(words, look, value, at -> false);
    }
  }

  /** A vertical line, in the measures' own unit. */
  record Guide(String words, double value) {}

  /** Looks for measures: nine colours, then the same with other shapes. */
  static Look look(int index) {
    List<Integer> colors =
        List.of(0x9aa1ab, 0x0072B2, 0x56B4E9, 0xE69F00, 0xD55E00, 0x009E73, 0x882255, 0xCC79A7, 0x4D4D4D);
    Mark[] marks = Mark.values();
    Color color = new Color(colors.get(index % colors.size()));
    return new Look(color, marks[(index + index / colors.size()) % marks.length]);
  }

  /** Empty if nothing was measured. */
  Optional<Figure> figure() {
    List<Double> rhos = shared.slice().rhos().stream().filter(rho -> !rows(rho).isEmpty()).toList();
    if (rhos.isEmpty()) {
      return Optional.empty();
    }
    List<Frame.Item> signs =
        series.stream()
            .map(one -> new Frame.Item(one.words(), 12, (ink, x, y) -> ink.mark(one.look(), x, y, 11, false)))
            .toList();
    List<Frame.Item> items = new ArrayList<>(signs);
    if (rhos.stream().flatMap(rho -> rows(rho).stream()).anyMatch(at -> series.stream().anyMatch(s -> hollow(s, at)))) {
      items.add(Frame.undertrained());
    }
    items.add(shared.intervalsSideways());
    Frame frame = new Frame(title, shared.subtitle(), List.of(items));
    int height = rhos.stream().mapToInt(rho -> 30 + BELOW + rowHeight() * rows(rho).size()).sum();
    return Optional.of(
        new Figure(
            name + shared.suffix(),
            title,
            caption,
            Frame.WIDTH,
            frame.top() + height + 12,
            graphics -> {
              frame.paint(graphics);
              int y = frame.top();
              for (double rho : rhos) {
                panel(graphics, rho, y);
                y += 30 + BELOW + rowHeight() * rows(rho).size();
              }
            }));
  }

  private static boolean hollow(Series one, Condition at) {
    return one.undertrained().test(at) && one.value().apply(at).isPresent();
  }

  private int rowHeight() {
    return Math.max(27, (joined ? 0 : 7 * series.size()) + 6);
  }

  private List<Condition> rows(double rho) {
    return shared.slice().conditions().stream()
        .filter(at -> at.rho() == rho && series.stream().anyMatch(one -> one.value().apply(at).isPresent()))
        .toList();
  }

  private void panel(Graphics2D graphics, double rho, int y) {
    List<Condition> rows = rows(rho);
    int width = Frame.WIDTH - LABELS - Frame.MARGIN / 2;
    XYChart chart =
        Panel.axes(width, rowHeight() * rows.size() + BELOW, axis, min, max, "", 0, rows.size());
    chart.getStyler().setYAxisTicksVisible(false).setPlotGridHorizontalLinesVisible(false);
    chart.addAnnotation(new Marks((ink, at) -> draw(ink, at, rows)));
    Frame.place(graphics, chart, LABELS, y + 22);
    new Ink(graphics)
        .text("trained at \u03c1 = " + Text.rho(rho), Frame.MARGIN, y + 18, 0, Ink.bold(13), Ink.TEXT);
  }

  private void draw(Ink ink, Marks at, List<Condition> rows) {
    double top = at.y(rows.size());
    for (Guide guide : guides) {
      double x = at.x(unit * guide.value());
      ink.dashed(x, top, x, at.y(0), Ink.FAINT, 1.1);
      ink.text(guide.words(), x, top - 3, .5, Ink.size(10.5), Ink.FAINT);
    }
    for (int i = 0; i < rows.size(); i++) {
      double y = at.y(rows.size() - i - .5);
      ink.line(at.x(min), at.y(rows.size() - i), at.x(max), at.y(rows.size() - i), Ink.GRID, 1);
      label(ink, shared.slice().label(rows.get(i).arm()), at.x(min) - 8, y);
      row(ink, at, rows.get(i), y);
    }
    ink.line(at.x(min), at.y(0), at.x(max), at.y(0), Ink.GRID, 1);
  }

  private void row(Ink ink, Marks at, Condition condition, double middle) {
    double step = joined ? JOINED_STEP : (rowHeight() - 6.0) / series.size();
    if (joined) {
      double[] ends =
          series.stream()
              .flatMap(one -> one.value().apply(condition).stream())
              .mapToDouble(estimate -> x(at, estimate.mean()))
              .sorted()
              .toArray();
      ink.line(ends[0], middle, ends[ends.length - 1], middle, Ink.tint(Ink.FAINT, .5), 2.5);
    }
    for (int i = 0; i < series.size(); i++) {
      Series one = series.get(i);
      double y = middle + (i - (series.size() - 1) / 2.0) * step;
      one.value().apply(condition).ifPresent(estimate -> mark(ink, at, one, condition, estimate, y));
    }
  }

  private void mark(Ink ink, Marks at, Series one, Condition condition, Estimate estimate, double y) {
    ink.line(x(at, estimate.low()), y, x(at, estimate.high()), y, one.look().color(), 1.3);
    ink.mark(one.look(), x(at, estimate.mean()), y, 9.5, hollow(one, condition));
  }

  private double x(Marks at, double value) {
    return at.x(Math.max(min, Math.min(max, unit * value)));
  }

  /** A method's name, and below it its settings. */
  static void label(Ink ink, String label, double right, double y) {
    String[] parts = label.split(" \\(", 2);
    double room = LABELS - Frame.MARGIN;
    ink.text(parts[0], right, parts.length > 1 ? y - 1 : y + 4, 1, fit(parts[0], 12, room), Ink.TEXT);
    if (parts.length > 1) {
      String settings = parts[1].substring(0, parts[1].length() - 1);
      ink.text(settings, right, y + 10, 1, fit(settings, 10, room), Ink.FAINT);
    }
  }

  private static Font fit(String words, double largest, double room) {
    return Stream.iterate(largest, size -> size > 6, size -> size - .5)
        .map(Ink::size)
        .filter(font -> Ink.width(words, font) <= room)
        .findFirst()
        .orElse(Ink.size(6));
  }
}

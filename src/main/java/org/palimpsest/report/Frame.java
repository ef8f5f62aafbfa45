package org.palimpsest.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;

/** The parts that all figures share: title, subtitle, and a legend that wraps; charts go below. */
final class Frame {

  static final int WIDTH = 920;
  static final int MARGIN = 18;

  private static final Font LEGEND = Ink.size(12.5);
  private static final int LINE = 22;

  /** One item of the legend: how its sign is drawn, centred on a point, and its words. */
  record Item(String words, double signWidth, Sign sign) {

    interface Sign {
      void draw(Ink ink, double x, double y);
    }

    double width() {
      return signWidth + 6 + Ink.width(words, LEGEND) + 20;
    }
  }

  private final String title;
  private final String subtitle;
  private final List<List<Item>> lines = new ArrayList<>();

  /** Legend items of one list begin on a new line. */
  Frame(String title, String subtitle, List<List<Item>> legend) {
    this.title = title;
    this.subtitle = subtitle;
    legend.stream().filter(items -> !items.isEmpty()).forEach(this::wrap);
  }

  /** Where the charts begin. */
  int top() {
    return 58 + LINE * lines.size() + 6;
  }

  void paint(Graphics2D graphics) {
    Ink ink = new Ink(graphics);
    double size = 17;
    while (size > 11 && Ink.width(title, Ink.bold(size)) > WIDTH - 2 * MARGIN) {
      size -= .5;
    }
    ink.text(title, MARGIN, 28, 0, Ink.bold(size), Ink.TEXT);
    ink.text(subtitle, MARGIN, 48, 0, Ink.size(12.5), Ink.FAINT);
    double y = 58 + LINE / 2.0 + 2;
    for (List<Item> line : lines) {
      double x = MARGIN;
      for (Item item : line) {
        item.sign().draw(ink, x + item.signWidth() / 2, y);
        ink.text(item.words(), x + item.signWidth() + 6, y + 4.5, 0, LEGEND, Ink.TEXT);
        x += item.width();
      }
      y += LINE;
    }
  }

  /** Paints a chart with its upper left corner at (x, y). */
  static void place(Graphics2D graphics, XYChart chart, int x, int y) {
    graphics.translate(x, y);
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.translate(-x, -y);
  }

  /** A method in the legend: a filled mark. */
  static Item method(String label, Look look) {
    return new Item(label, 12, (ink, x, y) -> ink.mark(look, x, y, 11, false));
  }

  /** A method in the legend of bars: a square of its colour. */
  static Item swatch(String label, Look look) {
    return new Item(label, 13, (ink, x, y) -> ink.fill(Mark.SQUARE.at(x, y, 15), look.color()));
  }

  /** Published values in the legend: a hollow mark. */
  static Item published() {
    Look grey = new Look(Ink.FAINT, Mark.CIRCLE);
    return new Item("value in the paper (real MNIST, full scale)", 12, (ink, x, y) -> ink.mark(grey, x, y, 10, true));
  }

  /** An interval in the legend. */
  static Item undertrained() {
    return new Item(
        "undertrained",
        12,
        (ink, x, y) -> ink.mark(new Look(Ink.TEXT, Mark.CIRCLE), x, y, 10, true));
  }

  static Item interval(String words) {
    return new Item(words, 10, (ink, x, y) -> whisker(ink, x, y - 7, y + 7, Ink.FAINT));
  }

  /** An interval that lies, in the legend. */
  static Item sideways(String words) {
    return new Item(words, 18, (ink, x, y) -> ink.line(x - 9, y, x + 9, y, Ink.FAINT, 1.4));
  }

  static void whisker(Ink ink, double x, double top, double bottom, Color color) {
    ink.line(x, top - 1, x, bottom + 1, Color.WHITE, 3.2);
    ink.line(x, top, x, bottom, color, 1.4);
    ink.line(x - 3.5, top, x + 3.5, top, color, 1.4);
    ink.line(x - 3.5, bottom, x + 3.5, bottom, color, 1.4);
  }

  private void wrap(List<Item> items) {
    List<Item> line = new ArrayList<>();
    double width = 0;
    for (Item item : items) {
      if (!line.isEmpty() && width + item.width() > WIDTH - 2 * MARGIN) {
        lines.add(line);
        line = new ArrayList<>();
        width = 0;
      }
      line.add(item);
      width += item.width();
    }
    lines.add(line);
  }
}

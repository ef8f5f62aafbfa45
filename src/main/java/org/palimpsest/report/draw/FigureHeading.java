package org.palimpsest.report.draw;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;

/** The parts that all figures share: title, subtitle, and a legend that wraps; charts go below. */
public final class FigureHeading {

  public static final int WIDTH = 920;
  public static final int MARGIN = 18;

  private static final Font LEGEND = Canvas.size(12.5);
  private static final int LINE = 22;

  /** One item of the legend: how its sign is drawn, centred on a point, and its words. */
  public record Item(String words, double signWidth, Sign sign) {

    public interface Sign {
      void draw(Canvas canvas, double x, double y);
    }

    double width() {
      return signWidth + 6 + Canvas.width(words, LEGEND) + 20;
    }
  }

  private final String title;
  private final String subtitle;
  private final List<List<Item>> lines = new ArrayList<>();

  /** Legend items of one list begin on a new line. */
  public FigureHeading(String title, String subtitle, List<List<Item>> legend) {
    this.title = title;
    this.subtitle = subtitle;
    legend.stream().filter(items -> !items.isEmpty()).forEach(this::wrap);
  }

  /** Where the charts begin. */
  public int top() {
    return 58 + LINE * lines.size() + 6;
  }

  public void paint(Graphics2D graphics) {
    Canvas canvas = new Canvas(graphics);
    double size = 17;
    while (size > 11 && Canvas.width(title, Canvas.bold(size)) > WIDTH - 2 * MARGIN) {
      size -= .5;
    }
    canvas.text(title, MARGIN, 28, 0, Canvas.bold(size), Canvas.TEXT);
    canvas.text(subtitle, MARGIN, 48, 0, Canvas.size(12.5), Canvas.FAINT);
    double y = 58 + LINE / 2.0 + 2;
    for (List<Item> line : lines) {
      double x = MARGIN;
      for (Item item : line) {
        item.sign().draw(canvas, x + item.signWidth() / 2, y);
        canvas.text(item.words(), x + item.signWidth() + 6, y + 4.5, 0, LEGEND, Canvas.TEXT);
        x += item.width();
      }
      y += LINE;
    }
  }

  /** Paints a chart with its upper left corner at (x, y). */
  public static void place(Graphics2D graphics, XYChart chart, int x, int y) {
    graphics.translate(x, y);
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.translate(-x, -y);
  }

  /** A method in the legend: a filled mark. */
  public static Item method(String label, MethodStyle look) {
    return new Item(label, 12, (canvas, x, y) -> canvas.mark(look, x, y, 11, false));
  }

  /** A method in the legend of bars: a square of its colour. */
  public static Item swatch(String label, MethodStyle look) {
    return new Item(label, 13, (canvas, x, y) -> canvas.fill(Mark.SQUARE.at(x, y, 15), look.color()));
  }

  /** Published values in the legend: a hollow mark. */
  public static Item published() {
    MethodStyle grey = new MethodStyle(Canvas.FAINT, Mark.CIRCLE);
    return new Item("value in the paper (full scale)", 12, (canvas, x, y) -> canvas.mark(grey, x, y, 10, true));
  }

  /** What a hollow mark says of an attacker, in the legend. */
  public static Item undertrained() {
    return new Item(
        "undertrained",
        12,
        (canvas, x, y) -> canvas.mark(new MethodStyle(Canvas.TEXT, Mark.CIRCLE), x, y, 10, true));
  }

  /** An interval in the legend. */
  public static Item interval(String words) {
    return new Item(words, 10, (canvas, x, y) -> whisker(canvas, x, y - 7, y + 7, Canvas.FAINT));
  }

  /** An interval that lies, in the legend. */
  public static Item sideways(String words) {
    return new Item(words, 18, (canvas, x, y) -> canvas.line(x - 9, y, x + 9, y, Canvas.FAINT, 1.4));
  }

  public static void whisker(Canvas canvas, double x, double top, double bottom, Color color) {
    canvas.line(x, top - 1, x, bottom + 1, Color.WHITE, 3.2);
    canvas.line(x, top, x, bottom, color, 1.4);
    canvas.line(x - 3.5, top, x + 3.5, top, color, 1.4);
    canvas.line(x - 3.5, bottom, x + 3.5, bottom, color, 1.4);
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

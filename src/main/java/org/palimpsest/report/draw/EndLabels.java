package org.palimpsest.report.draw;

import java.awt.Color;
import java.awt.Font;
import java.util.Comparator;
import java.util.List;

/** Names beside a panel, each as near to the end of its line as its neighbours allow. */
public final class EndLabels {

  /** From one baseline to the next, in pixels. */
  public static final double LINE = 14;

  private static final Font FONT = Canvas.size(11.5);
  private static final double LEADER = 22;
  private static final double MARK = 16;

  /** A name, and the point where its line ends. */
  public record Label(String words, MethodStyle look, double x, double y) {}

  private EndLabels() {}

  /** What the longest name takes beside the panel. */
  public static int room(List<String> words) {
    double longest = words.stream().mapToDouble(one -> Canvas.width(one, FONT)).max().orElse(0);
    return (int) Math.ceil(LEADER + MARK + longest);
  }

  /**
   * Draws them beyond {@code edge}, joined to their lines, between {@code top} and {@code bottom}: to the right of an
   * edge that lies to the right of the lines' ends, else to the left.
   */
  public static void draw(Canvas canvas, List<Label> labels, double edge, double top, double bottom) {
    List<Label> sorted = labels.stream().sorted(Comparator.comparingDouble(Label::y)).toList();
    double[] places = spread(sorted.stream().mapToDouble(Label::y).toArray(), top, bottom);
    for (int i = 0; i < places.length; i++) {
      Label label = sorted.get(i);
      int side = edge >= label.x() ? 1 : -1;
      Color faint = Canvas.tint(label.look().color(), .35);
      canvas.line(label.x(), label.y(), edge, label.y(), faint, 1);
      canvas.line(edge, label.y(), edge + side * (LEADER - 2), places[i], faint, 1);
      canvas.mark(label.look(), edge + side * (LEADER + 4), places[i], 9, false);
      double anchor = side > 0 ? 0 : 1;
      canvas.text(label.words(), edge + side * (LEADER + MARK), places[i] + 4, anchor, FONT, Canvas.TEXT);
    }
  }

  /**
   * The places nearest to the wanted ones, in squares, that are at least {@link #LINE} apart and between the bounds, as
   * far as those leave room: isotonic regression, by pooling adjacent violators.
   *
   * @param wanted ascending
   */
  static double[] spread(double[] wanted, double top, double bottom) {
    int count = wanted.length;
    double[] sums = new double[count];
    int[] sizes = new int[count];
    int pools = 0;
    for (int i = 0; i < count; i++) {
      sums[pools] = wanted[i] - i * LINE;
      sizes[pools++] = 1;
      while (pools > 1 && sums[pools - 2] / sizes[pools - 2] > sums[pools - 1] / sizes[pools - 1]) {
        pools--;
        sums[pools - 1] += sums[pools];
        sizes[pools - 1] += sizes[pools];
      }
    }
    double[] places = new double[count];
    int next = 0;
    for (int pool = 0; pool < pools; pool++) {
      double place = Math.max(top, Math.min(bottom - (count - 1) * LINE, sums[pool] / sizes[pool]));
      for (int k = 0; k < sizes[pool]; k++, next++) {
        places[next] = place + next * LINE;
      }
    }
    return places;
  }
}

package org.palimpsest.data.digits;

import java.util.Arrays;
import java.util.List;

/**
 * The pen strokes of one style of a digit, in the notation of {@link PenStrokes}.
 *
 * @param weight how common the style is, relative to the others of its digit
 * @param strokes from pen down to pen up
 */
record StrokeStyle(double weight, List<List<Point>> strokes) {

  /**
   * A point the pen passes.
   *
   * @param x to the right
   * @param y down, 0 at the top of the page and 100 at its bottom
   * @param corner whether the pen changes direction there
   */
  record Point(double x, double y, boolean corner) {}

  static StrokeStyle parse(String line) {
    String[] parts = line.split(":");
    List<List<Point>> strokes =
        Arrays.stream(parts[1].split("\\|"))
            .map(stroke -> Arrays.stream(stroke.split(",")).map(StrokeStyle::point).toList())
            .toList();
    return new StrokeStyle(Double.parseDouble(parts[0].trim()), strokes);
  }

  private static Point point(String text) {
    String[] numbers = text.replace("*", "").trim().split("\\s+");
    return new Point(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]), text.contains("*"));
  }
}

package org.palimpsest.data.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.DataException;

/**
 * A column of labels as an attribute: texts, whole classes, or a quantity in bins.
 *
 * @param numbers (N), each row's value
 */
record LabelColumn(Attribute attribute, int[] numbers) {

  /** More values are no classes. */
  private static final int MOST = 1000;

  /** More different numbers are a quantity and want bins. */
  private static final int MOST_NUMBERS = 50;

  /**
   * @param texts (N), none empty
   * @param bins none, how many bins of about equally many rows, or their edges in ascending order: bin i is
   *     [edge i, edge i+1), the last one with its upper edge
   * @param places where each text stands, for messages
   */
  static LabelColumn of(String name, String[] texts, List<Double> bins, PlaceOf places) {
    return bins.isEmpty() ? classes(name, texts) : binned(name, texts, bins, places);
  }

  /** Where a row's text stands. */
  interface PlaceOf {
    String at(int row);
  }

  private static LabelColumn classes(String name, String[] texts) {
    List<String> values = ordered(Arrays.stream(texts).distinct().toList());
    if (values.size() < 2) {
      throw new DataException(
          "column %s: expected two different values or more, was %s alone: there is nothing to tell"
              .formatted(name, values.isEmpty() ? "nothing" : "'" + values.get(0) + "'"));
    }
    boolean quantity = values.size() > MOST_NUMBERS && values.stream().allMatch(LabelColumn::isFraction);
    if (values.size() > MOST || quantity) {
      throw new DataException(
          ("column %s: expected classes, was %,d different %s; put a quantity in bins with --bins %s=4 (quarters of the"
                  + " rows) or --bins %s=EDGE,EDGE,EDGE")
              .formatted(name, values.size(), quantity ? "numbers" : "values", name, name));
    }
    Map<String, Integer> numbers = new HashMap<>();
    values.forEach(value -> numbers.put(value, numbers.size()));
    return new LabelColumn(
        Attribute.of(name, name.replace('_', ' '), values), Arrays.stream(texts).mapToInt(numbers::get).toArray());
  }

  private static boolean isFraction(String text) {
    try {
      Double.parseDouble(text);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Numbers by size, texts by the alphabet. */
  private static List<String> ordered(List<String> values) {
    List<String> ordered = new ArrayList<>(values);
    if (values.stream().allMatch(LabelColumn::isFraction)
        && values.stream().map(Double::valueOf).distinct().count() == values.size()) {
      ordered.sort((a, b) -> Double.compare(Double.parseDouble(a), Double.parseDouble(b)));
    } else {
      ordered.sort(null);
    }
    return ordered;
  }

  private static LabelColumn binned(String name, String[] texts, List<Double> bins, PlaceOf places) {
    double[] values = new double[texts.length];
    for (int i = 0; i < values.length; i++) {
      if (!isFraction(texts[i]) || !Double.isFinite(Double.parseDouble(texts[i]))) {
        throw new DataException(
            "%s: column %s: expected a number, as it is put in bins, was '%s'".formatted(places.at(i), name, texts[i]));
      }
      values[i] = Double.parseDouble(texts[i]);
    }
    double[] edges = bins.size() == 1 ? quantiles(name, values, bins.get(0)) : bins.stream().mapToDouble(e -> e).toArray();
    int last = edges.length - 1;
    int[] numbers = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i] < edges[0] || values[i] > edges[last]) {
        throw new DataException(
            "%s: column %s: expected %s to %s, the first and last edge of its bins, was '%s'"
                .formatted(places.at(i), name, shown(edges[0]), shown(edges[last]), texts[i]));
      }
      while (numbers[i] < last - 1 && values[i] >= edges[numbers[i] + 1]) {
        numbers[i]++;
      }
    }
    List<String> names =
        IntStream.range(0, last).mapToObj(b -> shown(edges[b]) + " to " + shown(edges[b + 1])).toList();
    List<Double> centres = IntStream.range(0, last).mapToObj(b -> (edges[b] + edges[b + 1]) / 2).toList();
    return new LabelColumn(new Attribute(name, name.replace('_', ' '), names, centres), numbers);
  }

  /** Edges between which lie about equally many rows; where many rows share a value, fewer bins would be the same. */
  private static double[] quantiles(String name, double[] values, double wanted) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int count = (int) wanted;
    double[] edges =
        IntStream.rangeClosed(0, count)
            .mapToDouble(b -> sorted[(int) Math.min(sorted.length - 1, (long) b * sorted.length / count)])
            .toArray();
    for (int b = 1; b <= count; b++) {
      if (edges[b] <= edges[b - 1]) {
        throw new DataException(
            "column %s: expected %d bins of about equally many rows, was so often %s that one is empty; ask for fewer, or give edges"
                .formatted(name, count, shown(edges[b])));
      }
    }
    return edges;
  }

  private static String shown(double edge) {
    return edge == Math.rint(edge) && Math.abs(edge) < 1e15 ? Long.toString((long) edge) : Double.toString(edge);
  }
}

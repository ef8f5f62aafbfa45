package org.palimpsest.data.folder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.DataException;
import org.palimpsest.data.folder.FolderTable.FolderRow;

/**
 * A column as an attribute: its texts in their order, numbers by size, or bins of a quantity.
 *
 * @param numbers (rows), each row's value
 */
record ColumnValues(Attribute attribute, int[] numbers) {

  /** More values are no classes. */
  private static final int MOST = 100;

  /**
   * @param bins edges in ascending order: bin i is [edge i, edge i+1), the last one with its upper edge; none to take
   *     the column's texts as they are
   * @param binsKey the setting that gives bins, for messages
   */
  static ColumnValues of(
      String column, String noun, List<FolderRow> rows, Function<FolderRow, String> text, List<Double> bins,
      String binsKey) {
    return bins.isEmpty() ? texts(column, noun, rows, text, binsKey) : binned(column, noun, rows, text, bins);
  }

  private static ColumnValues texts(
      String column, String noun, List<FolderRow> rows, Function<FolderRow, String> text, String binsKey) {
    List<String> values = sorted(rows.stream().map(text).distinct().toList());
    if (values.size() < 2 || values.size() > MOST) {
      throw new DataException(
          "column %s: expected 2 to %d different values, was %s%s"
              .formatted(
                  column, MOST, values.size() < 2 ? values : Integer.toString(values.size()),
                  values.size() < 2 ? "" : "; a quantity can be put in bins with " + binsKey));
    }
    Map<String, Integer> numbers = new HashMap<>();
    for (String value : values) {
      numbers.put(value, numbers.size());
    }
    return new ColumnValues(
        Attribute.of(noun, noun.replace('_', ' '), values),
        rows.stream().mapToInt(row -> numbers.get(text.apply(row))).toArray());
  }

  private static List<String> sorted(List<String> values) {
    List<String> sorted = new ArrayList<>(values);
    try {
      Map<String, Double> sizes = new HashMap<>();
      for (String value : values) {
        sizes.put(value, Double.valueOf(value));
      }
      if (sizes.values().stream().distinct().count() == sizes.size()) {
        sorted.sort((a, b) -> Double.compare(sizes.get(a), sizes.get(b)));
        return sorted;
      }
    } catch (NumberFormatException e) {
      // Not all are numbers: they are texts.
    }
    sorted.sort(null);
    return sorted;
  }

  private static ColumnValues binned(
      String column, String noun, List<FolderRow> rows, Function<FolderRow, String> text, List<Double> edges) {
    int last = edges.size() - 1;
    int[] numbers = new int[rows.size()];
    for (int i = 0; i < numbers.length; i++) {
      double value;
      try {
        value = Double.parseDouble(text.apply(rows.get(i)));
      } catch (NumberFormatException e) {
        throw outside(rows.get(i), column, "a number", text);
      }
      if (!(value >= edges.get(0) && value <= edges.get(last))) {
        throw outside(rows.get(i), column, "%s to %s".formatted(edges.get(0), edges.get(last)), text);
      }
      int bin = last - 1;
      while (value < edges.get(bin)) {
        bin--;
      }
      numbers[i] = bin;
    }
    List<String> names =
        IntStream.range(0, last).mapToObj(b -> shown(edges.get(b)) + "-" + shown(edges.get(b + 1))).toList();
    List<Double> centres =
        IntStream.range(0, last).mapToObj(b -> (edges.get(b) + edges.get(b + 1)) / 2).toList();
    return new ColumnValues(new Attribute(noun, noun.replace('_', ' '), names, centres), numbers);
  }

  private static String shown(double edge) {
    return edge == Math.rint(edge) && Math.abs(edge) < 1e15 ? Long.toString((long) edge) : Double.toString(edge);
  }

  private static DataException outside(
      FolderRow row, String column, String expected, Function<FolderRow, String> text) {
    return new DataException(
        "%s: column %s: expected %s, was '%s'".formatted(row.place(), column, expected, text.apply(row)));
  }
}

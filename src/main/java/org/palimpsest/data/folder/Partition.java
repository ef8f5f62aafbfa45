package org.palimpsest.data.folder;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.palimpsest.data.DataException;
import org.palimpsest.data.StratifiedOrder;
import org.palimpsest.data.folder.FolderTable.FolderRow;
import org.palimpsest.random.Seed;

/**
 * Which rows are for training, validation and testing: as the split column says, or drawn.
 *
 * @param validation empty where nothing says which they are
 */
record Partition(int[] train, int[] validation, int[] test) {

  /** The part of the images that is drawn for testing where no column says which. */
  static final double DRAWN_TEST = 0.2;

  /**
   * @param table the rows' table
   * @param rows those to divide
   * @param stratum each row's group of target and private value, for a draw in proportion
   * @param seed of a draw
   */
  static Partition of(FolderTable table, int[] rows, IntUnaryOperator stratum, Seed seed) {
    Partition partition =
        table.columns().split().isEmpty() ? drawn(table.rows(), rows, stratum, seed) : given(table, rows);
    if (!table.columns().group().isEmpty()) {
      partition.requireNobodyTwice(table.rows());
    }
    return partition;
  }

  private static Partition drawn(List<FolderRow> all, int[] rows, IntUnaryOperator stratum, Seed seed) {
    StratifiedOrder order = StratifiedOrder.of(rows, stratum, row -> all.get(row).group(), seed);
    int end = order.unitFrom((int) Math.max(1, Math.round(DRAWN_TEST * rows.length)));
    return new Partition(order.stretch(end, order.size()), new int[0], order.stretch(0, end));
  }

  private static Partition given(FolderTable table, int[] rows) {
    String[] names = new String[table.rows().size()];
    for (int row : rows) {
      FolderRow line = table.rows().get(row);
      names[row] =
          switch (line.split()) {
            case "train" -> "train";
            case "validation", "valid", "val" -> "validation";
            case "test" -> "test";
            default ->
                throw new DataException(
                    "%s: column %s: expected train, validation or test, was '%s'"
                        .formatted(line.place(), table.columns().split(), line.split()));
          };
    }
    return new Partition(select(rows, names, "train"), select(rows, names, "validation"), select(rows, names, "test"));
  }

  private static int[] select(int[] rows, String[] names, String name) {
    return Arrays.stream(rows).filter(row -> names[row].equals(name)).toArray();
  }

  private void requireNobodyTwice(List<FolderRow> rows) {
    Map<String, FolderRow> first = new HashMap<>();
    Map<String, String> splits = new HashMap<>();
    for (String split : List.of("train", "validation", "test")) {
      for (int number : of(split)) {
        FolderRow row = rows.get(number);
        first.putIfAbsent(row.group(), row);
        String before = splits.putIfAbsent(row.group(), split);
        if (before != null && !before.equals(split)) {
          throw new DataException(
              "%s: expected all images of group '%s' in one split, was in %s and, with %s, in %s"
                  .formatted(row.place(), row.group(), split, first.get(row.group()).place(), before));
        }
      }
    }
  }

  /** The rows of a split by its name. */
  int[] of(String split) {
    return switch (split) {
      case "train" -> train;
      case "validation" -> validation;
      default -> test;
    };
  }
}

package org.palimpsest.data.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.Nearest;
import org.palimpsest.StrictCsv;
import org.palimpsest.data.DataException;

/**
 * The file of labels: CSV with a header, or TSV, perhaps packed, a line for each row of features or for each id.
 *
 * @param file as it was given
 */
record LabelTable(String file, StrictCsv csv) {

  static LabelTable read(String file) {
    Path path = Path.of(file);
    if (file.endsWith(".npy") || file.endsWith(".npz")) {
      throw new DataException(
          file + ": expected labels as CSV with a header, was NumPy's format; write pandas.DataFrame({'NAME':"
              + " y.ravel()}).to_csv('labels.csv', index=False)");
    }
    try {
      if (!Files.isRegularFile(path)) {
        throw new NoSuchFileException(file);
      }
      return new LabelTable(file, StrictCsv.parse(TextMatrix.text(path), file, TextMatrix.delimiter(path)));
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": expected a file of labels, was missing", e);
    } catch (IOException e) {
      throw new DataException(e.getMessage(), e);
    }
  }

  int size() {
    return csv.lines().size();
  }

  /** The header's names that none of these is. */
  List<String> others(List<String> used) {
    return csv.header().stream().filter(name -> !used.contains(name)).toList();
  }

  /**
   * A column as it stands.
   *
   * @param option the command's that names it, for messages
   */
  String[] column(String name, String option) {
    if (!csv.header().contains(name)) {
      throw new DataException(
          "%s: line 1: expected a column '%s', as %s names it, was none%s"
              .formatted(file, name, option, Nearest.hint(name, csv.header())));
    }
    return csv.lines().stream().map(line -> line.field(name).strip()).toArray(String[]::new);
  }

  /** Where a line stands, for messages. */
  String place(int line) {
    return csv.lines().get(line).place();
  }

  /**
   * Which line and which rows of files belong together.
   *
   * @param lines (N)
   * @param rows of each file (N)
   */
  record Joined(int[] lines, List<int[]> rows) {

    /** Some of them. */
    Joined select(int[] chosen) {
      return new Joined(at(lines, chosen), rows.stream().map(all -> at(all, chosen)).toList());
    }

    private static int[] at(int[] all, int[] chosen) {
      return Arrays.stream(chosen).map(i -> all[i]).toArray();
    }
  }

  /**
   * Joins features to labels: by place, or by id in the order of the first file.
   *
   * @throws DataException if they do not fit; the message names the row
   */
  Joined join(List<FeatureFile> files, Optional<String> id) {
    if (id.isPresent()) {
      return byId(files, id.get());
    }
    for (FeatureFile features : files) {
      if (features.size() != size()) {
        throw new DataException(
            "%s: expected a line for each of the %,d rows of %s, was %,d; %s"
                .formatted(
                    file, features.size(), features.name(), size(),
                    "write both from the same rows, or join them by an id (--id)"));
      }
    }
    int[] all = IntStream.range(0, size()).toArray();
    return new Joined(all, files.stream().map(features -> all).toList());
  }

  private Joined byId(List<FeatureFile> files, String id) {
    String[] names = column(id, "--id");
    Map<String, Integer> lineOf = new HashMap<>();
    for (int line = 0; line < names.length; line++) {
      Integer before = lineOf.putIfAbsent(names[line], line);
      if (before != null) {
        throw new DataException(
            "%s: column %s: expected each id once, was '%s' as in line %d before"
                .formatted(place(line), id, names[line], csv.lines().get(before).number()));
      }
    }
    List<String> first = files.get(0).ids().orElseThrow();
    int[] lines = new int[first.size()];
    for (int row = 0; row < lines.length; row++) {
      Integer line = lineOf.get(first.get(row));
      if (line == null) {
        throw new DataException(
            "%s: %s: expected an id that column %s of %s has, was '%s'; %d of %d rows have no labels"
                .formatted(
                    files.get(0).name(), files.get(0).place(row), id, file, first.get(row),
                    first.stream().filter(name -> !lineOf.containsKey(name)).count(), lines.length));
      }
      lines[row] = line;
    }
    List<int[]> rows = new ArrayList<>();
    for (FeatureFile features : files) {
      rows.add(rowsOf(features, files.get(0)));
    }
    return new Joined(lines, rows);
  }

  /** The rows of a file in the order of the first file's ids. */
  private static int[] rowsOf(FeatureFile features, FeatureFile first) {
    List<String> ids = features.ids().orElseThrow();
    Map<String, Integer> rowOf = new HashMap<>();
    for (int row = 0; row < ids.size(); row++) {
      Integer before = rowOf.putIfAbsent(ids.get(row), row);
      if (before != null) {
        throw new DataException(
            "%s: %s: expected each id once, was '%s' as in %s before"
                .formatted(features.name(), features.place(row), ids.get(row), features.place(before)));
      }
    }
    List<String> wanted = first.ids().orElseThrow();
    if (ids.size() != wanted.size()) {
      throw new DataException(
          "%s: expected the ids of %s, %,d rows, was %,d rows".formatted(features.name(), first.name(), wanted.size(), ids.size()));
    }
    return wanted.stream()
        .mapToInt(
            name -> {
              if (!rowOf.containsKey(name)) {
                throw new DataException(
                    "%s: expected a row with id '%s', as %s has, was none".formatted(features.name(), name, first.name()));
              }
              return rowOf.get(name);
            })
        .toArray();
  }
}

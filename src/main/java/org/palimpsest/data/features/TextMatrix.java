package org.palimpsest.data.features;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.palimpsest.Nearest;
import org.palimpsest.TextFile;
import org.palimpsest.data.DataException;

/**
 * A matrix (N, D) of numbers in a text file: columns between commas, or between tabs if the file is called {@code .tsv};
 * {@code .gz} is unpacked. The first line is a header unless all of it is numbers.
 */
record TextMatrix(List<double[]> rows, List<Long> lines, Optional<List<String>> ids) implements FeatureFile.Matrix {

  /**
   * @param id the column that names a row; it is no feature
   * @throws DataException if it is no matrix of numbers; the message names line and column
   */
  static TextMatrix open(Path file, Optional<String> id) throws IOException {
    List<double[]> rows = new ArrayList<>();
    List<Long> lines = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    List<String> header = null;
    int idColumn = -1;
    int columns = -1;
    long line = 1;
    try (CSVParser parser = format(file).parse(new StringReader(text(file)))) {
      for (CSVRecord record : parser) {
        if (columns < 0) {
          columns = record.size();
          if (!numbers(record)) {
            header = record.toList();
            line = parser.getCurrentLineNumber() + 1;
          }
          idColumn = idColumn(file, id, header);
          if (header != null) {
            continue;
          }
        }
        if (record.size() != columns) {
          throw new DataException(
              "%s: line %d: expected %d columns, was %d".formatted(file, line, columns, record.size()));
        }
        rows.add(row(file, line, record, header, idColumn));
        lines.add(line);
        if (idColumn >= 0) {
          ids.add(record.get(idColumn));
        }
        line = parser.getCurrentLineNumber() + 1;
      }
    } catch (UncheckedIOException e) {
      throw new DataException("%s: line %d: %s".formatted(file, line, e.getCause().getMessage()), e);
    }
    if (rows.isEmpty() || rows.get(0).length == 0) {
      throw new DataException(file + ": expected a line of numbers for each row, was none");
    }
    return new TextMatrix(rows, lines, id.map(column -> ids));
  }

  /** The text of a file that may be packed. */
  static String text(Path file) throws IOException {
    if (!file.toString().endsWith(".gz")) {
      return TextFile.read(file);
    }
    try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      return TextFile.decode(file.toString(), in.readAllBytes());
    } catch (IOException e) {
      throw new DataException("%s: cannot be unpacked: %s; pack it again with gzip".formatted(file, e.getMessage()), e);
    }
  }

  /** Tabs or commas, by the file's name. */
  static char delimiter(Path file) {
    return file.toString().matches(".*\\.tsv(\\.gz)?") ? '\t' : ',';
  }

  private static CSVFormat format(Path file) {
    return CSVFormat.RFC4180.builder().setDelimiter(delimiter(file)).setIgnoreSurroundingSpaces(true).get();
  }

  private static boolean numbers(CSVRecord record) {
    return record.stream().allMatch(field -> number(field).isPresent());
  }

  private static Optional<Double> number(String field) {
    try {
      return Optional.of(Double.valueOf(field));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static int idColumn(Path file, Optional<String> id, List<String> header) {
    if (id.isEmpty()) {
      return -1;
    }
    int column = header == null ? -1 : header.indexOf(id.get());
    if (column < 0) {
      throw new DataException(
          "%s: line 1: expected a column '%s' with each row's id, was %s"
              .formatted(file, id.get(), header == null ? "no header" : "none" + Nearest.hint(id.get(), header)));
    }
    return column;
  }

  private static double[] row(Path file, long line, CSVRecord record, List<String> header, int idColumn) {
    double[] row = new double[record.size() - (idColumn < 0 ? 0 : 1)];
    for (int i = 0, at = 0; i < record.size(); i++) {
      if (i != idColumn) {
        int column = i;
        row[at++] =
            number(record.get(i))
                .orElseThrow(
                    () ->
                        new DataException(
                            "%s: line %d, column %s: expected a number, was '%s'; %s"
                                .formatted(
                                    file, line, header == null ? column + 1 : header.get(column), record.get(column),
                                    record.get(column).matches("(?i)|nan|na|null|[+-]?inf(inity)?")
                                        ? "take such rows out of features and labels, or fill them, as frame.fillna(0) does"
                                        : "ids are named with --id, labels belong in the file of labels")));
      }
    }
    return row;
  }

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public int width() {
    return rows.get(0).length;
  }

  @Override
  public void copy(int row, double[] into, int offset) {
    System.arraycopy(rows.get(row), 0, into, offset, width());
  }

  @Override
  public String place(int row) {
    return "line " + lines.get(row);
  }
}

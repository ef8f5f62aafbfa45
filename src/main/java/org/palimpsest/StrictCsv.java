package org.palimpsest;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV table with a header in its first line, read so that no value can stand under the wrong name: every row has as
 * many fields as the header, every column a name of its own. Taken as people mean it: a byte order mark at the start,
 * blanks around fields that are not quoted, lines that end in CR LF, and empty lines at the end. Refused: text that is
 * not UTF-8, columns without a name or with one given twice, rows that are longer or shorter (a comma at the end of a
 * line is a field more), and empty lines between others. Every message names the file, the line and, if there is one,
 * the column.
 */
public final class StrictCsv {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).setIgnoreSurroundingSpaces(true).get();
  private static final String NUMBER = "[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|-?Infinity";

  private final String name;
  private final List<String> header;
  private final List<Row> rows = new ArrayList<>();

  private StrictCsv(String name, List<String> header) {
    this.name = name;
    this.header = header;
  }

  /**
   * @param needed columns that there must be
   * @throws IOException if it cannot be read or is not as described
   */
  public static StrictCsv read(Path file, String... needed) throws IOException {
    return parse(file.toString(), TextFile.read(file), needed);
  }

  /** The same of a text; {@code name} stands for the file in messages. */
  public static StrictCsv parse(String name, String text, String... needed) throws IOException {
    String whole = text.startsWith("\uFEFF") ? text.substring(1) : text;
    StrictCsv table = null;
    long line = 1;
    List<Long> empty = new ArrayList<>();
    try (CSVParser parser = FORMAT.parse(new StringReader(whole))) {
      for (CSVRecord record : parser) {
        if (table == null) {
          table = new StrictCsv(name, names(name, record.toList()));
          table.require(needed);
        } else if (record.size() == 1 && record.get(0).isEmpty()) {
          empty.add(line);
        } else if (!empty.isEmpty()) {
          throw new IOException("%s, line %d: expected a row, was an empty line".formatted(name, empty.get(0)));
        } else {
          table.add(record, line);
        }
        line = parser.getCurrentLineNumber() + 1;
      }
    } catch (UncheckedIOException e) {
      throw new IOException(
          "%s, line %d: expected fields as RFC 4180 has them, was %s".formatted(name, line, e.getCause().getMessage()),
          e);
    }
    if (table == null) {
      throw new IOException(name + ", line 1: expected a header, was an empty file");
    }
    return table;
  }

  private static List<String> names(String file, List<String> names) throws IOException {
    Set<String> before = new LinkedHashSet<>();
    for (String column : names) {
      String place = "%s, line 1, column %d".formatted(file, before.size() + 1);
      if (column.isEmpty()) {
        throw new IOException(place + ": expected a name, was nothing (a comma at the end of the line?)");
      }
      if (!before.add(column)) {
        throw new IOException(place + ": expected each name once, was a second '" + column + "'");
      }
    }
    return List.copyOf(names);
  }

  private void require(String... needed) throws IOException {
    for (String column : needed) {
      if (!header.contains(column)) {
        throw new IOException(
            "%s, line 1: expected a column %s, was %s".formatted(name, column, String.join(", ", header)));
      }
    }
  }

  private void add(CSVRecord record, long line) throws IOException {
    if (record.size() != header.size()) {
      throw new IOException(
          "%s, line %d: expected %d fields, one for each column of the header, was %d"
              .formatted(name, line, header.size(), record.size()));
    }
    rows.add(new Row(this, line, record.toList()));
  }

  /** The columns, in their order. */
  public List<String> header() {
    return header;
  }

  /** The rows below the header, in their order. */
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  /**
   * One row.
   *
   * @param line of the file, from 1
   * @param fields one for each column
   */
  public record Row(StrictCsv table, long line, List<String> fields) {

    /** The field under a column of the header. */
    public String text(String column) {
      return fields.get(table.header.indexOf(column));
    }

    /** A number in digits, with a point if any; not NaN. */
    public double number(String column) throws IOException {
      String text = text(column);
      if (!text.matches(NUMBER)) {
        throw wrong(column, "a number", "'" + text + "'");
      }
      return Double.parseDouble(text);
    }

    /** A whole number in digits. */
    public long whole(String column) throws IOException {
      try {
        return Long.parseLong(text(column));
      } catch (NumberFormatException e) {
        throw wrong(column, "a whole number", "'" + text(column) + "'");
      }
    }

    /** Where the row stands, for messages. */
    public String place() {
      return table.name + ", line " + line;
    }

    /** What to throw about a field. */
    public IOException wrong(String column, String expected, String was) {
      return new IOException("%s, column %s: expected %s, was %s".formatted(place(), column, expected, was));
    }
  }
}

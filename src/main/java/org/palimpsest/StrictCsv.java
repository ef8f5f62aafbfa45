package org.palimpsest;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file whose columns are found by name: UTF-8 (a byte order mark is skipped), RFC 4180 quoting, a header row.
 * Blanks around fields that are not quoted, and
 * empty lines at the end, are skipped. Every row has as many fields as the header, no name stands in it twice, and no
 * other line is empty. Whatever is
 * otherwise is an {@link IOException} that names the file and, where they are known, line and column.
 */
public final class StrictCsv {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).setIgnoreSurroundingSpaces(true).get();
  private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?|-?Infinity");
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String name;
  private final List<String> header;
  private final List<Line> lines;

  private StrictCsv(String name, List<String> header, List<Line> lines) {
    this.name = name;
    this.header = header;
    this.lines = lines;
  }

  /** Reads the whole file. */
  public static StrictCsv read(Path file) throws IOException {
    return parse(TextFile.read(file), file.toString());
  }

  /** Reads a file that a run writes: one whose last line does not end was cut off. */
  public static StrictCsv readWhole(Path file) throws IOException {
    String text = TextFile.read(file);
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw new IOException(
          "%s: line %d: expected a line that ends in a line feed, was the end of the file (cut off while writing?)"
              .formatted(file, text.lines().count()));
    }
    return parse(text, file.toString());
  }

  /** Reads a text; {@code name} stands for the file in messages. */
  public static StrictCsv parse(String text, String name) throws IOException {
    return parse(text, name, ',');
  }

  /** Reads a text whose columns lie between another character than commas. */
  public static StrictCsv parse(String text, String name, char delimiter) throws IOException {
    String bare = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    List<Line> lines = new ArrayList<>();
    List<String> header = null;
    long start = 1;
    long firstEmpty = 0;
    try (CSVParser parser = FORMAT.builder().setDelimiter(delimiter).get().parse(new StringReader(bare))) {
      for (CSVRecord record : parser) {
        boolean empty = record.size() == 1 && record.get(0).isEmpty() && (header == null || header.size() > 1);
        if (firstEmpty > 0 && !empty) {
          throw new IOException("%s: line %d: expected a row, was an empty line".formatted(name, firstEmpty));
        } else if (header == null) {
          header = header(record.toList(), name);
        } else if (empty) {
          firstEmpty = firstEmpty == 0 ? start : firstEmpty;
        } else if (record.size() != header.size()) {
          throw new IOException(
              "%s: line %d: expected %d columns, was %d".formatted(name, start, header.size(), record.size()));
        } else {
          lines.add(new Line(name, start, header, record));
        }
        start = parser.getCurrentLineNumber() + 1;
      }
    } catch (UncheckedIOException e) {
      throw new IOException("%s: line %d: %s".formatted(name, start, e.getCause().getMessage()), e);
    }
    if (header == null) {
      throw new IOException(name + ": line 1: expected the header, was an empty file");
    }
    return new StrictCsv(name, header, lines);
  }

  private static List<String> header(List<String> names, String file) throws IOException {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).isBlank() || !seen.add(names.get(i))) {
        throw new IOException(
            "%s: line 1, column %d: expected a name of its own, was '%s'%s"
                .formatted(file, i + 1, names.get(i), names.get(i).isBlank() ? "" : " again"));
      }
    }
    return List.copyOf(names);
  }

  public List<String> header() {
    return header;
  }

  public List<Line> lines() {
    return lines;
  }

  /** This file, if it has each of these columns and none beside them but optional ones; in any order. */
  public StrictCsv having(Collection<String> columns, Collection<String> optional) throws IOException {
    Set<String> known = new LinkedHashSet<>(columns);
    known.addAll(optional);
    for (String column : header) {
      if (!known.contains(column)) {
        throw new IOException(
            "%s: line 1, column %d: unknown column '%s'%s"
                .formatted(name, header.indexOf(column) + 1, column, Nearest.hint(column, known)));
      }
    }
    for (String column : columns) {
      if (!header.contains(column)) {
        throw new IOException("%s: line 1: expected a column '%s', was none".formatted(name, column));
      }
    }
    return this;
  }

  /** This file, if it has each of these columns; others may stand beside them. */
  public StrictCsv requiring(String... columns) throws IOException {
    return having(List.of(columns), header);
  }

  /** One row; its columns are asked for by name. */
  public static final class Line {
    private final String name;
    private final long number;
    private final List<String> header;
    private final CSVRecord record;

    private Line(String name, long number, List<String> header, CSVRecord record) {
      this.name = name;
      this.number = number;
      this.header = header;
      this.record = record;
    }

    /** Where it begins in the file; the header is line 1. */
    public long number() {
      return number;
    }

    /** The field as it stands, which may be empty. */
    public String field(String column) {
      int place = header.indexOf(column);
      if (place < 0) {
        throw new IllegalArgumentException("column: expected one of %s, was %s".formatted(header, column));
      }
      return record.get(place);
    }

    /** The field, which must not be empty. */
    public String text(String column) throws IOException {
      String field = field(column);
      if (field.isEmpty()) {
        throw bad(column, "a text");
      }
      return field;
    }

    /** The number; NaN for an empty field. */
    public double decimal(String column) throws IOException {
      return field(column).isEmpty() ? Double.NaN : number(column);
    }

    /** The number, which must be there. */
    public double number(String column) throws IOException {
      String field = field(column);
      if (!NUMBER.matcher(field).matches()) {
        throw bad(column, "a number");
      }
      return Double.parseDouble(field);
    }

    public int whole(String column) throws IOException {
      try {
        if (!WHOLE.matcher(field(column)).matches()) {
          throw bad(column, "a whole number");
        }
        return Integer.parseInt(field(column));
      } catch (NumberFormatException e) {
        throw bad(column, "a whole number");
      }
    }

    public boolean yes(String column) throws IOException {
      return switch (field(column)) {
        case "true" -> true;
        case "false" -> false;
        default -> throw bad(column, "true or false");
      };
    }

    /** All fields, in the order of the header. */
    public List<String> fields() {
      return record.toList();
    }

    /** {@code runs.csv: line 2}. */
    public String place() {
      return name + ": line " + number;
    }

    /** The refusal of a field: {@code runs.csv: line 2, column seed: expected a whole number, was '2.5'}. */
    public IOException bad(String column, String expected) {
      return new IOException(
          "%s: line %d, column %s: expected %s, was '%s'".formatted(name, number, column, expected, field(column)));
    }
  }
}

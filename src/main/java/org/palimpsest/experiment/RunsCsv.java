package org.palimpsest.experiment;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * {@code runs.csv}: UTF-8, RFC 4180 quoting, lines that end in {@code \n}, a header row, one {@link ResultRow} a
 * line. Numbers are printed with {@link Double#toString(double)}, so that reading gives back the same bits; NaN is
 * an empty field. Reading is strict: whatever is not as written here is an {@link IOException} whose message names
 * file, line and column.
 */
public final class RunsCsv {

  /** The columns, in order: the components of {@link ResultRow}. */
  public static final List<String> HEADER =
      List.of(
          "experiment", "cell", "scale", "digits", "protocol", "method", "variant", "rho", "seed", "attacker",
          "attacker_variant", "attacker_rho", "split", "group", "metric", "epoch", "value", "ci_low", "ci_high", "n");

  private static final Set<String> MAY_BE_EMPTY = Set.of("method", "variant", "attacker", "attacker_variant");
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setRecordSeparator("\n").setIgnoreEmptyLines(false).get();

  private RunsCsv() {}

  /** Writes the file anew, header first. */
  public static void write(Path file, Iterable<ResultRow> rows) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      write(writer, rows);
    }
  }

  /** Writes the header and the rows; does not close the writer. */
  public static void write(Writer writer, Iterable<ResultRow> rows) throws IOException {
    CSVPrinter printer = new CSVPrinter(writer, FORMAT);
    printer.printRecord(HEADER);
    for (ResultRow row : rows) {
      printer.printRecord(fields(row));
    }
    printer.flush();
  }

  /** Reads all rows of the file, in its order. */
  public static List<ResultRow> read(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw new IOException(
          "%s: line %d: expected a line that ends in a line feed, was the end of the file (cut off while writing?)"
              .formatted(file, text.lines().count()));
    }
    return read(new StringReader(text), file.toString());
  }

  /** Reads all rows; {@code name} stands for the file in error messages. */
  public static List<ResultRow> read(Reader reader, String name) throws IOException {
    List<ResultRow> rows = new ArrayList<>();
    try (CSVParser parser = FORMAT.parse(reader)) {
      boolean header = true;
      for (CSVRecord record : parser) {
        if (header) {
          checkHeader(record, name);
          header = false;
        } else {
          rows.add(new Line(record, name, parser.getCurrentLineNumber()).row());
        }
      }
      if (header) {
        throw new IOException(name + ": line 1: expected the header, was an empty file");
      }
    } catch (UncheckedIOException e) {
      throw new IOException(name + ": " + e.getCause().getMessage(), e);
    }
    return rows;
  }

  private static void checkHeader(CSVRecord record, String name) throws IOException {
    List<String> found = record.toList();
    for (int i = 0; i < Math.max(HEADER.size(), found.size()); i++) {
      String expected = i < HEADER.size() ? "'" + HEADER.get(i) + "'" : "no further column";
      String was = i < found.size() ? "'" + found.get(i) + "'" : "no column";
      if (!expected.equals(was)) {
        throw new IOException(
            "%s: line 1, column %d: expected %s, was %s".formatted(name, i + 1, expected, was));
      }
    }
  }

  private static List<Object> fields(ResultRow row) {
    return List.of(
        row.experiment(), row.cell(), row.scale(), row.digits(), row.protocol(), row.method(), row.variant(),
        field(row.rho()), row.seed(), row.attacker(), row.attackerVariant(), field(row.attackerRho()), row.split(),
        row.group(), row.metric(), row.epoch(), field(row.value()), field(row.ciLow()), field(row.ciHigh()), row.n());
  }

  private static String field(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  /** One line of the file while it is being read; columns are taken from left to right. */
  private static final class Line {
    private final CSVRecord record;
    private final String name;
    private final long number;
    private int column;

    Line(CSVRecord record, String name, long number) {
      this.record = record;
      this.name = name;
      this.number = number;
    }

    ResultRow row() throws IOException {
      if (record.size() != HEADER.size()) {
        throw new IOException(
            "%s: line %d: expected %d columns, was %d".formatted(name, number, HEADER.size(), record.size()));
      }
      return new ResultRow(
          text(), text(), text(), text(), text(), text(), text(), decimal(), whole(), text(), text(), decimal(),
          text(), text(), text(), whole(), decimal(), decimal(), decimal(), whole());
    }

    private String text() throws IOException {
      String field = record.get(column++);
      if (field.isEmpty() && !MAY_BE_EMPTY.contains(HEADER.get(column - 1))) {
        throw bad("a text", field);
      }
      return field;
    }

    private double decimal() throws IOException {
      String field = record.get(column++);
      try {
        return field.isEmpty() ? Double.NaN : Double.parseDouble(field);
      } catch (NumberFormatException e) {
        throw bad("a number", field);
      }
    }

    private int whole() throws IOException {
      String field = record.get(column++);
      try {
        return Integer.parseInt(field);
      } catch (NumberFormatException e) {
        throw bad("a whole number", field);
      }
    }

    private IOException bad(String expected, String was) {
      return new IOException(
          "%s: line %d, column %s: expected %s, was '%s'"
              .formatted(name, number, HEADER.get(column - 1), expected, was));
    }
  }
}

package org.palimpsest.experiment;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/** {@code sweep.csv}: a header row and one {@link SweepRow} a line, in the form of {@link RunsCsv}. */
public final class SweepCsv {

  /** The file's name in a folder of results; a folder that has it is that of a sweep. */
  public static final String NAME = "sweep.csv";

  private static final List<String> HEADER =
      List.of(
          "rule", "method", "variant", "rho", "draw", "cell", "settings", "epoch", "validation_biased",
          "validation_unbiased", "target_accuracy", "picked");
  private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();

  private SweepCsv() {}

  /** Writes the file anew. */
  static void write(Path file, List<SweepRow> rows) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        CSVPrinter printer = new CSVPrinter(writer, FORMAT)) {
      printer.printRecord(HEADER);
      for (SweepRow row : rows) {
        printer.printRecord(
            row.rule(), row.method(), row.variant(), row.rho(), row.draw(), row.cell(), row.settings(), row.epoch(),
            field(row.validationBiased()), field(row.validationUnbiased()), row.target(), row.picked());
      }
    }
  }

  /**
   * Reads all rows, in the file's order.
   *
   * @throws IOException if the file is not as {@link #write} leaves it; the message names file and line
   */
  public static List<SweepRow> read(Path file) throws IOException {
    List<SweepRow> rows = new ArrayList<>();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser parser = FORMAT.parse(reader)) {
      for (CSVRecord line : parser) {
        if (parser.getRecordNumber() > 1) {
          rows.add(row(line, file));
        } else if (!line.toList().equals(HEADER)) {
          throw new IOException("%s: line 1: expected %s, was %s".formatted(file, HEADER, line.toList()));
        }
      }
    }
    return rows;
  }

  private static SweepRow row(CSVRecord line, Path file) throws IOException {
    try {
      return new SweepRow(
          line.get(0), line.get(1), line.get(2), number(line.get(3)), Integer.parseInt(line.get(4)), line.get(5),
          line.get(6), Integer.parseInt(line.get(7)), number(line.get(8)), number(line.get(9)), number(line.get(10)),
          Boolean.parseBoolean(line.get(11)));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new IOException(
          "%s: line %d: expected a row of %s, was %s".formatted(file, line.getRecordNumber(), HEADER, line.toList()),
          e);
    }
  }

  private static double number(String field) {
    return field.isEmpty() ? Double.NaN : Double.parseDouble(field);
  }

  private static String field(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }
}

package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.palimpsest.privacy.accounting.Pld;
import org.palimpsest.privacy.accounting.Rdp;
import org.palimpsest.privacy.accounting.RdpBound;
import org.palimpsest.privacy.accounting.SubsampledGaussian;

/** A file of runs, printed with what each costs. */
record EpsilonTable(Path file) {

  /** The columns that are added: Opacus' orders, privacy-loss distribution, and the orders accounted with. */
  static final List<String> ADDED = List.of("rdp", "pld", "rdp_dense_orders");

  /**
   * @param remarks takes a line for each row whose best order is the first or last of Opacus'
   * @throws IllegalArgumentException if a row lacks a column or holds no number where one is needed
   */
  void print(PrintWriter out, PrintWriter remarks) throws IOException {
    CSVFormat read = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser rows = CSVParser.parse(file, StandardCharsets.UTF_8, read)) {
      List<String> header = new ArrayList<>(rows.getHeaderNames());
      header.addAll(ADDED);
      CSVPrinter printer = new CSVPrinter(out, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
      printer.printRecord(header);
      for (CSVRecord row : rows) {
        List<SubsampledGaussian> events = List.of(event(row));
        double delta = number(row, "delta");
        RdpBound standard = Rdp.standard().bound(events, delta);
        RdpBound dense = new Rdp().bound(events, delta);
        if (standard.atEdge()) {
          remarks.printf(
              "palimpsest: %s: rdp is at order %s%s; rdp_dense_orders at %s%n",
              place(row), standard.order(), standard.remark(), dense.order());
        }
        List<Object> cells = new ArrayList<>(row.toList());
        cells.addAll(List.of(standard.epsilon(), new Pld().epsilon(events, delta), dense.epsilon()));
        printer.printRecord(cells);
      }
      printer.flush();
    }
  }

  private SubsampledGaussian event(CSVRecord row) {
    double q = number(row, "sampling_rate");
    double sigma = number(row, "noise_multiplier");
    double steps = number(row, "steps");
    if (steps != Math.rint(steps) || Math.abs(steps) > 1L << 53) {
      throw new IllegalArgumentException(
          "%s: steps: expected a whole number, was '%s'".formatted(place(row), row.get("steps")));
    }
    return new SubsampledGaussian(q, sigma, (long) steps);
  }

  private double number(CSVRecord row, String column) {
    if (!row.isSet(column)) {
      throw new IllegalArgumentException("%s: no column %s".formatted(place(row), column));
    }
    try {
      return Double.parseDouble(row.get(column));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s: %s: expected a number, was '%s'".formatted(place(row), column, row.get(column)), e);
    }
  }

  private String place(CSVRecord row) {
    return "%s, row %d".formatted(file, row.getRecordNumber());
  }
}

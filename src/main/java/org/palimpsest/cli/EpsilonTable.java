package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.palimpsest.StrictCsv;
import org.palimpsest.privacy.accounting.Accountant;
import org.palimpsest.privacy.accounting.Pld;
import org.palimpsest.privacy.accounting.Rdp.RdpBound;
import org.palimpsest.privacy.accounting.Rdp;
import org.palimpsest.privacy.accounting.SubsampledGaussian;

/** A file of runs, printed with what each costs, row by row: what is printed stays if a later row is refused. */
record EpsilonTable(Path file) {

  /** The columns that are added: Opacus' orders, privacy-loss distribution, and the orders accounted with. */
  static final List<String> ADDED = List.of("rdp", "pld", "rdp_dense_orders");

  /**
   * @param remarks takes a line for each row whose best order is the first or last of Opacus', and for each that an
   *     accountant cannot account for; the field of that accountant is then empty
   * @return how many fields are empty
   * @throws IOException if the file is not a table with the columns of runs; the message names line and column
   */
  int print(PrintWriter out, PrintWriter remarks) throws IOException {
    StrictCsv table = StrictCsv.read(file).requiring("sampling_rate", "noise_multiplier", "steps", "delta");
    for (String added : ADDED) {
      if (table.header().contains(added)) {
        throw new IOException("%s: line 1: expected no column %s, which is added".formatted(file, added));
      }
    }
    CSVPrinter printer = new CSVPrinter(out, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
    List<String> header = new ArrayList<>(table.header());
    header.addAll(ADDED);
    printer.printRecord(header);
    printer.flush();
    int missing = 0;
    for (StrictCsv.Line row : table.lines()) {
      Run run = run(row);
      Accounted<RdpBound> standard = Accounted.of(() -> Rdp.standard().bound(run.events, run.delta));
      Accounted<RdpBound> dense = Accounted.of(() -> new Rdp().bound(run.events, run.delta));
      Accounted<Double> pld = Accounted.of(() -> new Pld().epsilon(run.events, run.delta));
      if (standard.isFound() && standard.found().atEdge()) {
        remarks.printf(
            "palimpsest: %s: rdp is at order %s%s; rdp_dense_orders at %s%n",
            row.place(), standard.found().order(), standard.found().remark(),
            dense.map(bound -> String.valueOf(bound.order())));
      }
      List<Object> cells = new ArrayList<>(row.fields());
      List<Accounted<?>> accounted = List.of(standard, pld, dense);
      for (int i = 0; i < ADDED.size(); i++) {
        if (!accounted.get(i).isFound()) {
          remarks.printf("palimpsest: %s, column %s: %s%n", row.place(), ADDED.get(i), accounted.get(i).problem());
          missing++;
        }
      }
      cells.add(standard.map(bound -> String.valueOf(bound.epsilon())));
      cells.add(pld.map(String::valueOf));
      cells.add(dense.map(bound -> String.valueOf(bound.epsilon())));
      printer.printRecord(cells);
      printer.flush();
    }
    return missing;
  }

  private static Run run(StrictCsv.Line row) throws IOException {
    double q = row.number("sampling_rate");
    double sigma = row.number("noise_multiplier");
    double steps = row.number("steps");
    double delta = row.number("delta");
    if (steps != Math.rint(steps) || Math.abs(steps) > SubsampledGaussian.MOST_STEPS) {
      throw row.bad("steps", "a whole number in 0..2^53");
    }
    try {
      Accountant.requireDelta(delta);
      return new Run(List.of(new SubsampledGaussian(q, sigma, (long) steps)), delta);
    } catch (IllegalArgumentException e) {
      throw new IOException(row.place() + ": " + e.getMessage(), e);
    }
  }

  private record Run(List<SubsampledGaussian> events, double delta) {}
}

package org.palimpsest.experiment;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.palimpsest.StrictCsv;

/** {@code sweep.csv}: a header row and one {@link SweepRow} a line, in the form of {@link RunsCsv}. */
public final class SweepCsv {

  /** The file's name in a folder of results; a folder that has it is that of a sweep. */
  public static final String NAME = "sweep.csv";

  private static final List<String> HEADER =
      List.of(
          "rule", "method", "variant", "condition", "rho", "draw", "cell", "settings", "epoch", "validation_biased",
          "validation_unbiased", "target_accuracy", "picked");

  /** What a file of version 1 lacks. */
  private static final List<String> NEW = List.of("condition");

  private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();

  private SweepCsv() {}

  /** Writes the file anew. */
  static void write(Path file, List<SweepRow> rows) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        CSVPrinter printer = new CSVPrinter(writer, FORMAT)) {
      printer.printRecord(HEADER);
      for (SweepRow row : rows) {
        printer.printRecord(
            row.rule(), row.at().arm().method(), row.at().arm().variant(), row.at().condition().text(),
            RunsCsv.field(row.at().condition().rho()), row.draw(), row.cell(), row.settings(), row.epoch(),
            RunsCsv.field(row.validationBiased()), RunsCsv.field(row.validationUnbiased()), row.target(),
            row.picked());
      }
    }
  }

  /**
   * Reads all rows, in the file's order.
   *
   * @throws IOException if the file is not as {@link #write} leaves it; the message names file, line and column
   */
  public static List<SweepRow> read(Path file) throws IOException {
    StrictCsv csv = StrictCsv.readWhole(file);
    boolean old = !csv.header().contains(NEW.get(0));
    csv.having(HEADER.stream().filter(column -> !NEW.contains(column)).toList(), NEW);
    List<SweepRow> rows = new ArrayList<>();
    for (StrictCsv.Line line : csv.lines()) {
      AxisLabel condition =
          old ? AxisLabel.rho(line.decimal("rho")) : new AxisLabel(line.text("condition"));
      rows.add(
          new SweepRow(
              line.text("rule"), new Case(new Arm(line.text("method"), line.field("variant")), condition),
              line.whole("draw"), line.text("cell"), line.field("settings"), line.whole("epoch"),
              line.decimal("validation_biased"), line.decimal("validation_unbiased"), line.decimal("target_accuracy"),
              line.yes("picked")));
    }
    return rows;
  }
}

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

  /**
   * One line of {@code sweep.csv}: what a rule makes of one network.
   *
   * @param rule such as {@code best-validation-biased}
   * @param at the method, with {@code alpha=drawn} in its variant for what is searched, and the network's condition
   * @param draw its number, which is its encoder seed; 0 has the settings given
   * @param cell the id of the network's cell
   * @param settings the values of what is searched, such as {@code alpha=0.1 beta=3.162}; empty if nothing is
   * @param epoch the one whose model the rule takes, from 1
   * @param validationBiased target accuracy in [0, 1] after that epoch; NaN without validation images
   * @param validationUnbiased likewise
   * @param target target accuracy in [0, 1] on the unbiased test images after that epoch
   * @param picked whether the rule takes this network
   */
  public record SweepRow(
      String rule,
      Case at,
      int draw,
      String cell,
      String settings,
      int epoch,
      double validationBiased,
      double validationUnbiased,
      double target,
      boolean picked) {

    static SweepRow of(SelectionRule rule, DrawnNetwork network, boolean picked) {
      Cell cell = network.cell();
      CellSpec spec = cell.spec();
      int epoch = rule.epoch(network);
      return new SweepRow(
          rule.label(),
          new Case(new Arm(spec.method().name(), cell.variant()), new AxisLabel(spec.condition().label())),
          spec.number(),
          cell.id(),
          SweepSpec.settings(spec.method()),
          epoch,
          network.accuracy(SelectionRule.LAST.set(), epoch),
          network.accuracy(SelectionRule.BEST_VALIDATION_UNBIASED.set(), epoch),
          network.accuracy(SelectionRule.TEST, epoch),
          picked);
    }
  }
}

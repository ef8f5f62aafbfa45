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
import org.palimpsest.metric.Measurement;

/**
 * {@code runs.csv}: UTF-8, RFC 4180 quoting, lines that end in {@code \n}, a header row, one {@link ResultRow} a
 * line. Numbers are printed with {@link Double#toString(double)}, so that reading gives back the same bits; NaN is
 * an empty field. Columns are read by name, in any order.
 *
 * <p>Files of version 1, known by their column {@code digits}, are read as well: it is the dataset, the condition is
 * {@code rho=} with its number, and so is the attacker's mix.
 */
public final class RunsCsv {

  /** The columns, in the order in which they are written. */
  public static final List<String> HEADER =
      List.of(
          "experiment", "cell", "scale", "dataset", "condition", "protocol", "method", "variant", "rho", "seed",
          "attacker", "attacker_variant", "attacker_rho", "attacker_mix", "split", "group", "metric", "epoch", "value",
          "ci_low", "ci_high", "n");

  private static final String OLD_DATASET = "digits";
  private static final List<String> OLD_HEADER =
      HEADER.stream()
          .filter(column -> !column.equals("condition") && !column.equals("attacker_mix"))
          .map(column -> column.equals("dataset") ? OLD_DATASET : column)
          .toList();
  private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();

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
    return rows(StrictCsv.readWhole(file));
  }

  /** Reads all rows of a text; {@code name} stands for the file in error messages. */
  public static List<ResultRow> parse(String text, String name) throws IOException {
    return rows(StrictCsv.parse(text, name));
  }

  private static List<ResultRow> rows(StrictCsv csv) throws IOException {
    boolean old = csv.header().contains(OLD_DATASET);
    List<ResultRow> rows = new ArrayList<>();
    for (StrictCsv.Line line : csv.having(old ? OLD_HEADER : HEADER, List.of()).lines()) {
      ResultRow.Origin origin =
          new ResultRow.Origin(
              line.text("experiment"),
              new Source(line.text(old ? OLD_DATASET : "dataset"), line.text("protocol"), line.text("scale")),
              line.text("cell"),
              new Case(
                  new Arm(line.field("method"), line.field("variant")), label(line, "condition", "rho", old)),
              line.whole("seed"));
      AttackKey attack =
          new AttackKey(
              line.field("attacker"), line.field("attacker_variant"), label(line, "attacker_mix", "attacker_rho", old));
      Measurement measurement =
          new Measurement(
              line.text("metric"), line.text("group"), line.decimal("value"), line.decimal("ci_low"),
              line.decimal("ci_high"), line.whole("n"));
      rows.add(
          new ResultRow(
              origin, attack, new ResultRow.Measured(line.text("split"), line.whole("epoch"), measurement)));
    }
    return rows;
  }

  /** A condition's label or a mix's, which says the same as its rho. */
  private static AxisLabel label(StrictCsv.Line line, String column, String rhoColumn, boolean old)
      throws IOException {
    double rho = line.decimal(rhoColumn);
    if (old) {
      return AxisLabel.rho(rho);
    }
    AxisLabel label = new AxisLabel(line.field(column));
    if (Double.compare(label.rho(), rho) != 0) {
      throw line.bad(rhoColumn, "the rho of " + column + " '" + label + "'");
    }
    return label;
  }

  private static List<Object> fields(ResultRow row) {
    return List.of(
        row.experiment(), row.cell(), row.source().scale(), row.source().dataset(), row.condition().text(),
        row.source().protocol(), row.method(), row.variant(), field(row.condition().rho()), row.seed(),
        row.attacker(), row.attackerVariant(), field(row.attack().mix().rho()), row.attack().mix().text(),
        row.split(), row.group(), row.metric(), row.epoch(), field(row.value()), field(row.ciLow()),
        field(row.ciHigh()), row.n());
  }

  static String field(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }
}

package org.palimpsest.report;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.palimpsest.Require;
import org.palimpsest.experiment.Source;
import org.palimpsest.report.results.Results;

/**
 * A table, with its file name, heading and a note on how to read it.
 *
 * @param source stands in every CSV row
 * @param about the same in words, for the heading
 */
record Table(
    String name, String title, String note, Source source, String about, List<Column> columns,
    List<List<TableEntry>> rows) {

  /** Behind what an undertrained attacker reads. */
  static final String DAGGER = "\u2020";

  private static final String TARGET = "Target accuracy";

  private static final CSVFormat CSV = CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();

  Table {
    for (List<TableEntry> row : rows) {
      Require.that(row.size() == columns.size(), name + ": entries of a row", "" + columns.size(), row.size());
      for (int i = 0; i < row.size(); i++) {
        int fields = columns.get(i).kind().fields();
        Require.that(
            row.get(i).fields().size() == fields, name + ": fields of column " + columns.get(i).key(), "" + fields,
            row.get(i).fields());
      }
    }
  }

  static Table of(
      String name, String title, String note, Results results, List<Column> columns, List<List<TableEntry>> rows) {
    return new Table(name, title, note, results.grid().source(), results.about(), columns, rows);
  }

  /** The note, and what a dagger says if there is one. */
  String fullNote() {
    boolean marked = rows.stream().flatMap(List::stream).anyMatch(entry -> entry.text().endsWith(DAGGER));
    return marked
        ? note + ". " + DAGGER + " Undertrained: the attacker does worse on its own training images than the encoder's own "
            + "head or the best of its kind would, or than a smaller attacker on the test images, so it says how it was "
            + "trained, not what there is to read"
        : note;
  }

  /** The same table under a longer file name. */
  Table named(String suffix) {
    return new Table(name + suffix, title, note, source, about, columns, rows);
  }

  /** The same without columns that hold nothing, such as those of attackers that were not there. */
  Table withoutBlankColumns() {
    List<Integer> kept =
        IntStream.range(0, columns.size())
            .filter(i -> rows.stream().anyMatch(row -> !row.get(i).text().isEmpty()))
            .boxed()
            .toList();
    return new Table(
        name, title, note, source, about, kept.stream().map(columns::get).toList(),
        rows.stream().map(row -> kept.stream().map(row::get).toList()).toList());
  }

  /** The same where no target is asked: without its columns, and without rows on it alone. */
  Table withoutTarget() {
    List<Integer> kept =
        IntStream.range(0, columns.size()).filter(i -> !columns.get(i).fullTitle().startsWith(TARGET)).boxed().toList();
    return new Table(
        name, title, note, source, about, kept.stream().map(columns::get).toList(),
        rows.stream()
            .filter(row -> row.stream().noneMatch(entry -> entry.text().equals(TARGET)))
            .map(row -> kept.stream().map(row::get).toList())
            .toList());
  }

  /** Writes {@code name.csv}, {@code name.md} and {@code name.tex}. */
  void write(Path folder) throws IOException {
    Files.writeString(folder.resolve(name + ".csv"), csv());
    Files.writeString(folder.resolve(name + ".md"), markdown());
    Files.writeString(folder.resolve(name + ".tex"), new Latex(this).text());
  }

  private String csv() throws IOException {
    StringWriter text = new StringWriter();
    CSVPrinter printer = new CSVPrinter(text, CSV);
    printer.printRecord(
        line(List.of("dataset", "protocol", "scale"), columns, Column::csvNames));
    for (List<TableEntry> row : rows) {
      printer.printRecord(
          line(List.of(source.dataset(), source.protocol(), source.scale()), row, TableEntry::fields));
    }
    return text.toString();
  }

  private static <T> List<String> line(List<String> first, List<T> items, Function<T, List<String>> fields) {
    return Stream.concat(first.stream(), items.stream().flatMap(item -> fields.apply(item).stream()))
        .toList();
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(title).append("\n\n");
    text.append(about).append(". ").append(fullNote()).append("\n\n");
    text.append(markdown(columns.stream().map(Column::fullTitle).toList()));
    text.append(markdown(columns.stream().map(column -> column.numeric() ? "---:" : "---").toList()));
    for (List<TableEntry> row : rows) {
      text.append(markdown(row.stream().map(entry -> (entry.text() + " " + entry.aside()).strip()).toList()));
    }
    return text.toString();
  }

  private static String markdown(List<String> fields) {
    return fields.stream().map(field -> field.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}

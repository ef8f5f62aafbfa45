package org.palimpsest.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * A table, with its file name, heading and a note on how to read it.
 *
 * @param setting printed in the heading and in every CSV row
 */
record Table(String name, String title, String note, Setting setting, List<Column> columns, List<List<Entry>> rows) {

  /** Behind what an undertrained attacker reads. */
  static final String DAGGER = "\u2020";

  private static final CSVFormat CSV = CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();

  Table {
    for (List<Entry> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "%s: expected rows of %d entries, was %d".formatted(name, columns.size(), row.size()));
      }
    }
  }

  /** The note, and what a dagger says if there is one. */
  String fullNote() {
    boolean marked = rows.stream().flatMap(List::stream).anyMatch(entry -> entry.text().endsWith(DAGGER));
    return marked
        ? note + ". " + DAGGER + " Undertrained: on its own training images the attacker does worse than the "
            + "encoder's own head would, so it says how it was trained, not what there is to read"
        : note;
  }

  /** The same table under a longer file name. */
  Table named(String suffix) {
    return new Table(name + suffix, title, note, setting, columns, rows);
  }

  /** The same without columns that hold nothing, such as those of attackers that were not there. */
  Table withoutBlankColumns() {
    List<Integer> kept =
        IntStream.range(0, columns.size())
            .filter(i -> rows.stream().anyMatch(row -> !row.get(i).text().isEmpty()))
            .boxed()
            .toList();
    return new Table(
        name, title, note, setting, kept.stream().map(columns::get).toList(),
        rows.stream().map(row -> kept.stream().<Entry>map(row::get).toList()).toList());
  }

  /** Writes {@code name.csv} and {@code name.md}. */
  void write(Path folder) throws IOException {
    try (Writer writer = Files.newBufferedWriter(folder.resolve(name + ".csv"), StandardCharsets.UTF_8)) {
      writeCsv(writer);
    }
    Files.writeString(folder.resolve(name + ".md"), markdown());
  }

  private void writeCsv(Writer writer) throws IOException {
    CSVPrinter printer = new CSVPrinter(writer, CSV);
    printer.print("digits");
    printer.print("protocol");
    printer.print("scale");
    for (Column column : columns) {
      for (String key : column.csvNames()) {
        printer.print(key);
      }
    }
    printer.println();
    for (List<Entry> row : rows) {
      printer.print(setting.digits());
      printer.print(setting.protocol());
      printer.print(setting.scale());
      for (Entry entry : row) {
        for (String field : entry.fields()) {
          printer.print(field);
        }
      }
      printer.println();
    }
    printer.flush();
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(title).append("\n\n");
    text.append(setting.label()).append(". ").append(fullNote()).append("\n\n");
    text.append(line(columns.stream().map(Column::fullTitle).toList()));
    text.append(line(columns.stream().map(column -> column.numeric() ? "---:" : "---").toList()));
    for (List<Entry> row : rows) {
      text.append(
          line(
              row.stream()
                  .map(entry -> entry.aside().isEmpty() ? entry.text() : entry.text() + " " + entry.aside())
                  .toList()));
    }
    return text.toString();
  }

  private static String line(List<String> fields) {
    return fields.stream().map(field -> field.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}

package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.palimpsest.experiment.Catalogue;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.RunsCsv;
import org.palimpsest.metric.Metrics;

/**
 * The main table in short, for the console: target accuracy and every attacker's private-class accuracy on the test
 * images that the report leads with, in percent. What an eraser left of a network is not in it.
 */
final class MainNumbers {

  private static final String TARGET = "target";
  private static final String ERASED = "erased=";

  /** Floors and ceilings have no place in a short table. */
  private static final Set<String> ATTACKERS = Catalogue.installed().attackers().keySet();

  private MainNumbers() {}

  /**
   * @param folder of results
   * @param each what a line is, such as {@code mean over seeds}
   */
  static void print(PrintWriter console, Path folder, String each) throws IOException {
    Map<String, Map<String, DoubleSummaryStatistics>> lines = new LinkedHashMap<>();
    Set<String> columns = new LinkedHashSet<>(Set.of(TARGET));
    String split = RecordedRun.read(folder.resolve("provenance.json")).task("").headline();
    for (ResultRow row : RunsCsv.read(folder.resolve("runs.csv"))) {
      String column = column(row, split);
      if (column != null) {
        columns.add(column);
        String variant = row.variant().isEmpty() ? "" : " (" + row.variant() + ")";
        String line = "%s%s\t%s".formatted(row.method(), variant, row.condition());
        lines
            .computeIfAbsent(line, l -> new LinkedHashMap<>())
            .computeIfAbsent(column, c -> new DoubleSummaryStatistics())
            .accept(row.value());
      }
    }
    int width = lines.keySet().stream().mapToInt(line -> line.indexOf('\t')).max().orElse(0);
    String method = "%-" + Math.max("method".length(), width) + "s  %-10s";
    String name = split.equals("test") ? "Test set" : split.substring(0, 1).toUpperCase(Locale.ROOT) + split.substring(1) + " test set";
    console.printf("%n%s, accuracy in percent, %s%n", name, each);
    console.printf(method, "method", "condition");
    columns.forEach(column -> console.printf("  %" + width(column) + "s", column));
    console.println();
    lines.forEach(
        (line, cells) -> {
          String[] parts = line.split("\t");
          console.printf(method, parts[0], parts[1]);
          columns.forEach(column -> console.printf("  %" + width(column) + "s", percent(cells.get(column))));
          console.println();
        });
    console.println();
  }

  private static String column(ResultRow row, String split) {
    boolean finished = row.epoch() == 0 && !row.variant().contains(ERASED);
    if (!finished || !row.split().equals(split) || !row.group().equals(Metrics.ALL)) {
      return null;
    } else if (row.attacker().isEmpty()) {
      return row.metric().equals(Metrics.TARGET_ACCURACY) ? TARGET : null;
    } else if (!row.metric().equals(Metrics.PRIVATE_ACCURACY) || !ATTACKERS.contains(row.attacker())) {
      return null;
    }
    String attacker = (row.attacker() + " " + row.attackerVariant()).strip();
    return "private (" + attacker + " attack, " + row.attack().mix() + ")";
  }

  private static int width(String column) {
    return Math.max(column.length(), 6);
  }

  private static String percent(DoubleSummaryStatistics values) {
    return values == null ? "×" : String.format(Locale.ROOT, "%.1f", 100 * values.getAverage());
  }
}

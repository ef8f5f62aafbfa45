package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AttackerRecord.Reach;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Runs;

/**
 * What features give away of several private attributes, a line for each attribute and arm, by the words and intervals
 * of {@link Verdict}: the floor is what is scored without reading features, and the line lies {@link Verdict#MARGIN}
 * above it.
 */
public final class LeakageSummary {

  private final List<List<TableEntry>> rows = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private Results any;

  /**
   * Takes a folder of results on.
   *
   * @throws IOException if it cannot be read
   */
  public void add(Path folder) throws IOException {
    RecordedRun run = RecordedRun.read(folder.resolve("provenance.json"));
    for (Results results : Runs.read(folder.resolve("runs.csv"), run, Published.load()).results()) {
      any = results;
      for (Case at : results.grid().cases()) {
        add(results, at);
      }
    }
  }

  private void add(Results results, Case at) {
    double floor = new Ladder(results).floor();
    List<Reading> linear = Reading.of(results, at, of(results, Reach.LINEAR));
    List<Reading> others = Reading.of(results, at, of(results, Reach.NON_LINEAR));
    Finding found = Finding.of(linear, others, floor + Verdict.MARGIN);
    String attribute = results.words().secret();
    String label = results.labels().of(at.arm());
    Row row = new Row(results).words(attribute).add(TableEntry.method(label, at.arm()));
    row.add(TableEntry.percent(floor));
    entry(row, Reading.best(linear));
    entry(row, Reading.best(others));
    row.add(TableEntry.decision(found.judgement, found.because));
    rows.add(row.done());
    lines.add("%s, %s: %s (%s)".formatted(attribute, label, found.judgement, found.because));
  }

  private static void entry(Row row, Optional<Reading> reading) {
    row.orMissing(
        reading, best -> TableEntry.read(best.estimate(), best.undertrained(), best.attack().name()), Column.Kind.READING);
  }

  private static List<AttackKey> of(Results results, Reach reach) {
    return results.attacks().stream().filter(attack -> results.roster().reach(attack) == reach).toList();
  }

  /** What the readings come to, and the numbers that decided. */
  private record Finding(String judgement, String because) {

    static Finding of(List<Reading> linear, List<Reading> others, double line) {
      List<Reading> all = Stream.concat(linear.stream(), others.stream()).toList();
      if (all.isEmpty()) {
        return new Finding("not measured", "no attacker came to an end");
      }
      String most = words(Reading.best(all).orElseThrow());
      if (Reading.above(linear, line)) {
        return new Finding("given away, to linear readers too", most);
      } else if (Reading.above(others, line)) {
        return new Finding("given away, though not to linear readers", most);
      } else if (Reading.below(all, line)) {
        return new Finding("not read by these attackers", "the most is " + most);
      }
      return new Finding(
          "unclear", "the interval of " + most + " holds the line; more rows for tests make it narrower");
    }

    private static String words(Reading reading) {
      return "%s reads %.1f %% [%.1f, %.1f]"
          .formatted(
              reading.attack().name(), 100 * reading.estimate().mean(), 100 * reading.estimate().low(),
              100 * reading.estimate().high());
    }
  }

  /** A line for each, for the console. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Writes {@code leakage.csv}, {@code leakage.md} and {@code leakage.tex}. */
  public void write(Path folder) throws IOException {
    List<Column> columns =
        List.of(
            Column.words("Private attribute", "private_attribute"),
            new Column("", "Features", "method", Column.Kind.METHOD),
            Column.number("", "Floor", "floor"),
            new Column("Reads most", "linear", "linear", Column.Kind.READING),
            new Column("Reads most", "other", "other", Column.Kind.READING),
            new Column("", "Finding", "finding", Column.Kind.RULING));
    Files.createDirectories(folder);
    new Table(
            "leakage",
            "What do the features give away?",
            "Private-class accuracy in percent, every group of test rows counted alike, with 95 % intervals "
                + any.intervals() + ". The floor is what is scored without reading features; an attacker reads"
                + " if its interval lies more than %.0f points above it. 'Not read' is worth what these attackers are worth"
                    .formatted(100 * Verdict.MARGIN),
            any.grid().source(),
            any.about(),
            columns,
            rows)
        .write(folder);
  }

  /** The attributes' pages, each in a folder of its own, in one list: {@code index.html}. */
  public void index(Path folder, List<String> attributes) throws IOException {
    String items =
        attributes.stream()
            .map(name -> "<li><a href=\"%1$s/report.html\">%1$s</a></li>".formatted(Html.escape(name)))
            .collect(Collectors.joining("\n"));
    String text = lines.stream().map(line -> "<li>" + Html.escape(line) + "</li>").collect(Collectors.joining("\n"));
    Files.writeString(
        folder.resolve("index.html"),
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>What do the features give away?</title>
        <style>body { font: 16px/1.5 sans-serif; max-width: 50em; margin: 2em auto; padding: 0 1em }</style></head>
        <body>
        <h1>What do the features give away?</h1>
        <ul>
        %s
        </ul>
        <p>In full, with tables, figures and how it was measured:</p>
        <ul>
        %s
        </ul>
        </body>
        </html>
        """.formatted(text, items));
  }
}

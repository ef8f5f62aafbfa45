package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AttackerRecord.Reach;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Runs;

/**
 * What features give away of several private attributes, a line for each attribute and arm. The floor is what is scored
 * without reading features, the line lies {@link Verdict#MARGIN} above it: an attacker reads if the whole 95 % interval
 * of its accuracy does, and nothing is read if no attacker's reaches beyond the line, one of whom was trained to its end.
 */
public final class LeakageSummary {

  private final List<List<TableEntry>> rows = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private PairedTable paired;
  private Results any;

  /** Of the results of one page. */
  static LeakageSummary of(Results results, RecordedRun run, Path folder) throws IOException {
    LeakageSummary summary = new LeakageSummary();
    summary.add(results, run, folder);
    return summary;
  }

  /**
   * Takes a folder of results on.
   *
   * @throws IOException if it cannot be read
   */
  public void add(Path folder) throws IOException {
    RecordedRun run = RecordedRun.read(folder.resolve("provenance.json"));
    for (Results results : Runs.read(folder.resolve("runs.csv"), run, Published.load()).results()) {
      add(results, run, folder);
    }
  }

  private void add(Results results, RecordedRun run, Path folder) throws IOException {
    any = results;
    for (Case at : results.grid().cases()) {
      add(results, at);
    }
    paired = PairedTable.of(results, run, folder);
    findings.addAll(paired.findings());
  }

  private void add(Results results, Case at) {
    double floor = new Ladder(results).floor();
    List<Read> linear = of(results, at, Reach.LINEAR);
    List<Read> others = of(results, at, Reach.NON_LINEAR);
    String[] finding = finding(linear, others, floor + Verdict.MARGIN);
    String attribute = results.words().secret();
    String label = results.labels().of(at.arm());
    Row row = new Row(results).words(attribute).add(TableEntry.method(label, at.arm()));
    row.add(TableEntry.percent(floor));
    for (List<Read> reads : List.of(linear, others)) {
      Optional<Read> most = most(reads);
      row.orMissing(most, best -> TableEntry.share(best.estimate, best.undertrained), Column.Kind.SHARE);
      row.words(most.map(best -> best.attack.name()).orElse(""));
    }
    rows.add(row.add(TableEntry.decision(finding[0], finding[1])).done());
    findings.add(new Finding("%s, %s: %s.".formatted(attribute, label, finding[0]), finding[1].substring(0, 1).toUpperCase(Locale.ROOT) + finding[1].substring(1) + "."));
  }

  /**
   * What an attacker reads.
   *
   * @param conclusive whether a failure of it says that there is nothing to read
   */
  private record Read(AttackKey attack, Estimate estimate, boolean undertrained, boolean conclusive) {

    String words() {
      return "%s reads %.1f %% [%.1f, %.1f]"
          .formatted(attack.name(), 100 * estimate.mean(), 100 * estimate.low(), 100 * estimate.high());
    }
  }

  private static List<Read> of(Results results, Case at, Reach reach) {
    List<Read> reads = new ArrayList<>();
    for (AttackKey attack : results.attacks()) {
      Optional<Estimate> estimate = results.estimate(results.leak(at, attack));
      if (results.roster().reach(attack) == reach && estimate.isPresent()) {
        boolean undertrained = results.undertrained(at, attack);
        boolean ended =
            results.bySeed(Query.of(at, attack, Metrics.TRAIN, Metrics.CONVERGED)).values().stream().allMatch(f -> f == 1);
        boolean conclusive = results.roster().conclusive(attack) && ended && !undertrained;
        reads.add(new Read(attack, estimate.get(), undertrained, conclusive));
      }
    }
    return reads;
  }

  private static Optional<Read> most(List<Read> reads) {
    return reads.stream().max(Comparator.comparingDouble(read -> read.estimate.mean()));
  }

  /** The finding in a word, and the numbers that decided. */
  private static String[] finding(List<Read> linear, List<Read> others, double line) {
    List<Read> all = Stream.concat(linear.stream(), others.stream()).toList();
    if (all.isEmpty()) {
      return new String[] {"not measured", "no attacker came to an end"};
    }
    String most = most(all).orElseThrow().words();
    if (linear.stream().anyMatch(read -> read.estimate.low() > line)) {
      return new String[] {"given away, to linear readers too", most};
    } else if (others.stream().anyMatch(read -> read.estimate.low() > line)) {
      return new String[] {"given away, though not to linear readers", most};
    } else if (all.stream().anyMatch(read -> read.estimate.high() > line)) {
      return new String[] {
        "unclear", "the interval of an attacker reaches beyond the line; the most: " + most + "; more rows make it narrower"
      };
    }
    return all.stream().anyMatch(Read::conclusive)
        ? new String[] {"not read by these attackers", "the most: " + most}
        : new String[] {"unclear", "nothing is read, but no attacker was trained to its end"};
  }

  /** A line for each, for the console. */
  public List<String> lines() {
    return findings.stream().map(finding -> finding.claim() + " " + finding.evidence()).toList();
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Writes {@code leakage.csv}, {@code leakage.md} and {@code leakage.tex}. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    table().write(folder);
  }

  /** The latest results' features beside others of the same rows. */
  Table paired() {
    return paired.table();
  }

  Table table() {
    List<Column> columns =
        List.of(
            Column.words("Private attribute", "private_attribute"),
            new Column("", "Features", "method", Column.Kind.METHOD),
            Column.number("", "Floor", "floor"),
            Column.share("Reads most", "linear", "linear"),
            Column.words("", "linear_attacker"),
            Column.share("Reads most", "other", "other"),
            Column.words("", "other_attacker"),
            new Column("", "Finding", "finding", Column.Kind.RULING));
    return new Table(
            "leakage",
            "What do the features give away?",
            "Private-class accuracy in percent, every group of test rows counted alike, and its "
                + any.intervals() + ". The floor is what is scored without reading features; an attacker reads"
                + " if its interval lies more than %.0f points above it. 'Not read' is worth what these attackers are worth"
                    .formatted(100 * Verdict.MARGIN),
            any.grid().source(),
            any.about(),
            columns,
            rows);
  }

  /** The attributes' pages, each in a folder of its own, in one list: {@code index.html}. */
  public void index(Path folder, List<String> attributes) throws IOException {
    Html body = new Html();
    body.raw("<header>").raw("<p class=\"kicker\">Palimpsest \u00b7 leakage report</p>");
    body.element("h1", table().title()).raw("</header>");
    body.findings(findings()).table(table());
    body.element("p", "In full, with figures and how it was measured:").raw("<ul>");
    for (String name : attributes) {
      body.raw("<li><a href=\"%1$s/report.html\">%1$s</a></li>".formatted(Html.escape(name)));
    }
    body.raw("</ul>");
    Files.writeString(folder.resolve("index.html"), Html.document(table().title(), new Html().contents(List.of()), body));
  }
}

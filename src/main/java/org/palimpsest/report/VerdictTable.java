package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.report.Verdict.Ruling;
import org.palimpsest.report.results.Difference;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** The {@link Verdict} on every method at every correlation, with the numbers that it was made from. */
final class VerdictTable {

  private static final String ERASED =
      "As the table of verdicts on networks as trained, for features from which an eraser took what a linear probe "
          + "reads. Behind the @ stands what it was fitted to: images of that mix, or, for train, the "
          + "network's own training images. Target accuracy is that of the network's head on what is left; Vanilla is "
          + "the one without erasure";

  private VerdictTable() {}

  /** Of networks as trained; without rows if no attacker learns where private attribute and target are independent. */
  static Table of(Results results) {
    return of(results, "verdicts", "What each method does to the private attribute", false);
  }

  /** Of features from which something was erased. */
  static Table afterErasure(Results results) {
    return of(results, "verdicts-erased", "What erasure after training does to the private attribute", true);
  }

  private static Table of(Results results, String name, String title, boolean erased) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    columns.add(new Column("", "Verdict", "verdict", Column.Kind.RULING));
    columns.add(Column.share("Target accuracy", "own", "target"));
    columns.add(new Column("Target accuracy", "gain over Vanilla", "gain", Column.Kind.GAIN));
    columns.add(new Column("Most that is read", "linear", "linear", Column.Kind.READING));
    columns.add(new Column("Most that is read", "other", "other", Column.Kind.READING));
    columns.add(Column.share("Most that is read", "given " + results.words().target() + " (bits)", "conditional_bits"));
    columns.add(Column.number("Most that is read", "kept (%)", "kept"));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Case at : byCondition(results, erased)) {
      Evidence.of(results, at).filter(e -> !e.linear().isEmpty()).ifPresent(e -> rows.add(row(results, at, e)));
    }
    return Table.of(name, title, erased ? ERASED : note(results), results, columns, rows).withoutBlankColumns();
  }

  private static String note(Results results) {
    double floor = new Ladder(results).floor();
    Words words = results.words();
    return Tables.percent(results)
        + " on the " + words.testSet() + ". An attacker that cannot read the " + words.secret() + " scores up to "
        + Text.percent(floor) + " % (the floor); the line between nothing and something is drawn "
        + Text.percent(Verdict.MARGIN) + " points above it, at " + Text.percent(floor + Verdict.MARGIN) + " %, and at "
        + Text.decimal(Verdict.BITS, 1) + " bits for probes that know the " + words.target() + ". The rules are below, under how to "
        + "read this. Given the " + words.target() + ": bits about the " + words.secret()
        + " that the features add for a probe that knows the " + words.target() + ". "
        + "Kept: what the best attacker reads above the floor, as a share of what it reads from Vanilla";
  }

  /** Which methods got which verdict, by correlation; what was erased after training, in numbers. */
  static Optional<Finding> finding(Results results) {
    Map<Verdict, List<Case>> trained = judged(results, false);
    if (trained.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    for (AxisLabel condition : results.grid().conditions()) {
      List<String> parts = new ArrayList<>();
      trained.forEach(
          (verdict, cases) -> {
            List<String> names =
                cases.stream().filter(at -> at.condition().equals(condition)).map(at -> results.labels().of(at.arm())).toList();
            if (!names.isEmpty()) {
              parts.add(verdict.words() + ": " + Text.list(names));
            }
          });
      if (!parts.isEmpty()) {
        lines.add(capital(Words.under(condition)) + ", " + String.join("; ", parts) + ".");
      }
    }
    Map<Verdict, List<Case>> erased = judged(results, true);
    if (!erased.isEmpty()) {
      lines.add("After erasure: " + tally(erased) + ".");
    }
    int cases = trained.values().stream().mapToInt(List::size).sum();
    boolean none = !trained.containsKey(Verdict.ERASES);
    return Optional.of(
        new Finding(
            "%sVerdicts on %s under one condition: %s."
                .formatted(
                    none ? "No method is seen to erase the " + results.words().secret() + ". " : "",
                    cases == 1 ? "1 method" : cases + " cases of a method",
                    tally(trained)),
            String.join(" ", lines)));
  }

  /** {@code re-weights 14, inconclusive 9}. */
  private static String tally(Map<Verdict, List<Case>> judged) {
    return judged.entrySet().stream()
        .map(entry -> entry.getKey().words() + " " + entry.getValue().size())
        .collect(Collectors.joining(", "));
  }

  /** What is judged, by verdict in their order; neither Vanilla nor controls. */
  private static Map<Verdict, List<Case>> judged(Results results, boolean erased) {
    Map<Verdict, List<Case>> judged = new TreeMap<>();
    for (Case at : byCondition(results, erased)) {
      Evidence.of(results, at)
          .filter(evidence -> !evidence.linear().isEmpty())
          .map(evidence -> Verdict.of(at.arm(), results.roster(), evidence).verdict())
          .filter(verdict -> verdict.compareTo(Verdict.INCONCLUSIVE) <= 0)
          .ifPresent(verdict -> judged.computeIfAbsent(verdict, v -> new ArrayList<>()).add(at));
    }
    return judged;
  }

  private static List<Case> byCondition(Results results, boolean erased) {
    return results.grid().byCondition().values().stream()
        .flatMap(List::stream)
        .filter(at -> at.arm().erased() == erased)
        .toList();
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private static List<TableEntry> row(Results results, Case at, Evidence evidence) {
    Ruling ruling = Verdict.of(at.arm(), results.roster(), evidence);
    boolean compared = ruling.verdict() != Verdict.REFERENCE;
    Optional<Difference> gain = evidence.reference().flatMap(Evidence.Reference::gain).filter(g -> compared);
    Row row = new Row(results).method(at).add(TableEntry.decision(ruling.verdict().words(), ruling.because())).share(evidence.target());
    String reference = evidence.reference().map(r -> r.arm().variant()).orElse("");
    return row.orBlank(gain, g -> TableEntry.gain(g, reference), Column.Kind.GAIN)
        .add(best(results, evidence.linear()))
        .add(best(results, evidence.nonLinear()))
        .orBlank(evidence.givenTarget(), TableEntry::bits, Column.Kind.SHARE)
        .orBlank(evidence.kept().filter(kept -> compared), TableEntry::percent, Column.Kind.NUMBER)
        .done();
  }

  private static TableEntry best(Results results, List<Reading> readings) {
    return Reading.best(readings)
        .map(reading -> TableEntry.read(reading.estimate(), reading.undertrained(), results.labels().name(reading.attack())))
        .orElseGet(() -> TableEntry.blank(Column.Kind.READING));
  }
}

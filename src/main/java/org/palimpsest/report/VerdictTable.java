package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.palimpsest.report.Verdict.Ruling;

/** The {@link Verdict} on every method at every correlation, with the numbers that it was made from. */
final class VerdictTable {

  private static final String ERASED =
      "As the table of verdicts on networks as trained, for features from which an eraser took what a linear probe "
          + "reads. Behind the @ stands what it was fitted to: images coloured at that \u03c1, or, for train, the "
          + "network's own training images. Target accuracy is that of the network's head on what is left; Vanilla is "
          + "the one without erasure";

  private VerdictTable() {}

  /** Of networks as trained; without rows if no attacker learns where private attribute and target are independent. */
  static Table of(Slice slice) {
    return of(slice, "verdicts", "What each method does to the private attribute", false);
  }

  /** Of features from which something was erased. */
  static Table afterErasure(Slice slice) {
    return of(slice, "verdicts-erased", "What erasure after training does to the private attribute", true);
  }

  private static Table of(Slice slice, String name, String title, boolean erased) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns());
    columns.add(new Column("", "Verdict", "verdict", Column.Kind.RULING));
    columns.add(Column.share("Target accuracy", "own", "target"));
    columns.add(new Column("Target accuracy", "gain over Vanilla", "gain", Column.Kind.GAIN));
    columns.add(new Column("Most that is read", "linear", "linear", Column.Kind.READING));
    columns.add(new Column("Most that is read", "other", "other", Column.Kind.READING));
    columns.add(Column.share("Most that is read", "given digit (bits)", "conditional_bits"));
    columns.add(Column.number("Most that is read", "kept (%)", "kept"));
    List<List<Entry>> rows = new ArrayList<>();
    for (Condition at : byRho(slice, erased)) {
      Evidence.of(slice, at).filter(e -> !e.linear().isEmpty()).ifPresent(e -> rows.add(row(slice, at, e)));
    }
    return new Table(name, title, erased ? ERASED : note(slice), slice.setting(), columns, rows).withoutBlankColumns();
  }

  private static String note(Slice slice) {
    double floor = new Ladder(slice).floor().orElse(Double.NaN);
    return Tables.percent(slice)
        + " on the unbiased test set. An attacker that cannot read the colour scores up to "
        + Text.percent(floor) + " % (the floor); the line between nothing and something is drawn "
        + Text.percent(Verdict.MARGIN) + " points above it, at " + Text.percent(floor + Verdict.MARGIN) + " %, and at "
        + Text.decimal(Verdict.BITS, 1) + " bits for probes that know the digit. The rules are below, under how to "
        + "read this. Given the digit: bits about the colour that the features add for a probe that knows the digit. "
        + "Kept: what the best attacker reads above the floor, as a share of what it reads from Vanilla";
  }

  /** Which methods got which verdict, by correlation; what was erased after training, in numbers. */
  static Optional<Finding> finding(Slice slice) {
    Map<Verdict, List<Condition>> trained = judged(slice, false);
    if (trained.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    for (double rho : slice.rhos()) {
      List<String> parts = new ArrayList<>();
      trained.forEach(
          (verdict, conditions) -> {
            List<String> names =
                conditions.stream().filter(at -> at.rho() == rho).map(at -> slice.label(at.arm())).toList();
            if (!names.isEmpty()) {
              parts.add(verdict.words() + ": " + Text.list(names));
            }
          });
      if (!parts.isEmpty()) {
        lines.add("At \u03c1 = " + Text.rho(rho) + ", " + String.join("; ", parts) + ".");
      }
    }
    Map<Verdict, List<Condition>> erased = judged(slice, true);
    if (!erased.isEmpty()) {
      lines.add("After erasure: " + tally(erased) + ".");
    }
    int cases = trained.values().stream().mapToInt(List::size).sum();
    boolean none = !trained.containsKey(Verdict.ERASES);
    return Optional.of(
        new Finding(
            "%sVerdicts on %s at one \u03c1: %s."
                .formatted(
                    none ? "No method is seen to erase the colour. " : "",
                    cases == 1 ? "1 method" : cases + " cases of a method",
                    tally(trained)),
            String.join(" ", lines)));
  }

  /** {@code re-weights 14, inconclusive 9}. */
  private static String tally(Map<Verdict, List<Condition>> judged) {
    return judged.entrySet().stream()
        .map(entry -> entry.getKey().words() + " " + entry.getValue().size())
        .collect(Collectors.joining(", "));
  }

  /** What is judged, by verdict in their order; neither Vanilla nor controls. */
  private static Map<Verdict, List<Condition>> judged(Slice slice, boolean erased) {
    Map<Verdict, List<Condition>> judged = new TreeMap<>();
    for (Condition at : byRho(slice, erased)) {
      Evidence.of(slice, at)
          .filter(evidence -> !evidence.linear().isEmpty())
          .map(evidence -> Verdict.of(at.arm(), evidence).verdict())
          .filter(verdict -> verdict.compareTo(Verdict.INCONCLUSIVE) <= 0)
          .ifPresent(verdict -> judged.computeIfAbsent(verdict, v -> new ArrayList<>()).add(at));
    }
    return judged;
  }

  private static List<Condition> byRho(Slice slice, boolean erased) {
    return slice.conditions().stream()
        .filter(at -> at.arm().erased() == erased)
        .sorted(Comparator.comparingDouble(Condition::rho))
        .toList();
  }

  private static List<Entry> row(Slice slice, Condition at, Evidence evidence) {
    Ruling ruling = Verdict.of(at.arm(), evidence);
    boolean compared = ruling.verdict() != Verdict.REFERENCE;
    Optional<Difference> gain = evidence.reference().flatMap(Evidence.Reference::gain).filter(g -> compared);
    Row row = new Row(slice).method(at).add(new Entry.Decision(ruling)).share(evidence.target());
    String reference = evidence.reference().map(r -> r.arm().variant()).orElse("");
    row.add(
        gain.<Entry>map(g -> new Entry.Gain(g, reference)).orElseGet(() -> new Entry.Blank(Column.Kind.GAIN)));
    row.add(best(slice, evidence.linear())).add(best(slice, evidence.nonLinear()));
    row.add(
        evidence.givenTarget().<Entry>map(Entry.Bits::new).orElseGet(() -> new Entry.Blank(Column.Kind.SHARE)));
    row.add(
        evidence.kept().filter(kept -> compared).<Entry>map(kept -> new Entry.Percent(kept))
            .orElseGet(VerdictTable::blank));
    return row.done();
  }

  private static Entry best(Slice slice, List<Reading> readings) {
    return Reading.best(readings)
        .<Entry>map(reading -> new Entry.Read(reading.estimate(), reading.undertrained(), slice.name(reading.attack())))
        .orElseGet(() -> new Entry.Blank(Column.Kind.READING));
  }

  private static Entry blank() {
    return new Entry.Blank(Column.Kind.NUMBER);
  }
}

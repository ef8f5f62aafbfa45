package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.report.Verdict.Ruling;

/** The {@link Verdict} on every method at every correlation, with the numbers that it was made from. */
final class VerdictTable {

  private VerdictTable() {}

  /** Without rows if no attacker learns where private attribute and target are independent. */
  static Table of(Slice slice) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns());
    columns.add(new Column("", "Verdict", "verdict", Column.Kind.RULING));
    columns.add(Column.share("Target accuracy", "own", "target"));
    columns.add(new Column("Target accuracy", "on Vanilla", "gain", Column.Kind.GAIN));
    columns.add(new Column("Most that is read", "linear", "linear", Column.Kind.READING));
    columns.add(new Column("Most that is read", "other", "other", Column.Kind.READING));
    columns.add(Column.share("Most that is read", "given digit (bits)", "conditional_bits"));
    columns.add(Column.number("Most that is read", "kept (%)", "kept"));
    List<List<Entry>> rows = new ArrayList<>();
    for (Condition at : byRho(slice)) {
      Evidence.of(slice, at).filter(e -> !e.linear().isEmpty()).ifPresent(e -> rows.add(row(slice, at, e)));
    }
    return filled(
        new Table(
            "verdicts",
            "What each method does to the private attribute",
            "Unbiased test set, percent [95 % interval]. Floor: "
                + new Ladder(slice).floor().map(Text::percent).orElse("?")
                + " %; the line between nothing and something is " + Text.percent(Verdict.MARGIN)
                + " points above it, and " + Text.decimal(Verdict.BITS, 1) + " bits given the digit. Erases: the "
                + "intervals of all attackers end below the line. Hides from linear probes only: those of linear "
                + "attackers do, another's begins above. Re-weights: the best attacker still reads over half of what "
                + "is "
                + "read from Vanilla, and target accuracy is clearly above Vanilla's. Inconclusive: all else. Kept: "
                + "what "
                + "is read above the floor, as a share of what is read from Vanilla. The rules in full are below, "
                + "under "
                + "how to read this",
            slice.setting(),
            columns,
            rows));
  }

  /** Without the columns of attackers that were not there. */
  private static Table filled(Table table) {
    List<Integer> kept =
        IntStream.range(0, table.columns().size())
            .filter(i -> table.rows().stream().anyMatch(row -> !row.get(i).text().isEmpty()))
            .boxed()
            .toList();
    return new Table(
        table.name(), table.title(), table.note(), table.setting(),
        kept.stream().map(table.columns()::get).toList(),
        table.rows().stream().map(row -> kept.stream().<Entry>map(row::get).toList()).toList());
  }

  /** Which methods got which verdict, by correlation. */
  static Optional<Finding> finding(Slice slice) {
    List<String> lines = new ArrayList<>();
    int judged = 0;
    int clear = 0;
    for (double rho : slice.rhos()) {
      Map<Verdict, List<String>> byVerdict = new LinkedHashMap<>();
      for (Condition at : byRho(slice).stream().filter(c -> c.rho() == rho).toList()) {
        Optional<Ruling> ruling =
            Evidence.of(slice, at).filter(e -> !e.linear().isEmpty()).map(e -> Verdict.of(at.arm(), e));
        if (ruling.isPresent() && ruling.get().verdict().compareTo(Verdict.INCONCLUSIVE) <= 0) {
          judged++;
          clear += ruling.get().verdict() == Verdict.INCONCLUSIVE ? 0 : 1;
          byVerdict.computeIfAbsent(ruling.get().verdict(), v -> new ArrayList<>()).add(slice.label(at.arm()));
        }
      }
      List<String> parts =
          byVerdict.entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(entry -> entry.getKey().words() + ": " + Text.list(entry.getValue()))
              .toList();
      if (!parts.isEmpty()) {
        lines.add("At \u03c1 = " + Text.rho(rho) + ", " + String.join("; ", parts) + ".");
      }
    }
    return judged == 0
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "The rules give a verdict in %d of %s.".formatted(clear, Text.count(judged, "case")),
                String.join(" ", lines)));
  }

  private static List<Condition> byRho(Slice slice) {
    return slice.conditions().stream().sorted(Comparator.comparingDouble(Condition::rho)).toList();
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
        .<Entry>map(reading -> new Entry.Read(reading.estimate(), slice.name(reading.attack())))
        .orElseGet(() -> new Entry.Blank(Column.Kind.READING));
  }

  private static Entry blank() {
    return new Entry.Blank(Column.Kind.NUMBER);
  }
}

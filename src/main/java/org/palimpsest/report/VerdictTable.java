package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.Verdicts.Ruling;
import org.palimpsest.report.results.Difference;
import org.palimpsest.report.results.EqualAccuracy;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** The {@link Verdict} on every method at every correlation, with the numbers that it was made from. */
final class VerdictTable {

  private static final String ERASED =
      "As the table of verdicts on networks as trained, for features from which an eraser took what a linear probe "
          + "reads; erasers guard linear probes by cross-entropy, so that is how they are judged: the answers of a probe "
          + "without information may still be right more often than chance. Behind the @ stands what it was fitted to: "
          + "images of that mix, or, for train, the network's own training images. Target accuracy is that of the "
          + "network's head on what is left; Vanilla is the one without erasure";

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
    columns.add(Column.share("Target accuracy (%)", "own", "target"));
    columns.add(new Column("Target accuracy (%)", "gain over Vanilla", "gain", Column.Kind.GAIN));
    columns.add(new Column("Bits that are read", "linear", "linear_bits", Column.Kind.READING));
    columns.add(new Column("Bits that are read", "other", "other_bits", Column.Kind.READING));
    columns.add(Column.share("Bits that are read", "given " + results.words().target(), "conditional_bits"));
    columns.add(new Column("By answers alone", "private accuracy (%)", "private", Column.Kind.READING));
    columns.add(Column.share("From the frontier", "bits", "frontier_distance_bits"));
    List<List<TableEntry>> rows = new ArrayList<>();
    Verdicts.of(results, erased).rulings().forEach((at, ruling) -> rows.add(row(results, at, ruling)));
    return Table.of(name, title, erased ? ERASED : note(results), results, columns, rows).withoutBlankColumns();
  }

  private static String note(Results results) {
    Words words = results.words();
    String all = Text.decimal(words.privateBits(), 2);
    return "On the " + words.testSet() + " [" + results.intervals() + "]. Bits about the " + words.secret()
        + ", of the " + all + " there are, by cross-entropy: the most that a linear attacker reads, the most that "
        + "another does, and what probes find that are told the " + words.target() + "; where those find less than is read "
        + "without being told, \u2265 stands before the latter, which is a lower bound. The line between nothing and "
        + "something is at " + Text.decimal(Verdict.BITS, 1) + " bits"
        + (results.frontier().isPresent()
            ? ". From the frontier: the most bits that are read, less those read from Vanilla of the same target accuracy"
            : "")
        + ". Words need " + Verdict.SEEDS + " seeds, but for \"is read\", and are corrected for all claims of the "
        + "table (Holm). The rules are below, under how to read this";
  }

  /** Which methods got which verdict, by correlation; what was erased after training, in numbers. */
  static Optional<Finding> finding(Results results) {
    Verdicts verdicts = Verdicts.of(results, false);
    Map<Verdict, List<Case>> trained = judged(verdicts);
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
    left(verdicts).ifPresent(lines::add);
    KnownAnswers.summary(results).ifPresent(lines::add);
    if (results.frontier().isEmpty()) {
      lines.add(
          "Whether a method hides anything, or leaks as much as Vanilla of the same target accuracy would, takes a "
              + "frontier, which this experiment has none.");
    }
    Map<Verdict, List<Case>> erased = judged(Verdicts.of(results, true));
    if (!erased.isEmpty()) {
      lines.add("After erasure: " + tally(erased) + ".");
    }
    int cases = trained.values().stream().mapToInt(List::size).sum();
    int read = cases - count(trained, Verdict.ERASES) - count(trained, Verdict.CANNOT_BE_TOLD);
    String secret = results.words().secret();
    String claim =
        read == cases
            ? "The %s is read from %s.".formatted(secret, cases == 1 ? "the one method" : "every method, " + cases + " cases")
            : "The %s is read in %d of %s.".formatted(secret, read, Text.count(cases, "case"));
    return Optional.of(new Finding(claim + " Verdicts: " + tally(trained) + ".", String.join(" ", lines)));
  }

  /** Of how many cases the comparison with the frontier came out, and how wide the others' intervals are. */
  private static Optional<String> left(Verdicts verdicts) {
    List<EqualAccuracy.Distance> compared = new ArrayList<>();
    List<EqualAccuracy.Distance> open = new ArrayList<>();
    verdicts.rulings().forEach(
        (at, ruling) ->
            ruling.evidence().distance().filter(d -> d.known() && ruling.verdict().judges()).ifPresent(
                distance -> {
                  compared.add(distance);
                  if (ruling.verdict() == Verdict.IS_READ) {
                    open.add(distance);
                  }
                }));
    if (open.isEmpty()) {
      return Optional.empty();
    }
    double[] widths = open.stream().mapToDouble(d -> d.interval().high() - d.interval().low()).sorted().toArray();
    return Optional.of(
        "Compared with Vanilla of the same target accuracy, %d of %s %s open: 95 %% intervals of the distance are %s to %s bits wide."
            .formatted(
                open.size(), Text.count(compared.size(), "case"), open.size() == 1 ? "is" : "are",
                Text.decimal(widths[0], 1), Text.decimal(widths[widths.length - 1], 1)));
  }

  private static int count(Map<Verdict, List<Case>> judged, Verdict verdict) {
    return judged.getOrDefault(verdict, List.of()).size();
  }

  /** {@code only re-weights 14, is read 9}. */
  private static String tally(Map<Verdict, List<Case>> judged) {
    return judged.entrySet().stream()
        .map(entry -> entry.getKey().words() + " " + entry.getValue().size())
        .collect(Collectors.joining(", "));
  }

  /** What is judged, by verdict in their order; neither Vanilla nor controls. */
  private static Map<Verdict, List<Case>> judged(Verdicts verdicts) {
    Map<Verdict, List<Case>> judged = new TreeMap<>();
    verdicts.rulings().forEach(
        (at, ruling) -> {
          if (ruling.verdict().judges()) {
            judged.computeIfAbsent(ruling.verdict(), v -> new ArrayList<>()).add(at);
          }
        });
    return judged;
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private static List<TableEntry> row(Results results, Case at, Ruling ruling) {
    Evidence evidence = ruling.evidence();
    String because =
        (ruling.rule() == ruling.verdict() ? "" : "by the rule: " + ruling.rule().words() + "; ") + ruling.because()
            + taken(results, at);
    boolean compared = ruling.verdict() != Verdict.REFERENCE;
    Optional<Difference> gain = evidence.reference().flatMap(Evidence.Reference::gain).filter(g -> compared);
    String reference = evidence.reference().map(r -> r.arm().variant()).orElse("");
    return new Row(results)
        .method(at)
        .add(TableEntry.decision(ruling.verdict().words(), because))
        .share(evidence.target())
        .orBlank(gain, g -> TableEntry.gain(g, reference), Column.Kind.GAIN)
        .add(best(results, evidence.linear(), true))
        .add(best(results, evidence.nonLinear(), true))
        .add(givenTarget(results, evidence))
        .add(best(results, evidence.all(), false))
        .orBlank(
            evidence.distance().filter(EqualAccuracy.Distance::known),
            d -> TableEntry.bits(new Estimate(d.mean(), Double.NaN, d.seeds(), Optional.of(d.interval()))),
            Column.Kind.SHARE)
        .done();
  }

  /** How much of the features an eraser took: where that is all, what is left says nothing of anything. */
  private static String taken(Results results, Case at) {
    Optional<Estimate> rank = results.estimate(Query.of(at, AttackKey.NONE, Metrics.TRAIN, Metrics.ERASED_RANK));
    Optional<Estimate> width = results.estimate(Query.of(at, AttackKey.NONE, Metrics.TRAIN, Metrics.FEATURE_DIMENSION));
    if (rank.isEmpty() || width.isEmpty()) {
      return "";
    }
    String all = Text.decimal(width.get().mean(), 0);
    return rank.get().mean() == width.get().mean()
        ? "; all " + all + " dimensions were taken, so that nothing of the features is left"
        : "; " + Text.decimal(rank.get().mean(), 0) + " of " + all + " dimensions were taken";
  }

  private static TableEntry best(Results results, List<Reading> readings, boolean inBits) {
    return Reading.best(readings.stream().filter(reading -> reading.inBits() == inBits).toList())
        .map(reading -> TableEntry.read(reading.estimate(), inBits, reading.undertrained(), results.labels().name(reading.attack())))
        .orElseGet(() -> TableEntry.blank(Column.Kind.READING));
  }

  /**
   * What features add to the target is at least what they tell without it, less what the target tells: a probe that
   * learned from few images of each target may find less.
   */
  private static TableEntry givenTarget(Results results, Evidence evidence) {
    Optional<Reading> told = Reading.best(evidence.givenTarget());
    Optional<Reading> untold = evidence.best().filter(Reading::inBits);
    double tells = results.words().targetTells();
    boolean bounded =
        untold.isPresent()
            && told.filter(reading -> reading.estimate().mean() >= untold.get().estimate().mean() - tells).isEmpty();
    if (told.isEmpty()) {
      return TableEntry.blank(Column.Kind.SHARE);
    }
    return bounded ? TableEntry.atLeast(untold.get().estimate(), tells) : TableEntry.bits(told.get().estimate());
  }
}

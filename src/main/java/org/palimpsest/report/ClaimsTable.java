package org.palimpsest.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palimpsest.Require;
import org.palimpsest.StrictCsv;
import org.palimpsest.experiment.Check;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Summary;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Results;

/**
 * What papers on privacy and fairness claim, written down with its rule: {@code claims.csv} has the contrast that decides
 * each, and the experiment that measures it. Intervals are simultaneous, Student's over seeds at 1 - .05 / m for the m claims of an experiment (Bonferroni).
 */
final class ClaimsTable {

  private static final String FILE = "claims.csv";
  private static final double ERROR = .05;

  private ClaimsTable() {}

  /** What became of a claim. */
  enum Verdict {
    CONFIRMED,
    REFUTED,
    INCONCLUSIVE,
    NOT_TESTED;

    String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * A condition on the contrast's interval [L, U], such as {@code L > 0} or {@code U < 0.01}.
   *
   * @param lower whether it is L that is compared
   */
  record Rule(boolean lower, boolean above, double bound) {

    private static final Pattern FORM = Pattern.compile("([LU]) ([<>]) (-?[0-9]*\\.?[0-9]+)");

    static Rule parse(String text) {
      Matcher matcher = FORM.matcher(text);
      Require.that(matcher.matches(), "rule", "such as L > 0 or U < 0.01", "'" + text + "'");
      return new Rule(
          matcher.group(1).equals("L"), matcher.group(2).equals(">"), Double.parseDouble(matcher.group(3)));
    }

    boolean holds(Interval interval) {
      double end = lower ? interval.low() : interval.high();
      return above ? end > bound : end < bound;
    }

    @Override
    public String toString() {
      return (lower ? "L" : "U") + (above ? " > " : " < ") + bound;
    }
  }

  /**
   * A claim.
   *
   * @param source the paper, or {@code ours}
   * @param contrast a sum of measures as {@link Check} has it
   */
  record Claim(String id, String experiment, String source, String text, Check contrast, Rule confirmed, Rule refuted) {

    /** Fewer seeds decide nothing. */
    static final int FEWEST_SEEDS = 3;

    /** Fewer seeds are preliminary. */
    static final int ENOUGH_SEEDS = 5;

    /** @param sum of the contrast, over seeds; empty if it was not measured */
    Verdict verdict(Optional<Estimate> sum, int claims) {
      Optional<Interval> interval = sum.flatMap(found -> interval(found, claims));
      if (interval.isEmpty() || sum.get().seeds() < FEWEST_SEEDS) {
        return Verdict.NOT_TESTED;
      } else if (confirmed.holds(interval.get())) {
        return Verdict.CONFIRMED;
      }
      return refuted.holds(interval.get()) ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
    }

    /** Student's at 1 - .05 / claims; empty with one seed. */
    static Optional<Interval> interval(Estimate sum, int claims) {
      return new Summary(sum.seeds(), sum.mean(), sum.sd()).interval(1 - ERROR / claims);
    }
  }

  /** All claims of an experiment. */
  static List<Claim> claims(String experiment) throws IOException {
    List<Claim> claims = new ArrayList<>();
    try (InputStream in = ClaimsTable.class.getResourceAsStream(FILE)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      StrictCsv csv =
          StrictCsv.parse(text, FILE)
              .having(
                  List.of("id", "experiment", "source", "claim", "contrast", "confirmed", "refuted"), List.of());
      for (StrictCsv.Line line : csv.lines()) {
        if (experiment.isEmpty() || line.text("experiment").equals(experiment)) {
          claims.add(
              new Claim(
                  line.text("id"), line.text("experiment"), line.text("source"), line.text("claim"),
                  Check.parse(line.text("contrast") + " > 0"), Rule.parse(line.text("confirmed")),
                  Rule.parse(line.text("refuted"))));
        }
      }
    }
    return claims;
  }

  /** No rows for an experiment of which nothing is claimed. */
  static Table of(Results results, String experiment) throws IOException {
    List<Claim> claims = claims(experiment);
    List<Column> columns =
        List.of(
            Column.words("", "id"),
            Column.words("Claim", "claim"),
            Column.words("Source", "source"),
            new Column("", "Verdict", "verdict", Column.Kind.RULING),
            Column.share("", "contrast (points)", "contrast"),
            Column.words("Confirmed if", "confirmed"),
            Column.words("Refuted if", "refuted"),
            Column.words("Contrast", "formula"));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Claim claim : claims) {
      CheckResult found = CheckResult.of(claim.contrast(), results);
      Optional<Estimate> sum = found.sum().map(estimate -> simultaneous(estimate, claims.size()));
      Verdict verdict = claim.verdict(found.sum(), claims.size());
      boolean early = verdict != Verdict.NOT_TESTED && sum.orElseThrow().seeds() < Claim.ENOUGH_SEEDS;
      String why = verdict == Verdict.NOT_TESTED ? why(found, sum) : early ? "preliminary" : "";
      rows.add(
          new Row(results)
              .words(claim.id())
              .words(claim.text())
              .words(claim.source())
              .add(TableEntry.decision(verdict.words(), why))
              .orMissing(sum, TableEntry::pointsWithin, Column.Kind.SHARE)
              .words(claim.confirmed().toString())
              .words(claim.refuted().toString())
              .words(claim.contrast().text().replaceAll(" > 0$", ""))
              .done());
    }
    return Table.of(
        "claims",
        "What papers claim",
        ("Written with its rule before there were results, but for those of fair-quick, which followed trials of one and"
            + " two seeds. [L, U] is Student's interval over seeds at 1 - 0.05/%d, for all"
            + " claims of this experiment together; rules are in shares, 0.01 is a point. Preliminary: fewer than"
            + " %d seeds. Fewer than %d decide nothing")
            .formatted(Math.max(1, claims.size()), Claim.ENOUGH_SEEDS, Claim.FEWEST_SEEDS),
        results,
        columns,
        rows);
  }

  private static String why(CheckResult found, Optional<Estimate> sum) {
    return sum.isPresent() ? sum.get().seeds() + " seed" + (sum.get().seeds() == 1 ? "" : "s") : found.because();
  }

  private static Estimate simultaneous(Estimate sum, int claims) {
    return new Estimate(sum.mean(), sum.sd(), sum.seeds(), Claim.interval(sum, claims));
  }
}

package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.metric.Interval;
import org.palimpsest.report.ClaimsTable.Rule;
import org.palimpsest.report.ClaimsTable.Verdict;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;

/**
 * Claims whose contrast is no sum of measures, such as a correlation or an epsilon that is read off: each with its rule,
 * as {@link ClaimsTable} has them.
 */
final class DerivedClaims {

  /** Fewer networks decide nothing. */
  private static final int FEWEST = 3;

  /** Fewer networks are preliminary. */
  private static final int ENOUGH = 5;

  private DerivedClaims() {}

  /** @param contrast in words, with its unit */
  record Claim(String id, String text, String source, String contrast, Rule confirmed, Rule refuted) {}

  /**
   * What was found of a claim.
   *
   * @param interval for all claims of the table together; empty if it cannot be told
   * @param networks the fewest that a mean is over
   */
  record Found(Claim claim, Optional<Double> value, Optional<Interval> interval, int networks) {

    Verdict verdict() {
      if (interval.isEmpty() || networks < FEWEST) {
        return Verdict.NOT_TESTED;
      } else if (claim.confirmed().holds(interval.get())) {
        return Verdict.CONFIRMED;
      }
      return claim.refuted().holds(interval.get()) ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
    }

    private String why() {
      if (verdict() == Verdict.NOT_TESTED) {
        return interval.isEmpty() ? "it cannot be told from these networks" : "networks of a kind: " + networks;
      }
      return networks < ENOUGH ? "preliminary" : "";
    }
  }

  /** @param how intervals are made */
  static Table table(String name, String title, String how, Results results, List<Found> all) {
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Found found : all) {
      rows.add(
          new Row(results)
              .words(found.claim().id())
              .words(found.claim().text())
              .words(found.claim().source())
              .add(TableEntry.decision(found.verdict().words(), found.why()))
              .words(found.value().map(value -> Text.signed(value, 2)).orElse(Text.MISSING))
              .words(
                  found.interval()
                      .map(i -> "[" + Text.signed(i.low(), 2) + ", " + Text.signed(i.high(), 2) + "]").orElse(""))
              .words(found.claim().confirmed().toString())
              .words(found.claim().refuted().toString())
              .words(found.claim().contrast())
              .done());
    }
    return Table.of(
        name,
        title,
        ("Written with its rule before there were results. [L, U] is for all claims of the table together, %s. Preliminary:"
            + " fewer than %d networks of a kind. Fewer than %d decide nothing")
            .formatted(how, ENOUGH, FEWEST),
        results,
        List.of(
            Column.words("", "id"),
            Column.words("Claim", "claim"),
            Column.words("Source", "source"),
            new Column("", "Verdict", "verdict", Column.Kind.RULING),
            Column.words("Contrast", "contrast"),
            Column.words("[L, U]", "interval"),
            Column.words("Confirmed if", "confirmed"),
            Column.words("Refuted if", "refuted"),
            Column.words("The contrast", "of")),
        rows);
  }
}

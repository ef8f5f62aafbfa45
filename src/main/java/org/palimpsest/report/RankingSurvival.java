package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.RankCorrelation;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** Whether the ranking of methods under the published attack survives the balanced one: a table and a sentence. */
final class RankingSurvival {

  /** A rank correlation above this under every condition counts as surviving; below {@link #GONE}, as not. */
  private static final double SURVIVES = .8;

  private static final double GONE = .5;

  private static final String NOTE =
      "Both attacks order the trained methods by how much of the %s they read; controls and erased features take "
          + "no part. Rank correlation (Spearman): 1 if two orders are the same, 0 if they have nothing in common, "
          + "\u22121 if one is the other's reverse; n: how many methods. In print: the values of the paper, for "
          + "methods that have one. Brackets: 95 %% interval, as if the methods were a random sample (Bonett and Wright "
          + "2000), from " + RankCorrelation.FEWEST_FOR_A_CLAIM + " methods on. With target accuracy: Pearson's r "
          + "between target and private accuracy; near \u22121, an attack measures target accuracy a second time";

  private RankingSurvival() {}

  /** A row for each condition that has enough methods. */
  static Table of(Results results, List<Comparison> comparisons, Published theirs) {
    List<Column> columns = new ArrayList<>();
    columns.add(Tables.condition(results));
    columns.add(ranking("our published, our balanced", "spearman"));
    columns.add(ranking("in print, our published", "spearman_print_published"));
    columns.add(ranking("in print, our balanced", "spearman_print_balanced"));
    columns.add(Column.number("With target accuracy (r)", "published", "pearson_target_published"));
    columns.add(Column.number("With target accuracy (r)", "balanced", "pearson_target_balanced"));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Comparison one : comparisons) {
      one.spearman().ifPresent(
          found ->
              rows.add(
                  new Row(results)
                      .label(one.condition())
                      .add(TableEntry.ranking(found))
                      .orBlank(one.inPrint(theirs, false), TableEntry::ranking, Column.Kind.RANKING)
                      .orBlank(one.inPrint(theirs, true), TableEntry::ranking, Column.Kind.RANKING)
                      .orBlank(one.withTarget(false), TableEntry::correlation, Column.Kind.NUMBER)
                      .orBlank(one.withTarget(true), TableEntry::correlation, Column.Kind.NUMBER)
                      .done()));
    }
    return Table.of("ranking", "Does the ranking survive?", NOTE.formatted(results.words().secret()), results, columns, rows)
        .withoutBlankColumns();
  }

  /** Whether enough methods were compared anywhere for an answer. */
  static boolean answers(List<Comparison> comparisons) {
    return comparisons.stream().flatMap(one -> one.spearman().stream()).anyMatch(RankCorrelation::enoughForAClaim);
  }

  /** The same in a sentence; empty if no condition has enough methods to compute anything from. */
  static Optional<Finding> finding(List<Comparison> comparisons) {
    List<Comparison> measured = comparisons.stream().filter(one -> one.spearman().isPresent()).toList();
    if (measured.isEmpty()) {
      return Optional.empty();
    }
    List<Double> values =
        measured.stream()
            .flatMap(one -> one.spearman().stream())
            .filter(RankCorrelation::enoughForAClaim)
            .map(RankCorrelation::value)
            .toList();
    String numbers = "rank correlation " + Text.list(measured.stream().map(RankingSurvival::words).toList());
    String evidence =
        "Rank correlation is 1 for the same order and 0 for orders with nothing in common. The order is one thing, how "
            + "much is read another: "
            + measured.stream().map(Comparison::levels).collect(Collectors.joining("; ")) + ".";
    return Optional.of(new Finding(answer(values) + numbers + ".", evidence));
  }

  private static String words(Comparison one) {
    RankCorrelation found = one.spearman().orElseThrow();
    return "%s %s (%s)"
        .formatted(found.words(), Words.under(one.condition()), Text.count(found.methods(), "method"));
  }

  private static String answer(List<Double> values) {
    if (values.isEmpty()) {
      return "Too few methods to say whether their order under the published attack survives the balanced one: ";
    }
    if (values.stream().allMatch(value -> value > SURVIVES)) {
      return "The order of methods under the published attack survives the balanced one: ";
    }
    return values.stream().allMatch(value -> value < GONE)
        ? "The order of methods under the published attack does not survive the balanced one: "
        : "The order of methods under the published attack survives the balanced one in part: ";
  }

  private static Column ranking(String title, String key) {
    return new Column("Rank correlation", title, key, Column.Kind.RANKING);
  }

}

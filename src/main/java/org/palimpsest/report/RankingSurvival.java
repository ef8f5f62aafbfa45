package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.RankCorrelation;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** Whether the ranking of methods under the published attack survives the balanced one: a table and a sentence. */
final class RankingSurvival {

  private static final String NOTE =
      "Both attacks order the trained methods by how much of the %s they read; controls and erased features take "
          + "no part. Pairs: of one arm a method, of methods that tell the target better than chance; clearly different: "
          + "the 95 %% interval of the difference, paired by seed, leaves out zero (with one seed, the intervals over test "
          + "images lie apart: of these networks); where no pair is, methods cannot be ordered. Kept: of the pairs "
          + "that are clearly different under the published attack, the share that the balanced one orders alike, clearly "
          + "or not, a tie counting half; 50 is what chance keeps; brackets: 95 %% of draws of seeds and test images. Rank correlation "
          + "(Spearman): 1 if two orders are the same, 0 if they have nothing in common, \u22121 if one is the other's "
          + "reverse; n: how many methods. Brackets: 95 %% interval, as if the methods were a random sample (Bonett and "
          + "Wright 2000), from " + RankCorrelation.FEWEST_FOR_A_CLAIM + " methods on; it takes no note of ties at a ceiling. "
          + "In print: the values of the paper, for methods that have one. Answers the target: in how many of the images "
          + "an attack's answer has the target's number, for the median method";

  /** Fewer pairs say little of an order. */
  private static final int FEWEST_PAIRS = 5;

  private RankingSurvival() {}

  /** A row for each condition that has enough methods. */
  static Table of(Results results, List<Comparison> comparisons, Published theirs) {
    List<Column> columns = new ArrayList<>();
    columns.add(Tables.condition(results));
    columns.add(Column.words("Order of clearly different pairs", "order"));
    columns.add(Column.number("Pairs of methods", "all", "pairs"));
    columns.add(Column.number("Pairs of methods", "clear, published", "pairs_published"));
    columns.add(Column.number("Pairs of methods", "clear, balanced", "pairs_balanced"));
    columns.add(new Column("Pairs of methods", "same order", "same_order", Column.Kind.TALLY));
    columns.add(Column.share("Pairs of methods", "kept (%)", "kept"));
    columns.add(ranking("our published, our balanced", "spearman"));
    columns.add(ranking("in print, our published", "spearman_print_published"));
    columns.add(ranking("in print, our balanced", "spearman_print_balanced"));
    columns.add(Column.number("Answers the target (%)", "published", "agreement_published"));
    columns.add(Column.number("Answers the target (%)", "balanced", "agreement_balanced"));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Comparison one : comparisons) {
      PairOrder pairs = one.pairs();
      if (pairs.all() > 1) {
        rows.add(
            new Row(results)
                .label(one.condition())
                .words(order(pairs))
                .add(TableEntry.number(pairs.all(), 0))
                .add(TableEntry.number(pairs.published(), 0))
                .add(TableEntry.number(pairs.balanced(), 0))
                .add(TableEntry.tally(pairs.kept(), pairs.both()))
                .orBlank(pairs.share(), TableEntry::share, Column.Kind.SHARE)
                .orBlank(one.spearman(), TableEntry::ranking, Column.Kind.RANKING)
                .orBlank(one.inPrint(theirs, false), TableEntry::ranking, Column.Kind.RANKING)
                .orBlank(one.inPrint(theirs, true), TableEntry::ranking, Column.Kind.RANKING)
                .orBlank(one.answersTheTarget(false), TableEntry::percent, Column.Kind.NUMBER)
                .orBlank(one.answersTheTarget(true), TableEntry::percent, Column.Kind.NUMBER)
                .done());
      }
    }
    return Table.of("ranking", "Does the ranking survive?", NOTE.formatted(results.words().secret()), results, columns, rows)
        .withoutBlankColumns();
  }

  /** Whether some methods can be ordered under both attacks anywhere. */
  static boolean answers(List<Comparison> comparisons) {
    return comparisons.stream().anyMatch(one -> one.pairs().both() >= FEWEST_PAIRS);
  }

  /** The same in a sentence; empty if no condition has enough methods to compare. */
  static Optional<Finding> finding(List<Comparison> comparisons) {
    List<Comparison> measured = comparisons.stream().filter(one -> one.pairs().all() > 1).toList();
    if (measured.isEmpty()) {
      return Optional.empty();
    }
    int both = measured.stream().mapToInt(one -> one.pairs().both()).sum();
    int kept = measured.stream().mapToInt(one -> one.pairs().kept()).sum();
    String claim =
        both == 0
            ? "Methods cannot be ordered under both attacks."
            : kept == both
                ? "Methods that are clearly different under both attacks have the same order under both: %s."
                    .formatted(Text.count(both, "pair"))
                : "Of %s that are clearly different under both attacks, %d %s the same order."
                    .formatted(Text.count(both, "pair") + " of methods", kept, kept == 1 ? "has" : "have");
    String evidence =
        Text.list(measured.stream().map(RankingSurvival::words).toList()) + ". The order is one thing, how much is read "
            + "another: " + measured.stream().map(Comparison::levels).collect(Collectors.joining("; ")) + ".";
    return Optional.of(new Finding(claim, evidence.substring(0, 1).toUpperCase(Locale.ROOT) + evidence.substring(1)));
  }

  private static String words(Comparison one) {
    PairOrder pairs = one.pairs();
    return "%s, of %s %d are clearly different under the published attack%s, %d under the balanced one, %d under both%s"
        .formatted(
            Words.under(one.condition()), Text.count(pairs.all(), "pair"), pairs.published(),
            pairs.share().map(RankingSurvival::kept).orElse(""), pairs.balanced(), pairs.both(),
            one.spearman().map(found -> " (rank correlation " + found.words() + ")").orElse(""));
  }

  private static String kept(PairOrder.Share share) {
    return " (of these the balanced one keeps the order of %s %% %s)"
        .formatted(Text.percent(share.value()), Text.brackets(share.interval()));
  }

  private static String order(PairOrder pairs) {
    if (pairs.both() == 0) {
      return "cannot be ordered";
    }
    return pairs.kept() == pairs.both() ? "the same" : pairs.kept() == 0 ? "reversed" : "partly the same";
  }

  private static Column ranking(String title, String key) {
    return new Column("Rank correlation", title, key, Column.Kind.RANKING);
  }
}

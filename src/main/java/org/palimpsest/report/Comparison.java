package org.palimpsest.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.hipparchus.stat.descriptive.rank.Median;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.RankCorrelation;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/**
 * The published and the balanced attack side by side under one condition. Ranks are among trained methods whose features
 * both attacks were measured on, without controls and without erasure; rank 1 is read least.
 */
final class Comparison {

  private final Results results;
  private final AxisLabel condition;
  private final AttackKey published;
  private final AttackKey balanced;
  private final List<Case> rows;
  private final List<Case> ranked;

  private Comparison(Results results, AxisLabel condition, AttackKey published, AttackKey balanced) {
    this.results = results;
    this.condition = condition;
    this.published = published;
    this.balanced = balanced;
    this.rows = results.grid().cases(condition).stream().filter(at -> !at.arm().erased()).toList();
    this.ranked =
        rows.stream()
            .filter(at -> results.roster().ranked(at.arm()) && results.estimate(results.target(at)).isPresent())
            .filter(at -> leak(at, published).isPresent() && leak(at, balanced).isPresent())
            .toList();
  }

  /** One for each condition; none if one of the attacks was not made. */
  static List<Comparison> of(Results results) {
    Ladder ladder = new Ladder(results);
    Optional<AttackKey> published = ladder.published();
    Optional<AttackKey> balanced = ladder.balanced();
    return published.isEmpty() || balanced.isEmpty()
        ? List.of()
        : results.grid().conditions().stream()
            .map(condition -> new Comparison(results, condition, published.get(), balanced.get()))
            .toList();
  }

  AxisLabel condition() {
    return condition;
  }

  Table table(Published theirs) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    columns.add(Column.share("", "Target accuracy", "target"));
    columns.add(Column.share("Published attack", "private accuracy", "private_published"));
    columns.add(Column.number("Published attack", "rank", "rank_published"));
    columns.add(Column.number("Published attack", "in print", "private_published_in_print"));
    columns.add(new Column("Published attack", "undertrained", "undertrained", Column.Kind.TALLY));
    columns.add(Column.share("Balanced attack", "private accuracy", "private_balanced"));
    columns.add(Column.number("Balanced attack", "rank", "rank_balanced"));
    Map<Case, Double> first = ranks(published);
    Map<Case, Double> second = ranks(balanced);
    List<List<TableEntry>> entries = new ArrayList<>();
    for (Case at : rows) {
      Query leak = results.leak(at, published);
      entries.add(
          new Row(results)
              .method(at)
              .share(results.target(at))
              .share(leak)
              .add(rank(first, at))
              .orBlank(theirs.find(results, leak), TableEntry::printed, Column.Kind.NUMBER)
              .tallyIfAny(Query.of(at, published, Metrics.TRAIN, Metrics.UNDERTRAINED))
              .share(results.leak(at, balanced))
              .add(rank(second, at))
              .done());
    }
    return Table.of(
        "comparison-" + Words.file(condition),
        "Published and balanced attack side by side, trained " + Words.under(condition),
        Tables.percent(results) + " on the " + results.words().testSet() + ". Private accuracy: of how many images the attacker "
            + "names the " + results.words().secret() + "; rank 1 is read least, and controls have no rank. In print: the paper's value under its "
            + "attack, on real " + results.words().task().dataset().title() + " at full scale. Undertrained: in how many seeds the published attack did worse "
            + "than it could have"
            + spearman().map(found -> ". Rank correlation of the two attacks: " + found.words() + " over "
                + Text.count(found.methods(), "method")).orElse(""),
        results,
        columns,
        entries);
  }

  /** Private accuracy under the two attacks: do they order the methods alike? */
  Optional<RankCorrelation> spearman() {
    return RankCorrelation.of(means(ranked, published), means(ranked, balanced));
  }

  /** The values in print against ours under an attack; of several arms of a method, the first takes part. */
  Optional<RankCorrelation> inPrint(Published theirs, boolean underBalanced) {
    List<Case> printed =
        ranked.stream()
            .filter(at -> theirs.find(results, results.leak(at, published)).isPresent())
            .filter(at -> ranked.stream().map(Case::arm).filter(a -> a.method().equals(at.arm().method()))
                .findFirst().orElseThrow().equals(at.arm()))
            .toList();
    return RankCorrelation.of(
        values(printed, at -> theirs.find(results, results.leak(at, published)).orElseThrow().mean()),
        means(printed, underBalanced ? balanced : published));
  }

  /** Of one arm a method, of methods that clearly tell the target better than chance. */
  PairOrder pairs() {
    Set<String> methods = new HashSet<>();
    double answers = results.words().targetChance() + Verdict.MARGIN;
    List<Case> one =
        ranked.stream()
            .filter(at -> results.estimate(results.target(at)).orElseThrow().low() > answers)
            .filter(at -> methods.add(at.arm().method()))
            .toList();
    return PairOrder.of(results, one, at -> results.leak(at, published), at -> results.leak(at, balanced));
  }

  /** In how many of the images, for the median method, an attack's answer has the target's number. */
  Optional<Double> answersTheTarget(boolean underBalanced) {
    double[] shares =
        ranked.stream()
            .flatMap(
                at ->
                    results.estimate(results.headline(at, underBalanced ? balanced : published, Metrics.TARGET_AGREEMENT))
                        .stream())
            .mapToDouble(Estimate::mean)
            .toArray();
    return shares.length == 0 ? Optional.empty() : Optional.of(new Median().evaluate(shares));
  }

  /** What either attack reads of the median method. */
  String levels() {
    return "from the median method's features %s, the published attack reads %s %% of the %s, the balanced one %s %%"
        .formatted(Words.under(condition), Text.percent(median(published)), results.words().secrets(), Text.percent(median(balanced)));
  }

  private double median(AttackKey attack) {
    return new Median().evaluate(means(ranked, attack));
  }

  private double[] means(List<Case> conditions, AttackKey attack) {
    return values(conditions, at -> leak(at, attack).orElseThrow().mean());
  }

  private static double[] values(List<Case> conditions, ToDoubleFunction<Case> value) {
    return conditions.stream().mapToDouble(value).toArray();
  }

  private Optional<Estimate> leak(Case at, AttackKey attack) {
    return results.estimate(results.leak(at, attack));
  }

  private Map<Case, Double> ranks(AttackKey attack) {
    Map<Case, Double> ranks = new LinkedHashMap<>();
    if (ranked.size() > 1) {
      double[] order = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.MINIMUM).rank(means(ranked, attack));
      for (int i = 0; i < order.length; i++) {
        ranks.put(ranked.get(i), order[i]);
      }
    }
    return ranks;
  }

  private static TableEntry rank(Map<Case, Double> ranks, Case at) {
    return ranks.containsKey(at) ? TableEntry.number(ranks.get(at), 0) : TableEntry.blank(Column.Kind.NUMBER);
  }
}

package org.palimpsest.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.hipparchus.stat.descriptive.rank.Median;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;

/**
 * The published and the balanced attack side by side at one correlation. Ranks are among trained methods whose features
 * both attacks were measured on, without controls and without erasure; rank 1 is read least.
 */
final class Comparison {

  private final Slice slice;
  private final double rho;
  private final Attack published;
  private final Attack balanced;
  private final List<Condition> rows;
  private final List<Condition> ranked;

  private Comparison(Slice slice, double rho, Attack published, Attack balanced) {
    this.slice = slice;
    this.rho = rho;
    this.published = published;
    this.balanced = balanced;
    this.rows = slice.conditions().stream().filter(at -> at.rho() == rho && !at.arm().erased()).toList();
    this.ranked =
        rows.stream()
            .filter(at -> at.arm().ranked() && slice.estimate(Query.target(at)).isPresent())
            .filter(at -> leak(at, published).isPresent() && leak(at, balanced).isPresent())
            .toList();
  }

  /** One for each correlation; none if one of the attacks was not made. */
  static List<Comparison> of(Slice slice) {
    Ladder ladder = new Ladder(slice);
    Optional<Attack> published = ladder.usual(Attack.PUBLISHED);
    Optional<Attack> balanced = ladder.usual(Attack.BALANCED).or(() -> ladder.usual(Ladder.LINEAR_BITS));
    return published.isEmpty() || balanced.isEmpty()
        ? List.of()
        : slice.rhos().stream().map(rho -> new Comparison(slice, rho, published.get(), balanced.get())).toList();
  }

  double rho() {
    return rho;
  }

  Table table(Published theirs) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns());
    columns.add(Column.share("", "Target accuracy", "target"));
    columns.add(Column.share("Published attack", "private accuracy", "private_published"));
    columns.add(Column.number("Published attack", "rank", "rank_published"));
    columns.add(Column.number("Published attack", "in print", "private_published_in_print"));
    columns.add(new Column("Published attack", "undertrained", "undertrained", Column.Kind.TALLY));
    columns.add(Column.share("Balanced attack", "private accuracy", "private_balanced"));
    columns.add(Column.number("Balanced attack", "rank", "rank_balanced"));
    Map<Condition, Double> first = ranks(published);
    Map<Condition, Double> second = ranks(balanced);
    List<List<Entry>> entries = new ArrayList<>();
    for (Condition at : rows) {
      Query leak = Query.leak(at, published);
      entries.add(
          new Row(slice)
              .method(at)
              .share(Query.target(at))
              .share(leak)
              .add(rank(first, at))
              .add(
                  theirs.find(leak).<Entry>map(Entry.Printed::new)
                      .orElseGet(() -> new Entry.Blank(Column.Kind.NUMBER)))
              .tallyIfAny(Query.of(at, published, "train", AttackTable.UNDERTRAINED))
              .share(Query.leak(at, balanced))
              .add(rank(second, at))
              .done());
    }
    return new Table(
        "comparison-rho-" + Text.rho(rho),
        "Published and balanced attack side by side, trained at \u03c1 = " + Text.rho(rho),
        Tables.percent(slice) + " on the unbiased test set. Private accuracy: of how many images the attacker names "
            + "the colour; rank 1 is read least, and controls have no rank. In print: the paper's value under its "
            + "attack, on real MNIST at full scale. Undertrained: in how many seeds the published attack did worse "
            + "than the network's own head would"
            + spearman().map(found -> ". Rank correlation of the two attacks: " + found.words() + " over "
                + Text.count(found.methods(), "method")).orElse(""),
        slice.setting(),
        columns,
        entries);
  }

  /** Private accuracy under the two attacks: do they order the methods alike? */
  Optional<RankCorrelation> spearman() {
    return RankCorrelation.of(means(ranked, published), means(ranked, balanced));
  }

  /** The values in print against ours under an attack; of several arms of a method, the first takes part. */
  Optional<RankCorrelation> inPrint(Published theirs, boolean underBalanced) {
    List<Condition> printed =
        ranked.stream()
            .filter(at -> theirs.find(Query.leak(at, published)).isPresent())
            .filter(at -> ranked.stream().map(Condition::arm).filter(a -> a.method().equals(at.arm().method()))
                .findFirst().orElseThrow().equals(at.arm()))
            .toList();
    return RankCorrelation.of(
        values(printed, at -> theirs.find(Query.leak(at, published)).orElseThrow().mean()),
        means(printed, underBalanced ? balanced : published));
  }

  /** Target accuracy and private accuracy under the published or the balanced attack. */
  Optional<Double> withTarget(boolean underBalanced) {
    return ranked.size() < RankCorrelation.FEWEST
        ? Optional.empty()
        : Optional.of(
                new PearsonsCorrelation()
                    .correlation(
                        values(ranked, at -> slice.estimate(Query.target(at)).orElseThrow().mean()),
                        means(ranked, underBalanced ? balanced : published)))
            .filter(r -> !Double.isNaN(r));
  }

  /** What either attack reads of the median method. */
  String levels() {
    return ("from the median method's features at \u03c1 = %s, the published attack reads %s %% of the colours, "
            + "the balanced one %s %%")
        .formatted(Text.rho(rho), Text.percent(median(published)), Text.percent(median(balanced)));
  }

  private double median(Attack attack) {
    return new Median().evaluate(means(ranked, attack));
  }

  private double[] means(List<Condition> conditions, Attack attack) {
    return values(conditions, at -> leak(at, attack).orElseThrow().mean());
  }

  private static double[] values(List<Condition> conditions, ToDoubleFunction<Condition> value) {
    return conditions.stream().mapToDouble(value).toArray();
  }

  private Optional<Estimate> leak(Condition at, Attack attack) {
    return slice.estimate(Query.leak(at, attack));
  }

  private Map<Condition, Double> ranks(Attack attack) {
    Map<Condition, Double> ranks = new LinkedHashMap<>();
    if (ranked.size() > 1) {
      double[] order = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.MINIMUM).rank(means(ranked, attack));
      for (int i = 0; i < order.length; i++) {
        ranks.put(ranked.get(i), order[i]);
      }
    }
    return ranks;
  }

  private static Entry rank(Map<Condition, Double> ranks, Condition at) {
    return ranks.containsKey(at) ? new Entry.Plain(ranks.get(at), 0) : new Entry.Blank(Column.Kind.NUMBER);
  }
}

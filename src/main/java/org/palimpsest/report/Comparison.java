package org.palimpsest.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;

/**
 * The published and the balanced attack side by side at one correlation. Ranks are among trained methods whose features
 * both attacks were measured on, without controls and without erasure; rank 1 is read least.
 */
final class Comparison {

  /** Fewer arms have no correlation worth the name. */
  private static final int FEWEST = 3;

  /** Fewer arms have none that could be said to survive: of three, one order in six is the same by chance. */
  private static final int FEWEST_FOR_A_CLAIM = 5;

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
    this.rows = slice.conditions().stream().filter(at -> at.rho() == rho).toList();
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

  Table table(Published theirs) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns());
    columns.add(Column.share("", "Target accuracy", "target"));
    columns.add(Column.share("Published attack", "private", "private_published"));
    columns.add(Column.number("Published attack", "rank", "rank_published"));
    columns.add(Column.number("Published attack", "in print", "private_published_in_print"));
    columns.add(new Column("Published attack", "undertrained", "undertrained", Column.Kind.TALLY));
    columns.add(Column.share("Balanced attack", "private", "private_balanced"));
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
        "Percent [95 % interval] on the unbiased test set. Rank 1 is read least; controls and erased features have no "
            + "rank. In print: the paper's value under its attack, on real MNIST at full scale" + survival(),
        slice.setting(),
        columns,
        entries);
  }

  /** A row for each correlation that has enough methods. */
  static Table survival(Slice slice, List<Comparison> comparisons) {
    List<Column> columns =
        List.of(
            Column.number("", "\u03c1", "rho"),
            Column.number("", "methods", "arms"),
            Column.number("Rank correlation", "published, balanced", "spearman"),
            Column.number("Correlation r", "target, published", "pearson_target_published"),
            Column.number("Correlation r", "target, balanced", "pearson_target_balanced"));
    List<List<Entry>> rows =
        comparisons.stream()
            .filter(comparison -> comparison.ranked.size() >= FEWEST)
            .map(
                comparison ->
                    new Row(slice)
                        .rho(comparison.rho)
                        .add(new Entry.Plain(comparison.ranked.size(), 0))
                        .add(number(comparison.spearman()))
                        .add(number(comparison.pearson(comparison.published)))
                        .add(number(comparison.pearson(comparison.balanced)))
                        .done())
            .toList();
    return new Table(
        "ranking",
        "Does the ranking survive?",
        "Over trained methods, controls and erased features aside: Spearman's rank correlation of private accuracy "
            + "under "
            + "the published and under the balanced attack (1: same order, 0: none), and Pearson's between target "
            + "accuracy and private accuracy. A correlation near \u22121 under the published attack says that it "
            + "measures "
            + "target accuracy a second time",
        slice.setting(),
        columns,
        rows);
  }

  /** The same in a sentence. */
  static Optional<Finding> finding(List<Comparison> comparisons) {
    List<Comparison> enough = comparisons.stream().filter(c -> c.ranked.size() >= FEWEST_FOR_A_CLAIM).toList();
    List<Double> values = enough.stream().flatMap(c -> c.spearman().stream()).toList();
    if (values.isEmpty()) {
      return Optional.empty();
    }
    boolean all = values.stream().allMatch(value -> value > .8);
    boolean none = values.stream().allMatch(value -> value < .5);
    String claim =
        all
            ? "The published ranking of methods survives the balanced attack."
            : none
                ? "The published ranking of methods does not survive the balanced attack."
                : "The published ranking of methods survives the balanced attack in part.";
    List<String> parts =
        enough.stream()
            .filter(c -> c.spearman().isPresent())
            .map(
                c ->
                    "\u03c1 = %s: %s over %s".formatted(
                        Text.rho(c.rho), Text.correlation(c.spearman().get()), Text.count(c.ranked.size(), "method")))
            .toList();
    return Optional.of(new Finding(claim, "Spearman's rank correlation at " + String.join("; ", parts) + "."));
  }

  private String survival() {
    return spearman().isEmpty() || ranked.size() < FEWEST
        ? ""
        : ". Does the ranking survive? Rank correlation of the two attacks: "
            + Text.correlation(spearman().get()) + " over " + Text.count(ranked.size(), "method")
            + pearson(published)
                .map(r -> "; correlation of target and published private accuracy: " + Text.correlation(r))
                .orElse("");
  }

  private Optional<Double> spearman() {
    return ranked.size() < FEWEST
        ? Optional.empty()
        : finite(new SpearmansCorrelation().correlation(means(published), means(balanced)));
  }

  private Optional<Double> pearson(Attack attack) {
    double[] targets = values(at -> slice.estimate(Query.target(at)).orElseThrow().mean());
    return ranked.size() < FEWEST
        ? Optional.empty()
        : finite(new PearsonsCorrelation().correlation(targets, means(attack)));
  }

  private static Optional<Double> finite(double value) {
    return Double.isNaN(value) ? Optional.empty() : Optional.of(value);
  }

  private double[] means(Attack attack) {
    return values(at -> leak(at, attack).orElseThrow().mean());
  }

  private double[] values(Function<Condition, Double> value) {
    return ranked.stream().mapToDouble(value::apply).toArray();
  }

  private Optional<Estimate> leak(Condition at, Attack attack) {
    return slice.estimate(Query.leak(at, attack));
  }

  private Map<Condition, Double> ranks(Attack attack) {
    Map<Condition, Double> ranks = new LinkedHashMap<>();
    if (ranked.size() > 1) {
      double[] order = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.MINIMUM).rank(means(attack));
      for (int i = 0; i < order.length; i++) {
        ranks.put(ranked.get(i), order[i]);
      }
    }
    return ranks;
  }

  private static Entry rank(Map<Condition, Double> ranks, Condition at) {
    return ranks.containsKey(at) ? new Entry.Plain(ranks.get(at), 0) : new Entry.Blank(Column.Kind.NUMBER);
  }

  private static Entry number(Optional<Double> value) {
    return value.<Entry>map(Entry.Correlation::new).orElseGet(() -> new Entry.Blank(Column.Kind.NUMBER));
  }
}

package org.palimpsest.report.results;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun.RecordedFrontier;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.Source;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Proportion;
import org.palimpsest.metric.Summary;

/**
 * The results of one {@link Source}, ready to be asked. Rows without a value (NaN) count as not measured. A second
 * value for the same query, seed and epoch is refused.
 */
public final class Results {

  private final Words words;
  private final Roster roster;
  private final Grid grid;
  private final Labels labels;
  private final Optional<RecordedFrontier> frontier;
  private final boolean sequential;
  private final Map<Query, SortedMap<Integer, ResultRow>> finished;
  private final Map<Query, SortedMap<Integer, SortedMap<Integer, Double>>> curves;
  private final List<AttackKey> attacks;
  private final Map<AttackKey, List<Query>> controls;

  /**
   * @param run says what the grid owes, how the task is called, and which part methods and attackers have
   * @param spelling turns a method's catalogue name into the one that people know
   */
  public Results(Source source, List<ResultRow> rows, RecordedRun run, UnaryOperator<String> spelling) {
    this(source, rows, run, run.promised(), spelling);
  }

  Results(
      Source source,
      List<ResultRow> rows,
      RecordedRun run,
      List<RecordedRun.RecordedCell> promised,
      UnaryOperator<String> spelling) {
    words = new Words(run.task(source.dataset()));
    roster = Roster.of(run);
    finished = new LinkedHashMap<>();
    curves = new LinkedHashMap<>();
    rows.stream().filter(row -> !Double.isNaN(row.value())).forEach(this::add);
    frontier = run.frontier();
    sequential = run.sequential();
    Predicate<Case> alone = at -> frontier.filter(plain -> plain.alone(at)).isPresent();
    grid =
        Grid.of(
            source,
            rows.stream().filter(row -> !alone.test(row.origin().at())).toList(),
            promised.stream().filter(cell -> !alone.test(cell.at())).toList(),
            words.headline());
    attacks =
        rows.stream()
            .filter(row -> row.metric().equals(Metrics.PRIVATE_ACCURACY))
            .map(ResultRow::attack)
            .distinct()
            .filter(attack -> !attack.isNone() && !roster.isControl(attack))
            .sorted(Comparator.<AttackKey, Integer>comparing(a -> roster.reach(a).ordinal()).thenComparing(roster::place))
            .toList();
    controls =
        finished.keySet().stream()
            .filter(query -> roster.isControl(query.attack()))
            .sorted(Comparator.comparingInt(query -> roster.place(query.attack())))
            .collect(Collectors.groupingBy(Query::attack, LinkedHashMap::new, Collectors.toList()));
    labels =
        new Labels(grid.arms(), Stream.concat(attacks.stream(), controls.keySet().stream()).toList(), spelling);
  }

  /** The same results, of some of the arms. */
  private Results(Results whole, List<Arm> arms) {
    this.words = whole.words;
    this.roster = whole.roster;
    this.finished = whole.finished;
    this.curves = whole.curves;
    this.attacks = whole.attacks;
    this.controls = whole.controls;
    this.frontier = whole.frontier;
    this.sequential = whole.sequential;
    this.grid = whole.grid.of(arms);
    this.labels = new Labels(arms, whole.labels.attacks(), whole.labels.spelling());
  }

  /** The same without arms from whose features something was erased. */
  public Results trained() {
    return new Results(this, grid.arms().stream().filter(arm -> !arm.erased()).toList());
  }

  public Words words() {
    return words;
  }

  public Roster roster() {
    return roster;
  }

  public Grid grid() {
    return grid;
  }

  public Labels labels() {
    return labels;
  }

  /**
   * The plain training against which methods are compared. Its values are asked for as any others; what is there for it
   * alone has no place in the grid.
   */
  public Optional<RecordedFrontier> frontier() {
    return frontier;
  }

  /** Whether seeds were added after a look at results. */
  public boolean sequential() {
    return sequential;
  }

  /** {@code MNIST, disjoint protocol, reduced}. */
  public String about() {
    return words.label(grid.source());
  }

  /** Attackers on the private class that are not controls, by reach. */
  public List<AttackKey> attacks() {
    return attacks;
  }

  /** Controls that were measured. */
  public List<AttackKey> controls() {
    return List.copyOf(controls.keySet());
  }

  /** What intervals are over, see {@link Estimate}. */
  public String intervals() {
    String tests = words.givenFeatures() ? "test rows" : "test images";
    return grid.seeds().size() > 1 ? "95 % interval over seeds and " + tests : "95 % interval over " + tests + ", 1 seed";
  }

  /** The network's target accuracy on the headline split. */
  public Query target(Case at) {
    return headline(at, AttackKey.NONE, Metrics.TARGET_ACCURACY);
  }

  /** The attacker's private-class accuracy on the headline split. */
  public Query leak(Case at, AttackKey attack) {
    return headline(at, attack, Metrics.PRIVATE_ACCURACY);
  }

  /** A measure over the headline split. */
  public Query headline(Case at, AttackKey attack, String metric) {
    return Query.of(at, attack, words.headline(), metric);
  }

  /** The mean over seeds. */
  public Optional<Estimate> estimate(Query query) {
    return Optional.ofNullable(finished.get(query)).map(SortedMap::values).map(Estimate::of);
  }

  /** Whether what an attacker reads there says how it was trained rather than what there is: marked so in a seed. */
  public boolean undertrained(Case at, AttackKey attack) {
    return bySeed(Query.of(at, attack, Metrics.TRAIN, Metrics.UNDERTRAINED)).values().stream()
        .anyMatch(yes -> yes != 0);
  }

  /** The value of each seed. */
  public SortedMap<Integer, Double> bySeed(Query query) {
    SortedMap<Integer, Double> values = new TreeMap<>();
    finished.getOrDefault(query, new TreeMap<>()).forEach((seed, row) -> values.put(seed, row.value()));
    return values;
  }

  /** How many images a share is of, and how many of them are right, over all seeds; empty for what is no count. */
  public Optional<Proportion> tally(Query query) {
    int right = 0;
    int images = 0;
    for (ResultRow row : finished.getOrDefault(query, new TreeMap<>()).values()) {
      Measurement measured = row.measured().measurement();
      right += (int) Math.round(measured.value() * measured.n());
      images += measured.n();
    }
    return images == 0 ? Optional.empty() : Optional.of(new Proportion(right, images));
  }

  /**
   * The standard error that the test images give each seed's value, from the interval that the run reported; none where
   * it reported none.
   */
  public SortedMap<Integer, Double> imageErrors(Query query) {
    SortedMap<Integer, Double> errors = new TreeMap<>();
    finished.getOrDefault(query, new TreeMap<>()).forEach(
        (seed, row) -> Estimate.imageError(row).ifPresent(error -> errors.put(seed, error)));
    return errors;
  }

  /** The cell that a seed's value comes from. */
  public Optional<String> cell(Query query, int seed) {
    return Optional.ofNullable(finished.getOrDefault(query, new TreeMap<>()).get(seed)).map(ResultRow::cell);
  }

  /** Queries that have an answer. */
  public List<Query> queries(Predicate<Query> wanted) {
    return finished.keySet().stream().filter(wanted).toList();
  }

  /** Value by epoch, for each seed. */
  public Collection<SortedMap<Integer, Double>> curves(Query query) {
    return curves.getOrDefault(query, new TreeMap<>()).values();
  }

  /** The same by seed. */
  public SortedMap<Integer, SortedMap<Integer, Double>> curvesBySeed(Query query) {
    return Collections.unmodifiableSortedMap(curves.getOrDefault(query, new TreeMap<>()));
  }

  /**
   * A control's mean over seeds: over all cells of a seed first. Most controls do not depend on the encoder and are
   * one number in all of these; of one that is not, a single seed's interval is Student's over cells. Methods that are
   * controls themselves take part only where there are no others: one of them may see other images, such as grey ones.
   */
  public Optional<Estimate> control(AttackKey control, String split) {
    Map<Integer, List<ResultRow>> bySeed = new TreeMap<>();
    List<Query> all =
        controls.getOrDefault(control, List.of()).stream()
            .filter(query -> query.equals(Query.of(query.at(), control, split, Metrics.PRIVATE_ACCURACY)))
            .toList();
    List<Query> ofMethods = all.stream().filter(query -> !roster.isControl(query.at().arm())).toList();
    (ofMethods.isEmpty() ? all : ofMethods).stream()
        .map(finished::get)
        .forEach(rows -> rows.forEach((seed, row) -> bySeed.computeIfAbsent(seed, s -> new ArrayList<>()).add(row)));
    List<ResultRow> means = bySeed.values().stream().map(Results::mean).toList();
    return means.isEmpty() ? Optional.empty() : Optional.of(Estimate.of(means));
  }

  private void add(ResultRow row) {
    // The worst group is named in its row, and is another one for every network.
    String group = row.metric().startsWith(Metrics.WORST_GROUP) ? Metrics.ALL : row.group();
    Query query = new Query(row.origin().at(), row.attack(), row.split(), group, row.metric());
    if (row.epoch() == 0) {
      ResultRow before = finished.computeIfAbsent(query, q -> new TreeMap<>()).put(row.seed(), row);
      if (before != null) {
        throw new IllegalArgumentException(
            "expected one value a query and seed, was %s and %s for %s in cells %s and %s"
                .formatted(before.value(), row.value(), query, before.cell(), row.cell()));
      }
    } else {
      String metric = row.metric().replaceFirst("^train_", "");
      curves
          .computeIfAbsent(
              new Query(query.at(), query.attack(), query.split(), group, metric), q -> new TreeMap<>())
          .computeIfAbsent(row.seed(), s -> new TreeMap<>())
          .put(row.epoch(), row.value());
    }
  }

  private static ResultRow mean(List<ResultRow> rows) {
    ResultRow first = rows.get(0);
    if (rows.stream().allMatch(row -> row.value() == first.value())) {
      return first;
    }
    Summary summary = Summary.of(rows.stream().mapToDouble(ResultRow::value).toArray());
    Interval interval = summary.interval(Measurement.LEVEL).orElseThrow();
    return first.with(
        first.split(),
        new Measurement(
            first.metric(), first.group(), summary.mean(), interval.low(), interval.high(), first.n()));
  }
}

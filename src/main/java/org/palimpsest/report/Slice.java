package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Collection;
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
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Summary;

/**
 * The results of one {@link Setting}, ready to be asked. Rows without a value (NaN) count as not measured. A second
 * value for the same query, seed and epoch is refused.
 *
 * <p>The grid is what the provenance promises and what the results hold; without a promise it is every method seen
 * at every correlation seen with every seed seen.
 */
final class Slice {

  private final Setting setting;
  private final Map<Query, SortedMap<Integer, ResultRow>> finished;
  private final Map<Query, SortedMap<Integer, SortedMap<Integer, Double>>> curves;
  private final List<Arm> arms;
  private final List<Attack> attacks;
  private final Map<Attack, List<Query>> controls;
  private final List<Double> rhos;
  private final List<Integer> seeds;
  private final List<Provenance.Cell> promised;
  private final UnaryOperator<String> spelling;

  /** {@code spelling} turns a method's catalogue name into the one that people know. */
  Slice(
      Setting setting, List<ResultRow> rows, List<Provenance.Cell> promised, UnaryOperator<String> spelling) {
    this.setting = setting;
    this.spelling = spelling;
    this.promised = promised;
    finished = new LinkedHashMap<>();
    curves = new LinkedHashMap<>();
    List<ResultRow> ofMethods = rows.stream().filter(row -> !row.method().isEmpty()).toList();
    rows.stream().filter(row -> !Double.isNaN(row.value())).forEach(this::add);
    arms = distinct(Stream.concat(promised.stream().map(Slice::arm), ofMethods.stream().map(Slice::arm)));
    attacks =
        distinct(rows.stream().filter(row -> row.metric().equals(Query.PRIVATE)).map(Slice::attack))
            .stream()
            .filter(attack -> !attack.name().isEmpty() && !attack.isControl())
            .sorted(Comparator.comparingInt(Slice::rank))
            .toList();
    controls =
        finished.keySet().stream()
            .filter(query -> query.attack().isControl())
            .sorted(Comparator.comparingInt(query -> Attack.CONTROLS.indexOf(query.attack().name())))
            .collect(Collectors.groupingBy(Query::attack, LinkedHashMap::new, Collectors.toList()));
    Stream<Double> allRhos =
        Stream.concat(promised.stream().map(Provenance.Cell::rho), ofMethods.stream().map(row -> row.condition().rho()));
    rhos = distinct(allRhos.sorted());
    Stream<Integer> allSeeds =
        Stream.concat(promised.stream().map(Provenance.Cell::seed), ofMethods.stream().map(ResultRow::seed));
    seeds = distinct(allSeeds.sorted());
  }

  /** The same results, of some of the arms. */
  private Slice(Slice whole, List<Arm> arms) {
    this.setting = whole.setting;
    this.finished = whole.finished;
    this.curves = whole.curves;
    this.arms = arms;
    this.attacks = whole.attacks;
    this.controls = whole.controls;
    this.rhos = whole.rhos;
    this.seeds = whole.seeds;
    this.promised = whole.promised;
    this.spelling = whole.spelling;
  }

  /** The same without arms from whose features something was erased. */
  Slice trained() {
    return new Slice(this, arms.stream().filter(arm -> !arm.erased()).toList());
  }

  /** What was erased after training, each once. */
  List<String> erasures() {
    return distinct(arms.stream().filter(Arm::erased).map(Arm::erasure));
  }

  Setting setting() {
    return setting;
  }

  /** Methods with their variants, in the order of the file. */
  List<Arm> arms() {
    return arms;
  }

  /** The encoder's training correlations, ascending. */
  List<Double> rhos() {
    return rhos;
  }

  /**
   * Attackers on the private class that are not controls: the published one, the balanced one, then the rest in the
   * file's order.
   */
  List<Attack> attacks() {
    return attacks;
  }

  List<Integer> seeds() {
    return seeds;
  }

  /** Methods at correlations that the grid has, by method, then correlation. */
  List<Condition> conditions() {
    Stream<Condition> all =
        arms.stream().flatMap(arm -> rhos.stream().map(rho -> new Condition(arm, rho)));
    return all.filter(at -> promised.isEmpty() || measured(at) || promised.stream().anyMatch(c -> matches(c, at)))
        .toList();
  }

  /** What intervals are over, see {@link Estimate}. */
  String intervals() {
    return seeds.size() > 1 ? "95 % interval over seeds" : "95 % interval over test images, 1 seed";
  }

  /** The seeds that the grid has at a condition. */
  List<Integer> seeds(Condition at) {
    if (promised.isEmpty()) {
      return seeds;
    }
    Stream<Integer> found = bySeed(Query.target(at)).keySet().stream();
    Stream<Integer> expected = promised.stream().filter(cell -> matches(cell, at)).map(Provenance.Cell::seed);
    return distinct(Stream.concat(found, expected).sorted());
  }

  /** The attacker of that name; of several, the first with default settings, else the first. */
  Optional<Attack> attack(String name) {
    return attacks.stream()
        .filter(attack -> attack.name().equals(name))
        .min(Comparator.comparing(attack -> !attack.variant().isEmpty()));
  }

  /** The mean over seeds. */
  Optional<Estimate> estimate(Query query) {
    return Optional.ofNullable(finished.get(query)).map(SortedMap::values).map(Estimate::of);
  }

  /** Whether what an attacker reads there says how it was trained rather than what there is: marked so in a seed. */
  boolean undertrained(Condition at, Attack attack) {
    return bySeed(Query.of(at, attack, "train", AttackTable.UNDERTRAINED)).values().stream().anyMatch(yes -> yes != 0);
  }

  /** The value of each seed. */
  SortedMap<Integer, Double> bySeed(Query query) {
    SortedMap<Integer, Double> values = new TreeMap<>();
    finished.getOrDefault(query, new TreeMap<>()).forEach((seed, row) -> values.put(seed, row.value()));
    return values;
  }

  /** The cell that a seed's value comes from. */
  Optional<String> cell(Query query, int seed) {
    return Optional.ofNullable(finished.getOrDefault(query, new TreeMap<>()).get(seed)).map(ResultRow::cell);
  }

  /** Queries that have an answer. */
  List<Query> queries(Predicate<Query> wanted) {
    return finished.keySet().stream().filter(wanted).toList();
  }

  /** Value by epoch, for each seed. */
  Collection<SortedMap<Integer, Double>> curves(Query query) {
    return curves.getOrDefault(query, new TreeMap<>()).values();
  }

  /**
   * A control's mean over seeds: over all cells of a seed first. Most controls do not depend on the encoder and are
   * one number in all of these; of one that is not, a single seed's interval is Student's over cells.
   */
  Optional<Estimate> control(Attack control, String split) {
    Map<Integer, List<ResultRow>> bySeed = new TreeMap<>();
    controls.getOrDefault(control, List.of()).stream()
        .filter(query -> isAnswer(query, split))
        .map(finished::get)
        .forEach(rows -> rows.forEach((seed, row) -> bySeed.computeIfAbsent(seed, s -> new ArrayList<>()).add(row)));
    List<ResultRow> means = bySeed.values().stream().map(Slice::mean).toList();
    return means.isEmpty() ? Optional.empty() : Optional.of(Estimate.of(means));
  }

  /** Controls that were measured, in the order of {@link Attack#CONTROLS}. */
  List<Attack> controls() {
    return List.copyOf(controls.keySet());
  }

  /** The method's name, with its variant where several of one method are compared. */
  String label(Arm arm) {
    boolean alone = arms.stream().filter(other -> other.method().equals(arm.method())).count() == 1;
    String name = spelling.apply(arm.method());
    return alone || arm.variant().isEmpty() ? name : name + " (" + arm.variant() + ")";
  }

  /** The attacker's name, with variant and correlation where they tell several of one name apart. */
  String label(Attack attack) {
    boolean several = namesakes(attack).anyMatch(other -> other.rho() != attack.rho());
    return several && !Double.isNaN(attack.rho())
        ? name(attack) + " at \u03c1 = " + Text.rho(attack.rho())
        : name(attack);
  }

  /** The attacker's name, with its variant where several of one name have one correlation. */
  String name(Attack attack) {
    boolean several = namesakes(attack).anyMatch(other -> other.rho() == attack.rho());
    return several && !attack.variant().isEmpty() ? attack.name() + " (" + attack.variant() + ")" : attack.name();
  }

  private Stream<Attack> namesakes(Attack attack) {
    return Stream.concat(attacks.stream(), controls.keySet().stream())
        .filter(other -> other.name().equals(attack.name()) && !other.equals(attack));
  }

  private static boolean isAnswer(Query query, String split) {
    return query.split().equals(split) && query.group().equals("all") && query.metric().equals(Query.PRIVATE);
  }

  private void add(ResultRow row) {
    // The worst group is named in its row, and is another one for every network.
    String group = row.metric().startsWith("worst_group_") ? "all" : row.group();
    Query query = new Query(arm(row), row.condition().rho(), attack(row), row.split(), group, row.metric());
    if (row.epoch() == 0) {
      ResultRow before = finished.computeIfAbsent(query, q -> new TreeMap<>()).put(row.seed(), row);
      if (before != null) {
        throw new IllegalArgumentException(
            "expected one value a query and seed, was %s and %s for %s in cells %s and %s"
                .formatted(before.value(), row.value(), query, before.cell(), row.cell()));
      }
    } else {
      String metric = row.metric().replaceFirst("^train_", "");
      Query term = new Query(arm(row), row.condition().rho(), attack(row), row.split(), group, metric);
      curves
          .computeIfAbsent(term, q -> new TreeMap<>())
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

  private static int rank(Attack attack) {
    return switch (attack.name()) {
      case Attack.PUBLISHED -> 0;
      case Attack.BALANCED -> 1;
      default -> 2;
    };
  }

  private boolean measured(Condition at) {
    return finished.containsKey(Query.target(at));
  }

  private static boolean matches(Provenance.Cell cell, Condition at) {
    return arm(cell).equals(at.arm()) && cell.rho() == at.rho();
  }

  private static Arm arm(Provenance.Cell cell) {
    return new Arm(cell.method(), cell.variant());
  }

  private static Arm arm(ResultRow row) {
    return new Arm(row.method(), row.variant());
  }

  private static Attack attack(ResultRow row) {
    return row.attacker().isEmpty()
        ? Attack.NONE
        : new Attack(row.attacker(), row.attackerVariant(), row.attack().mix().rho());
  }

  private static <T> List<T> distinct(Stream<T> items) {
    return items.distinct().collect(Collectors.toList());
  }
}

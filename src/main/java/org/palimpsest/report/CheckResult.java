package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.palimpsest.Nearest;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.Check;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Summary;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;

/**
 * What results say of a {@link Check}: it is held if the whole 95 % interval of its sum relates to the bound as
 * claimed, not held if no value of the interval does, and else cannot be told. The interval is Student's over the
 * seeds that all terms share; with one seed it is from the terms' intervals over test images, end against end.
 *
 * @param sum the mean over seeds, with its interval; empty if something was not measured
 * @param because why it cannot be told; empty otherwise
 */
record CheckResult(Check check, Outcome outcome, Optional<Estimate> sum, String because) {

  /** Whether a claim holds. */
  enum Outcome {
    HELD("held"),
    NOT_HELD("not held"),
    CANNOT_BE_TOLD("cannot be told");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  static CheckResult of(Check check, Results results) {
    List<Estimate> estimates = new ArrayList<>();
    List<SortedMap<Integer, Double>> bySeed = new ArrayList<>();
    try {
      for (Check.Term term : check.terms()) {
        Query query = new Address(term.measure(), results).query();
        estimates.add(
            results.estimate(query).orElseThrow(() -> new IllegalStateException(term.measure().metric() + " of "
                + results.labels().of(query.at().arm()) + " was not measured")));
        bySeed.add(results.bySeed(query));
      }
    } catch (IllegalStateException e) {
      return new CheckResult(check, Outcome.CANNOT_BE_TOLD, Optional.empty(), e.getMessage());
    }
    Optional<Estimate> sum = sum(check, estimates, bySeed);
    if (sum.isEmpty()) {
      return new CheckResult(check, Outcome.CANNOT_BE_TOLD, sum, "its terms share no seed");
    }
    if (sum.get().interval().isEmpty()) {
      return new CheckResult(check, Outcome.CANNOT_BE_TOLD, sum, "one seed, and no interval over test images");
    }
    boolean low = check.relation().holds(sum.get().low(), check.bound());
    boolean high = check.relation().holds(sum.get().high(), check.bound());
    return low != high
        ? new CheckResult(check, Outcome.CANNOT_BE_TOLD, sum, "the interval holds the bound")
        : new CheckResult(check, low ? Outcome.HELD : Outcome.NOT_HELD, sum, "");
  }

  private static Optional<Estimate> sum(
      Check check, List<Estimate> estimates, List<SortedMap<Integer, Double>> bySeed) {
    SortedMap<Integer, Double> sums = new TreeMap<>();
    for (int seed : bySeed.get(0).keySet()) {
      if (bySeed.stream().allMatch(values -> values.containsKey(seed))) {
        double sum = 0;
        for (int i = 0; i < bySeed.size(); i++) {
          sum += check.terms().get(i).sign() * bySeed.get(i).get(seed);
        }
        sums.put(seed, sum);
      }
    }
    if (sums.isEmpty()) {
      return Optional.empty();
    }
    Summary summary = Summary.of(sums.values().stream().mapToDouble(Double::doubleValue).toArray());
    Optional<Interval> interval =
        summary.n() > 1 ? summary.interval(Measurement.LEVEL) : endAgainstEnd(check, estimates);
    return Optional.of(new Estimate(summary.mean(), summary.standardDeviation(), summary.n(), interval));
  }

  private static Optional<Interval> endAgainstEnd(Check check, List<Estimate> estimates) {
    if (estimates.stream().anyMatch(estimate -> estimate.interval().isEmpty())) {
      return Optional.empty();
    }
    double low = 0;
    double high = 0;
    for (int i = 0; i < estimates.size(); i++) {
      boolean added = check.terms().get(i).sign() > 0;
      low += added ? estimates.get(i).low() : -estimates.get(i).high();
      high += added ? estimates.get(i).high() : -estimates.get(i).low();
    }
    return Optional.of(new Interval(low, high));
  }

  /** Where a measure stands in the results. What is not there is an IllegalStateException that says so. */
  private record Address(Check.Measure measure, Results results) {

    Query query() {
      Case at = new Case(arm(), condition());
      String split = measure.options().getOrDefault("split", results.words().headline());
      String group = measure.options().getOrDefault("group", Metrics.ALL);
      return new Query(at, attack(), split, group, measure.metric());
    }

    private AxisLabel condition() {
      List<AxisLabel> grid = results.grid().conditions();
      List<AxisLabel> all =
          Stream.concat(grid.stream(), results.frontier().stream().flatMap(plain -> plain.only().stream())).distinct().toList();
      if (measure.condition().isNone() && grid.size() == 1) {
        return grid.get(0);
      }
      if (!all.contains(measure.condition())) {
        throw none("condition", measure.condition().text(), all.stream().map(AxisLabel::text).toList());
      }
      return measure.condition();
    }

    /** Of several that match, the one with fewest settings; two with as few are too many. */
    private Arm arm() {
      List<Arm> found =
          results.grid().arms().stream()
              .filter(arm -> Check.matches(measure.method(), arm.method(), arm.variant()))
              .sorted(Comparator.comparingInt(arm -> arm.settings().size()))
              .toList();
      if (found.isEmpty()) {
        throw none("method", measure.method(), results.grid().arms().stream().map(Arm::method).distinct().toList());
      }
      if (found.size() > 1 && found.get(0).settings().size() == found.get(1).settings().size()) {
        throw new IllegalStateException(
            "'%s' may be %s or %s".formatted(measure.method(), found.get(0).variant(), found.get(1).variant()));
      }
      return found.get(0);
    }

    private AttackKey attack() {
      if (measure.attacker().isEmpty()) {
        return AttackKey.NONE;
      }
      Stream<AttackKey> named =
          all().stream().filter(key -> Check.matches(measure.attacker(), key.name(), key.variant()));
      String mix = measure.options().getOrDefault("mix", "");
      Ladder ladder = new Ladder(results);
      return named
          .filter(key -> mix.isEmpty() || key.mix().text().equals(mix))
          .min(
              Comparator.<AttackKey, Boolean>comparing(key -> !ladder.isUsual(key))
                  .thenComparing(key -> key.variant().split(" ").length)
                  .thenComparing(key -> !key.variant().isEmpty()))
          .orElseThrow(
              () -> none("attacker", measure.attacker(), all().stream().map(AttackKey::name).distinct().toList()));
    }

    private Collection<AttackKey> all() {
      return Stream.concat(
              results.attacks().stream(),
              results.queries(query -> query.metric().equals(measure.metric()) && !query.attack().isNone()).stream()
                  .map(Query::attack))
          .distinct()
          .toList();
    }

    private static IllegalStateException none(String kind, String given, List<String> known) {
      return new IllegalStateException(
          "no %s '%s' in the results%s".formatted(kind, given, Nearest.hint(given, known)));
    }
  }
}

package org.palimpsest.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.GroupedAccuracy;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Multiplicity;
import org.palimpsest.report.results.Difference;
import org.palimpsest.report.results.EqualAccuracy;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;

/**
 * What a {@link Verdict} is made from, all on the headline split.
 *
 * @param target accuracy, in [0, 1]
 * @param targetChance the accuracy of guessing the target
 * @param linear attackers that are linear, on a balanced mix
 * @param nonLinear those that are not
 * @param givenTarget attackers that are told the target
 * @param worstAdvantage by how much more often an attacker names a private value of its own images than of others, the
 *     highest upper end of a 95 % interval among attackers and values; empty where that was not recorded
 * @param reference Vanilla under the same condition, on the same network where that was measured; empty if neither was
 * @param distance from the frontier at its own target accuracy; empty without a frontier
 * @param erased whether something was taken out of the features after training
 * @param alpha the chance of a false claim that a table may take
 */
record Evidence(
    Optional<Estimate> target,
    double targetChance,
    List<Reading> linear,
    List<Reading> nonLinear,
    List<Reading> givenTarget,
    Optional<Double> worstAdvantage,
    Optional<Reference> reference,
    Optional<EqualAccuracy.Distance> distance,
    boolean erased,
    double alpha) {

  /**
   * What a method is compared with.
   *
   * @param readings what attackers read from it
   * @param gain the method's target accuracy minus this one's, paired by seed
   */
  record Reference(Arm arm, List<Reading> readings, Optional<Difference> gain) {}

  /** Empty without attackers; {@code draws} as in {@link EqualAccuracy}. */
  static Optional<Evidence> of(Results results, Case at, int draws) {
    Ladder ladder = new Ladder(results);
    if (results.attacks().isEmpty()) {
      return Optional.empty();
    }
    List<AttackKey> attacks = Stream.concat(ladder.linear().stream(), ladder.nonLinear().stream()).toList();
    Optional<Estimate> target = results.estimate(results.target(at));
    return Optional.of(
        new Evidence(
            target,
            results.words().targetChance(),
            Reading.of(results, at, ladder.linear()),
            Reading.of(results, at, ladder.nonLinear()),
            ladder.conditional().stream()
                .flatMap(attack -> Reading.givenTarget(results, at, attack).stream())
                .toList(),
            worstAdvantage(results, at, attacks),
            reference(results, at).map(arm -> reference(results, attacks, at, arm)),
            at.arm().erased() ? Optional.empty() : EqualAccuracy.of(results, at, draws),
            at.arm().erased(),
            Multiplicity.alpha(target.map(Estimate::seeds).orElse(1), results.sequential())));
  }

  /** Every attacker that is not told the target. */
  List<Reading> all() {
    return Stream.concat(linear.stream(), nonLinear.stream()).toList();
  }

  /** The attacker that reads most, linear or not. */
  Optional<Reading> best() {
    return Reading.best(all());
  }

  /** Seeds that every attacker read; 0 without any. */
  List<Integer> seeds() {
    List<SortedMap<Integer, Double>> all = all().stream().map(Reading::bySeed).toList();
    return all.isEmpty()
        ? List.of()
        : all.get(0).keySet().stream().filter(seed -> all.stream().allMatch(one -> one.containsKey(seed))).toList();
  }

  private static Reference reference(Results results, List<AttackKey> attacks, Case at, Arm arm) {
    Case there = new Case(arm, at.condition());
    return new Reference(
        arm,
        Reading.of(results, there, attacks),
        Difference.of(results, results.target(at), results.target(there)));
  }

  /** Of the Vanilla arms measured there whose settings are all among this one's, the one with most. */
  private static Optional<Arm> reference(Results results, Case at) {
    Set<String> settings = at.arm().settings();
    return results.grid().arms().stream()
        .filter(arm -> results.roster().isBaseline(arm) && !arm.erased() && settings.containsAll(arm.settings()))
        .filter(arm -> results.estimate(results.target(new Case(arm, at.condition()))).isPresent())
        .max(Comparator.comparingInt(arm -> arm.settings().size()));
  }

  /**
   * The largest upper end, among attackers and private values, of how much more often a value is named of its own images
   * than of others. A recall alone says nothing: an attacker that knows nothing may answer one value to everything.
   */
  private static Optional<Double> worstAdvantage(Results results, Case at, List<AttackKey> attacks) {
    List<Query> recalls =
        results.queries(
            query ->
                query.at().equals(at)
                    && attacks.contains(query.attack())
                    && query.split().equals(results.words().headline())
                    && query.metric().equals(Metrics.PRIVATE_ACCURACY)
                    && query.group().startsWith(GroupedAccuracy.PRIVATE_VALUE));
    return recalls.stream()
        .flatMap(
            recall ->
                Difference.of(
                    results, recall,
                    new Query(recall.at(), recall.attack(), recall.split(), recall.group(), Metrics.FALSE_ALARMS))
                    .stream())
        .map(advantage -> advantage.interval().map(Interval::high).orElse(advantage.mean()))
        .max(Comparator.naturalOrder());
  }
}

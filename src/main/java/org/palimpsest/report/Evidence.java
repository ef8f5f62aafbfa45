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
 * @param worstRecall how often an attacker names the private value that it names least, the highest upper end of a 95 %
 *     interval over test images among attackers and seeds; empty where that was not recorded
 * @param recallLine what it may be at most where nothing is read
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
    Optional<Double> worstRecall,
    double recallLine,
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
            worstRecall(results, at, attacks),
            results.words().privateChance() + Verdict.MARGIN,
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

  /** Groups named after a private value alone have an attacker's recall of it. */
  private static Optional<Double> worstRecall(Results results, Case at, List<AttackKey> attacks) {
    List<Query> recalls =
        results.queries(
            query ->
                query.at().equals(at)
                    && attacks.contains(query.attack())
                    && query.split().equals(results.words().headline())
                    && query.metric().equals(Metrics.PRIVATE_ACCURACY)
                    && query.group().matches("b\\d+"));
    return recalls.stream()
        .flatMap(
            query ->
                results.bySeed(query).entrySet().stream()
                    .map(seed -> seed.getValue() + 1.96 * results.imageErrors(query).getOrDefault(seed.getKey(), 0.0)))
        .max(Comparator.naturalOrder());
  }
}

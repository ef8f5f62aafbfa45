package org.palimpsest.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;

/**
 * What one attacker reads, as evidence for a {@link Verdict}: bits, by cross-entropy on test images, or, of an attacker
 * that gives answers without probabilities, accuracy.
 *
 * @param estimate in bits or as a share
 * @param bySeed the same of each seed
 * @param imageError its standard error over test images, the root of the mean square over seeds
 * @param line above which it is something: {@link Ladder#CLEAR_BITS}, or the floor of accuracies plus
 *     {@link Verdict#MARGIN}
 * @param undertrained whether it is marked so, in some seed
 * @param conclusive whether a failure of it means that there is nothing to read: it was trained until it could do no
 *     better, says that it converged, and is not marked undertrained
 */
record Reading(
    AttackKey attack, Estimate estimate, SortedMap<Integer, Double> bySeed, double imageError, boolean inBits,
    double line, boolean undertrained, boolean conclusive) {

  static Optional<Reading> of(Results results, Case at, AttackKey attack) {
    return reading(results, results.headline(at, attack, Metrics.INFORMATION), true, Ladder.CLEAR_BITS)
        .or(
            () ->
                reading(
                    results, results.leak(at, attack), false, results.words().privateFloor() + Verdict.MARGIN));
  }

  /** Of an attacker that is told the target: what the features add to that. */
  static Optional<Reading> givenTarget(Results results, Case at, AttackKey attack) {
    return reading(
        results, results.headline(at, attack, Metrics.CONDITIONAL_INFORMATION), true, Ladder.CLEAR_BITS);
  }

  static List<Reading> of(Results results, Case at, List<AttackKey> attacks) {
    return attacks.stream().flatMap(attack -> of(results, at, attack).stream()).toList();
  }

  private static Optional<Reading> reading(Results results, Query query, boolean inBits, double line) {
    boolean undertrained = results.undertrained(query.at(), query.attack());
    boolean conclusive =
        !undertrained
            && results.roster().conclusive(query.attack())
            && finished(results, query.at(), query.attack());
    double variance =
        results.imageErrors(query).values().stream().mapToDouble(error -> error * error).average().orElse(0);
    return results
        .estimate(query)
        .map(
            estimate ->
                new Reading(
                    query.attack(), estimate, results.bySeed(query), Math.sqrt(variance), inBits, line, undertrained,
                    conclusive));
  }

  /** Whether it says of every seed that it converged; an attacker that never says so has nothing to converge. */
  private static boolean finished(Results results, Case at, AttackKey attack) {
    Query converged = Query.of(at, attack, Metrics.TRAIN, Metrics.CONVERGED);
    Collection<Double> flags = results.bySeed(converged).values();
    boolean nothingToConverge =
        results.queries(q -> q.attack().equals(attack) && q.metric().equals(Metrics.CONVERGED)).isEmpty();
    return nothingToConverge || !flags.isEmpty() && flags.stream().allMatch(flag -> flag == 1);
  }

  /** The one that reads most: of those in bits, else of those in accuracy. */
  static Optional<Reading> best(List<Reading> readings) {
    return readings.stream()
        .max(
            Comparator.<Reading, Boolean>comparing(Reading::inBits)
                .thenComparingDouble(reading -> reading.estimate().mean()));
  }

  /** Whether a failure of one of them would say that there is nothing. */
  static boolean anyConclusive(List<Reading> readings) {
    return readings.stream().anyMatch(Reading::conclusive);
  }
}

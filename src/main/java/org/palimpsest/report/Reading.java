package org.palimpsest.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;

/**
 * What one attacker reads, as evidence for a {@link Verdict}.
 *
 * @param undertrained whether it is marked so, in some seed
 * @param conclusive whether a failure of it means that there is nothing to read: it was trained until it could do no
 *     better, says that it converged, and is not marked undertrained
 */
record Reading(AttackKey attack, Estimate estimate, boolean undertrained, boolean conclusive) {

  static Optional<Reading> of(Results results, Case at, AttackKey attack) {
    boolean undertrained = results.undertrained(at, attack);
    boolean conclusive = !undertrained && results.roster().conclusive(attack) && finished(results, at, attack);
    return results
        .estimate(results.leak(at, attack))
        .map(estimate -> new Reading(attack, estimate, undertrained, conclusive));
  }

  /** Whether it says of every seed that it converged; an attacker that never says so has nothing to converge. */
  private static boolean finished(Results results, Case at, AttackKey attack) {
    Query converged = Query.of(at, attack, Metrics.TRAIN, Metrics.CONVERGED);
    Collection<Double> flags = results.bySeed(converged).values();
    boolean nothingToConverge =
        results.queries(q -> q.attack().equals(attack) && q.metric().equals(Metrics.CONVERGED)).isEmpty();
    return nothingToConverge || !flags.isEmpty() && flags.stream().allMatch(flag -> flag == 1);
  }

  static List<Reading> of(Results results, Case at, List<AttackKey> attacks) {
    return attacks.stream().flatMap(attack -> of(results, at, attack).stream()).toList();
  }

  /** The one that reads most. */
  static Optional<Reading> best(List<Reading> readings) {
    return readings.stream().max(Comparator.comparingDouble(reading -> reading.estimate().mean()));
  }

  /** Whether some attacker's interval lies above {@code line}. */
  static boolean above(List<Reading> readings, double line) {
    return readings.stream().anyMatch(reading -> reading.estimate().low() > line);
  }

  /** Whether every attacker's interval lies at or below {@code line}, one conclusive attacker's among them. */
  static boolean below(List<Reading> readings, double line) {
    return readings.stream().anyMatch(Reading::conclusive)
        && readings.stream().allMatch(reading -> reading.estimate().high() <= line);
  }
}

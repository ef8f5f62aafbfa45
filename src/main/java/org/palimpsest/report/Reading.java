package org.palimpsest.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one attacker reads, as evidence for a {@link Verdict}.
 *
 * @param undertrained whether it is marked so, in some seed
 * @param conclusive whether a failure of it means that there is nothing to read: it was trained until it could do no
 *     better, says that it converged, and is not marked undertrained
 */
record Reading(Attack attack, Estimate estimate, boolean undertrained, boolean conclusive) {

  static Optional<Reading> of(Slice slice, Condition at, Attack attack) {
    boolean undertrained = slice.undertrained(at, attack);
    boolean conclusive = !undertrained && Ladder.thorough(attack) && finished(slice, at, attack);
    return slice
        .estimate(Query.leak(at, attack))
        .map(estimate -> new Reading(attack, estimate, undertrained, conclusive));
  }

  /** Whether it says of every seed that it converged, or has nothing to converge. */
  private static boolean finished(Slice slice, Condition at, Attack attack) {
    Collection<Double> flags = slice.bySeed(Query.of(at, attack, "train", AttackTable.CONVERGED)).values();
    return !Ladder.converges(attack) || !flags.isEmpty() && flags.stream().allMatch(flag -> flag == 1);
  }

  static List<Reading> of(Slice slice, Condition at, List<Attack> attacks) {
    return attacks.stream().flatMap(attack -> of(slice, at, attack).stream()).toList();
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

package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.palimpsest.metric.AuditedEpsilon;

/** What audits found of the methods' epsilon. */
final class Audit {

  private Audit() {}

  /** Audits that some method underwent. */
  static List<Attack> attacks(Slice slice) {
    return slice.queries(q -> q.split().equals(AuditedEpsilon.SPLIT)).stream().map(Query::attack).distinct().toList();
  }

  /** Of the seeds' audits the one that says most: refuted promises first; empty if there was none. */
  static Optional<AuditedEpsilon> worst(Slice slice, Condition at, Attack attack) {
    return all(slice, at, attack).stream()
        .max(
            Comparator.comparing(AuditedEpsilon::refutesTheClaim)
                .thenComparingDouble(AuditedEpsilon::atLeast));
  }

  private static Collection<AuditedEpsilon> all(Slice slice, Condition at, Attack attack) {
    SortedMap<Integer, Map<String, Double>> bySeed = new TreeMap<>();
    for (Query query : slice.queries(q -> q.equals(Query.of(at, attack, AuditedEpsilon.SPLIT, q.metric())))) {
      slice
          .bySeed(query)
          .forEach((seed, value) -> bySeed.computeIfAbsent(seed, s -> new TreeMap<>()).put(query.metric(), value));
    }
    return bySeed.values().stream().map(AuditedEpsilon::of).toList();
  }

  /** Whether what was promised is true, as far as audits tell; empty if no promise was audited. */
  static Optional<Finding> finding(Slice slice) {
    List<String> refuted = new ArrayList<>();
    int audited = 0;
    for (Condition at : slice.conditions()) {
      for (Attack attack : attacks(slice)) {
        Optional<AuditedEpsilon> worst = worst(slice, at, attack).filter(audit -> audit.claimed().isPresent());
        audited += worst.isPresent() ? 1 : 0;
        worst
            .filter(AuditedEpsilon::refutesTheClaim)
            .ifPresent(
                audit ->
                    refuted.add(
                        "%s at %s claims %s and has at least %s (%s, %d of %d coins guessed right)"
                            .formatted(
                                slice.label(at.arm()),
                                at.words(),
                                Text.decimal(audit.claimed().orElseThrow(), 3),
                                Text.decimal(audit.atLeast(), 3),
                                attack.name(),
                                audit.right(),
                                audit.guesses())));
      }
    }
    if (audited == 0) {
      return Optional.empty();
    }
    return Optional.of(
        refuted.isEmpty()
            ? new Finding(
                "No promised \u03b5 was refuted by an audit.",
                "%s, which proves none of them: an audit sees only what its canaries show."
                    .formatted(Text.count(audited, "promise") + " audited"))
            : new Finding(
                "A PROMISED \u03b5 IS FALSE: training leaks more of its images than it claims.",
                "%s. Each at 95 %% confidence; either training or its accounting is wrong."
                    .formatted(String.join("; ", refuted))));
  }
}

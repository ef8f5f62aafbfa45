package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.AuditedEpsilon;
import org.palimpsest.metric.Measurement;
import org.palimpsest.privacy.audit.OneRunAudit;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** What audits found of the methods' epsilon. */
final class Audit {

  private Audit() {}

  /** Audits that some method underwent. */
  static List<AttackKey> attacks(Results results) {
    return results.queries(q -> q.split().equals(AuditedEpsilon.SPLIT)).stream().map(Query::attack).distinct().toList();
  }

  /**
   * Of the seeds' audits the one that says most: refuted promises first; empty if there was none. Each of k bounds fails
   * at most in one of 20 k cases, so that the largest fails in one of 20.
   */
  static Optional<AuditedEpsilon> worst(Results results, Case at, AttackKey attack) {
    return worst(results, at, attack, all(results, at, attack).size());
  }

  /** @param together among how many audits it is one: their bounds hold together with the usual confidence */
  private static Optional<AuditedEpsilon> worst(Results results, Case at, AttackKey attack, int together) {
    return all(results, at, attack).stream()
        .map(audit -> among(audit, together))
        .max(
            Comparator.comparing(AuditedEpsilon::refutesTheClaim)
                .thenComparingDouble(AuditedEpsilon::atLeast));
  }

  private static AuditedEpsilon among(AuditedEpsilon audit, int together) {
    if (together == 1) {
      return audit;
    }
    double confidence = 1 - (1 - Measurement.LEVEL) / together;
    OneRunAudit counted = new OneRunAudit(audit.canaries(), audit.guesses(), audit.right());
    return new AuditedEpsilon(
        counted.lowerBound(audit.delta(), confidence), counted.ceiling(audit.delta(), confidence), audit.canaries(),
        audit.guesses(), audit.right(), audit.delta(), audit.claimed());
  }

  private static Collection<AuditedEpsilon> all(Results results, Case at, AttackKey attack) {
    SortedMap<Integer, Map<String, Double>> bySeed = new TreeMap<>();
    for (Query query : results.queries(q -> q.equals(Query.of(at, attack, AuditedEpsilon.SPLIT, q.metric())))) {
      results
          .bySeed(query)
          .forEach((seed, value) -> bySeed.computeIfAbsent(seed, s -> new TreeMap<>()).put(query.metric(), value));
    }
    return bySeed.values().stream().map(AuditedEpsilon::of).toList();
  }

  /** Whether what was promised is true, as far as audits tell; empty if no promise was audited. */
  static Optional<Finding> finding(Results results) {
    List<String> refuted = new ArrayList<>();
    int audited = 0;
    int together = Math.max(1, together(results));
    for (Case at : results.grid().cases()) {
      for (AttackKey attack : attacks(results)) {
        Optional<AuditedEpsilon> worst = worst(results, at, attack, together).filter(audit -> audit.claimed().isPresent());
        audited += worst.isPresent() ? 1 : 0;
        worst
            .filter(AuditedEpsilon::refutesTheClaim)
            .ifPresent(
                audit ->
                    refuted.add(
                        "%s %s claims %s and has at least %s (%s, %d of %d coins guessed right)"
                            .formatted(
                                results.labels().of(at.arm()),
                                Words.under(at.condition()),
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
                "%s. At 95 %% confidence for all %d audits together; either training or its accounting is wrong."
                    .formatted(String.join("; ", refuted), together)));
  }

  /** How many networks' promises were audited, in all. */
  private static int together(Results results) {
    return results.grid().cases().stream()
        .flatMap(at -> attacks(results).stream().flatMap(attack -> all(results, at, attack).stream()))
        .mapToInt(audit -> audit.claimed().isPresent() ? 1 : 0)
        .sum();
  }
}

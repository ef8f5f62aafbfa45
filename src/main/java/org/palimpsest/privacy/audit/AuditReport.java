package org.palimpsest.privacy.audit;

import java.util.List;

/**
 * What an audit found.
 *
 * @param checks all comparisons
 * @param epsilon what the mechanism claims at {@code delta}
 * @param delta in (0, 1)
 * @param oneRun the attack on single canaries, from the same scores
 */
public record AuditReport(List<Check> checks, double epsilon, double delta, OneRunAudit oneRun) {

  public AuditReport {
    checks = List.copyOf(checks);
  }

  /** Whether nothing contradicts the claim. */
  public boolean passed() {
    return checks.stream().allMatch(Check::passed);
  }
}

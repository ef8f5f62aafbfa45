package org.palimpsest.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palimpsest.privacy.audit.AuditReport;
import org.palimpsest.privacy.audit.CanaryAudit;
import org.palimpsest.privacy.audit.Check;

/**
 * An audit as it is printed.
 *
 * @param confidence in (0, 1), of the attack's lower bound on epsilon
 */
record AuditFindings(AuditReport report, double confidence) {

  /** For JSON; a bound that a check has not is null. */
  Map<String, Object> values() {
    Map<String, Object> attack = new LinkedHashMap<>();
    attack.put("canaries", report.oneRun().canaries());
    attack.put("guesses", report.oneRun().guesses());
    attack.put("correct", report.oneRun().correct());
    attack.put("confidence", confidence);
    attack.put("epsilon_at_least", atLeast());
    attack.put("epsilon_ceiling", ceiling());
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("passed", report.passed());
    values.put("pld", report.epsilon());
    values.put("delta", report.delta());
    values.put("attack", attack);
    values.put("confidence", CanaryAudit.CONFIDENCE);
    values.put("checks", report.checks().stream().map(AuditFindings::values).toList());
    return values;
  }

  private static Map<String, Object> values(Check check) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", check.name());
    values.put("claimed", check.claimed());
    values.put("measured", check.measured());
    values.put("least", Double.isInfinite(check.low()) ? null : check.low());
    values.put("most", Double.isInfinite(check.high()) ? null : check.high());
    values.put("passed", check.passed());
    return values;
  }

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(text("%-28s %9s %9s %9s %9s", "check", "claimed", "measured", "least", "most"));
    for (Check check : report.checks()) {
      lines.add(
          text(
              "%-28s %9.5f %9.5f %9s %9s  %s",
              check.name(),
              check.claimed(),
              check.measured(),
              bound(check.low()),
              bound(check.high()),
              check.passed() ? "ok" : "REFUTED"));
    }
    lines.add(
        text(
            "epsilon %.4f (pld) at delta %s; attack on %d canaries, %d of %d guesses right: epsilon at least %.2f at"
                + " %s %% (%.2f if all were right)",
            report.epsilon(),
            report.delta(),
            report.oneRun().canaries(),
            report.oneRun().correct(),
            report.oneRun().guesses(),
            atLeast(),
            BigDecimal.valueOf(confidence).movePointRight(2).stripTrailingZeros().toPlainString(),
            ceiling()));
    lines.add(report.passed() ? "nothing contradicts the claim" : "THE CLAIM IS REFUTED");
    return lines;
  }

  private double atLeast() {
    return report.oneRun().lowerBound(report.delta(), confidence);
  }

  private double ceiling() {
    return report.oneRun().ceiling(report.delta(), confidence);
  }

  private static String bound(double value) {
    return Double.isInfinite(value) ? "" : text("%.5f", value);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

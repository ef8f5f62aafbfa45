package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.RunsCsv;
import org.palimpsest.metric.AuditedEpsilon;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.privacy.audit.OneRunAudit;

/** What the report makes of lower bounds on epsilon. */
class AuditReportTest {

  private static final SampleRuns RUNS = SampleRuns.SMALL.withRhos(.9).withSeeds(2);

  @TempDir Path folder;

  /** An audit of every EnD network, seed 1 with as many right guesses of its own, beside the usual rows. */
  private void write(int first, int second, OptionalDouble claimed) throws IOException {
    List<ResultRow> rows = new ArrayList<>(RUNS.rows());
    for (ResultRow encoder : RUNS.rows()) {
      if (encoder.method().equals("EnD") && encoder.metric().equals(Metrics.TARGET_ACCURACY)
          && encoder.split().equals("unbiased") && encoder.epoch() == 0 && encoder.group().equals("all")) {
        OneRunAudit counted = new OneRunAudit(1000, 200, encoder.seed() == 0 ? first : second);
        AuditedEpsilon audit =
            new AuditedEpsilon(
                counted.lowerBound(1e-5, .95), counted.ceiling(1e-5, .95), 1000, 200, counted.correct(), 1e-5, claimed);
        audit.measurements().forEach(m -> rows.add(row(encoder, m)));
      }
    }
    RunsCsv.write(folder.resolve("runs.csv"), rows);
    Report.write(folder);
  }

  private static ResultRow row(ResultRow of, Measurement m) {
    return of.by(new AttackKey("one-run-audit", "", AxisLabel.NONE)).with(AuditedEpsilon.SPLIT, m);
  }

  private String table() throws IOException {
    return Files.readString(folder.resolve("tables/privacy.md"));
  }

  private String page() throws IOException {
    return Files.readString(folder.resolve("report.html"));
  }

  @Test
  void aBoundStandsWithItsCeilingBesideTheClaim() throws IOException {
    write(131, 120, OptionalDouble.of(3.0));
    assertThat(table()).contains("ε at least, one-run-audit", bound(131, .975) + "; 131 of 200 coins) |");
    assertThat(table()).doesNotContain("REFUTED");
    assertThat(page()).contains("No promised ε was refuted by an audit.", "1 promise audited").doesNotContain("FALSE");
  }

  @Test
  void aBoundAboveTheClaimIsShouted() throws IOException {
    write(131, 198, OptionalDouble.of(3.0));
    assertThat(table()).contains("| REFUTED: claimed 3, is " + bound(198, .975).substring(2) + "; 198 of 200 coins) |");
    assertThat(page())
        .contains("A PROMISED ε IS FALSE")
        .contains("EnD at ρ = 0.9 claims 3.000 and has at least 3.")
        .contains("(one-run-audit, 198 of 200 coins guessed right)")
        .contains("At 95 % confidence for all 2 audits together");
  }

  /** Two audits share an error of 5 %: what one of them alone would refute stands. */
  @Test
  void theBoundsOfSeveralSeedsHoldTogether() throws IOException {
    OneRunAudit some = new OneRunAudit(1000, 200, 196);
    double between = (some.lowerBound(1e-5, .95) + some.lowerBound(1e-5, .975)) / 2;
    write(131, 196, OptionalDouble.of(between));
    assertThat(table()).doesNotContain("REFUTED");
    assertThat(page()).contains("No promised ε was refuted by an audit.");
  }

  private static String bound(int right, double confidence) {
    OneRunAudit audit = new OneRunAudit(1000, 200, right);
    return String.format(
        Locale.ROOT, "| %.2f (ceiling %.2f", audit.lowerBound(1e-5, confidence),
        audit.ceiling(1e-5, confidence));
  }

  @Test
  void whereNothingIsClaimedNothingIsRefuted() throws IOException {
    write(200, 200, OptionalDouble.empty());
    assertThat(table()).contains("none proven", bound(200, .975).substring(2)).doesNotContain("REFUTED");
    assertThat(page()).doesNotContain("promised").doesNotContain("FALSE");
  }

  @Test
  void whatWasMeasuredIsReadAsItWas() {
    for (OptionalDouble claimed : List.of(OptionalDouble.empty(), OptionalDouble.of(Double.POSITIVE_INFINITY))) {
      AuditedEpsilon audit = new AuditedEpsilon(0.5, 4.19, 1000, 200, 131, 1e-6, claimed);
      Map<String, Double> values = new HashMap<>();
      audit.measurements().forEach(m -> values.put(m.metric(), m.value()));
      assertThat(AuditedEpsilon.of(values)).isEqualTo(audit);
    }
  }
}

package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

/** What the report makes of lower bounds on epsilon. */
class AuditReportTest {

  private static final SampleRuns RUNS = SampleRuns.SMALL.withRhos(.9).withSeeds(2);

  @TempDir Path folder;

  /** An audit of every EnD network, seed 1 with a bound of its own, beside the usual rows. */
  private void write(double first, double second, OptionalDouble claimed) throws IOException {
    List<ResultRow> rows = new ArrayList<>(RUNS.rows());
    for (ResultRow encoder : RUNS.rows()) {
      if (encoder.method().equals("EnD") && encoder.metric().equals(Metrics.TARGET_ACCURACY)
          && encoder.split().equals("unbiased") && encoder.epoch() == 0 && encoder.group().equals("all")) {
        double atLeast = encoder.seed() == 0 ? first : second;
        AuditedEpsilon audit = new AuditedEpsilon(atLeast, 4.19, 1000, 200, 131, 1e-5, claimed);
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
    write(0.53, 0.21, OptionalDouble.of(3.0));
    assertThat(table()).contains("ε at least, one-run-audit", "| 0.53 (ceiling 4.19; 131 of 200 coins) |");
    assertThat(table()).doesNotContain("REFUTED");
    assertThat(page()).contains("No promised ε was refuted by an audit.", "1 promise audited").doesNotContain("FALSE");
  }

  @Test
  void aBoundAboveTheClaimIsShouted() throws IOException {
    write(0.53, 3.41, OptionalDouble.of(3.0));
    assertThat(table()).contains("| REFUTED: claimed 3, is 3.41 (ceiling 4.19; 131 of 200 coins) |");
    assertThat(page())
        .contains("A PROMISED ε IS FALSE")
        .contains("EnD at ρ = 0.9 claims 3.000 and has at least 3.410 (one-run-audit, 131 of 200 coins guessed right)");
  }

  @Test
  void whereNothingIsClaimedNothingIsRefuted() throws IOException {
    write(4.19, 4.19, OptionalDouble.empty());
    assertThat(table()).contains("none proven", "4.19 (ceiling 4.19").doesNotContain("REFUTED");
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

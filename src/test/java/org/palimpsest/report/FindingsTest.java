package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.metric.Measurement;
import org.palimpsest.report.results.Results;

class FindingsTest {

  private static List<Finding> findings(SampleRuns runs, List<ResultRow> rows) {
    return Findings.of(new Results(runs.setting(), rows, RecordedRun.none(), name -> name), SampleRuns.published());
  }

  private static List<String> claims(SampleRuns runs) {
    return findings(runs, runs.rows()).stream().map(Finding::claim).toList();
  }

  private static String all(SampleRuns runs, List<ResultRow> rows) {
    return findings(runs, rows).stream().map(f -> f.claim() + " " + f.evidence()).reduce("", (a, b) -> a + "\n" + b);
  }

  /** The rows with the balanced attacker's accuracy on a method's unbiased test set changed. */
  private static List<ResultRow> balanced(SampleRuns runs, String method, DoubleUnaryOperator change) {
    List<ResultRow> rows = new ArrayList<>();
    for (ResultRow r : runs.rows()) {
      boolean hit =
          r.method().equals(method) && r.attacker().equals("balanced") && r.split().equals("unbiased")
              && r.metric().equals("private_accuracy") && r.group().equals("all");
      double value = change.applyAsDouble(r.seed());
      rows.add(
          hit
              ? r.with(
                  r.split(), new Measurement(r.metric(), r.group(), value, value - .006, value + .006, r.n()))
              : r);
    }
    return rows;
  }

  @Test
  void saysWhoseFeaturesAreRead() {
    assertThat(claims(SampleRuns.SMALL))
        .contains("The balanced attacker reads the private class from the features of Vanilla and EnD.");
  }

  @Test
  void chanceIsNotReading() {
    String text = all(SampleRuns.SMALL, balanced(SampleRuns.SMALL, "EnD", seed -> .1 + .01 * (seed - 1)));
    assertThat(text)
        .contains("reads the private class from the features of Vanilla.")
        .contains("was not seen to read the private class from the features of EnD; a stronger one may.");
  }

  @Test
  void aMeanAboveChanceWhoseIntervalHoldsChanceIsNotReading() {
    String text = all(SampleRuns.SMALL, balanced(SampleRuns.SMALL, "EnD", seed -> .11 + .15 * seed));
    assertThat(text).contains("was not seen to read the private class from the features of EnD");
  }

  @Test
  void attacksThatAgreeAreNotSaidToDisagree() {
    SampleRuns one = SampleRuns.SMALL.withMethods("Vanilla").withRhos(.999);
    assertThat(all(one, balanced(one, "Vanilla", seed -> .9963 + .02 * (seed - 1))))
        .contains("The published and the balanced attack cannot be told apart here.");
    assertThat(claims(SampleRuns.SMALL.withMethods("EnD")))
        .contains("The published and the balanced attack disagree in 3 of 3 cases.");
  }

  @Test
  void undertrainedAttackersAreNamed() {
    assertThat(all(SampleRuns.SMALL, SampleRuns.SMALL.rows()))
        .contains("Some attackers were undertrained")
        .contains("published on EnD at \u03c1 = 0.999 (3 of 3 seeds)");
    assertThat(claims(SampleRuns.SMALL.withMethods("Vanilla"))).contains("No attacker was undertrained.");
  }

  @Test
  void oneSeedIsHedged() {
    assertThat(claims(SampleRuns.SMALL.withSeeds(1))).anyMatch(claim -> claim.startsWith("One seed only"));
    assertThat(claims(SampleRuns.SMALL.withSeeds(2))).anyMatch(claim -> claim.startsWith("Two seeds"));
    assertThat(claims(SampleRuns.SMALL)).noneMatch(claim -> claim.contains("seed"));
  }

  @Test
  void reducedJobsClaimNoReproduction() {
    SampleRuns reduced = SampleRuns.SMALL.withSetting("mnist", "disjoint", "reduced");
    assertThat(claims(reduced)).anyMatch(claim -> claim.contains("which says little"));
    assertThat(claims(SampleRuns.SMALL)).noneMatch(claim -> claim.contains("which says little"));
  }

  @Test
  void resultsWithoutAttackersSayNothingOfThem() {
    List<ResultRow> rows = SampleRuns.SMALL.rows().stream().filter(row -> row.attacker().isEmpty()).toList();
    assertThat(all(SampleRuns.SMALL, rows)).doesNotContain("attack").doesNotContain("private");
  }
}

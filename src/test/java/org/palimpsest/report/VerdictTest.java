package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.RunsCsv;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.report.results.Difference;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Results;

class VerdictTest {

  private static final double FLOOR = .11;

  private static Estimate estimate(double mean, double half) {
    return new Estimate(mean, half, 3, Optional.of(new Interval(mean - half, mean + half)));
  }

  private static Reading reading(String name, double mean, double half) {
    return new Reading(new AttackKey(name, "", AxisLabel.rho(.1)), estimate(mean, half), false, true);
  }

  /** A network that reads digits and whose colour the attackers read so well, with a Vanilla that hides nothing. */
  private static Evidence evidence(double linear, double mlp, double half, double bits, Difference gain) {
    return new Evidence(
        Optional.of(estimate(.8, .02)),
        .1,
        FLOOR,
        List.of(reading("linear", linear, half)),
        List.of(reading("mlp", mlp, half)),
        Optional.of(estimate(bits, .02)),
        Optional.of(
            new Evidence.Reference(
                new Arm("vanilla", ""), Optional.of(reading("mlp", .99, .01)), Optional.of(gain))));
  }

  @ParameterizedTest
  @CsvSource({
    "0.11, 0.12, 0.02, 0.00, ERASES",
    "0.11, 0.12, 0.06, 0.00, INCONCLUSIVE",
    "0.11, 0.40, 0.02, 0.00, HIDES",
    "0.11, 0.12, 0.02, 0.50, HIDES",
    "0.11, 0.12, 0.02, 0.09, INCONCLUSIVE",
    "0.11, 0.17, 0.02, 0.00, INCONCLUSIVE",
    "0.95, 0.99, 0.02, 3.00, RE_WEIGHTS",
    "0.30, 0.98, 0.02, 2.00, RE_WEIGHTS",
    "0.30, 0.35, 0.02, 0.50, INCONCLUSIVE",
    "0.50, 0.56, 0.04, 1.00, INCONCLUSIVE",
  })
  void rules(double linear, double mlp, double half, double bits, Verdict expected) {
    assertThat(Verdict.of(evidence(linear, mlp, half, bits, new Difference(.2, true))).verdict()).isEqualTo(expected);
  }

  @Test
  void theReadmeSaysOfEveryVerdictWhatTheCodeSays() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    for (Verdict verdict : Verdict.values()) {
      if (!verdict.when().isEmpty()) {
        assertThat(readme).contains("| " + verdict.words() + " | " + verdict.when() + " |");
      }
    }
  }

  @Test
  void whatIsPartlyHiddenIsSaidInNumbers() {
    assertThat(Verdict.of(evidence(.30, .35, .02, .5, new Difference(.2, true))).because())
        .isEqualTo("partly hidden, 35.0 of 99.0 % are read");
  }

  /** A perceptron that was stopped by its last step proves no absence. */
  @Test
  void onlyAConvergedPerceptronIsEvidenceOfAbsence() {
    List<ResultRow> rows = new SampleLadder(3).rows();
    List<ResultRow> stopped =
        rows.stream()
            .filter(row -> !row.attacker().equals("knn"))
            .map(
                row ->
                    row.metric().equals("converged") && row.attacker().equals("mlp")
                        ? row.with(row.split(), Measurement.plain("converged", 0))
                        : row)
            .toList();
    Results slice = new Results(SampleLadder.SETTING, stopped, RecordedRun.none(), name -> name);
    Case at = new Case(new Arm("fairkl", ""), AxisLabel.rho(.990));
    assertThat(Verdict.of(at.arm(), slice.roster(), Evidence.of(slice, at).orElseThrow()).because()).contains("no conclusive other attacker");
  }

  @Test
  void reWeightingNeedsAClearGainOnVanilla() {
    Verdict.Ruling ruling = Verdict.of(evidence(.95, .99, .01, 3, new Difference(.2, false)));
    assertThat(ruling.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(ruling.because()).contains("not clearly above Vanilla's");
    assertThat(Verdict.of(evidence(.95, .99, .01, 3, new Difference(-.2, true))).verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void aNetworkThatReadsNoDigitHidesEverythingAndGetsNoCredit() {
    Evidence good = evidence(.11, .11, .01, 0, new Difference(-.5, true));
    Evidence blind =
        new Evidence(
            Optional.of(estimate(.1, .01)), good.targetChance(), good.floor(), good.linear(), good.nonLinear(),
            good.givenTarget(), good.reference());
    assertThat(Verdict.of(good).verdict()).isEqualTo(Verdict.ERASES);
    assertThat(Verdict.of(blind).because()).contains("less than 5 points above chance");
  }

  @Test
  void failuresOfUndertrainedAttackersAreNoEvidence() {
    Evidence good = evidence(.11, .11, .01, 0, new Difference(.1, true));
    Reading weak = new Reading(new AttackKey("mlp", "", AxisLabel.rho(.1)), estimate(.11, .01), true, false);
    for (List<Reading> nonLinear : List.of(List.<Reading>of(), List.of(weak))) {
      Evidence without =
          new Evidence(
              good.target(), good.targetChance(), good.floor(), good.linear(), nonLinear, good.givenTarget(),
              good.reference());
      assertThat(Verdict.of(without).because()).contains("no conclusive other attacker");
    }
  }

  @Test
  void whereVanillaCannotBeReadThereIsNothingToErase() {
    Evidence good = evidence(.11, .11, .01, 0, new Difference(.1, true));
    Evidence nothing =
        new Evidence(
            good.target(), good.targetChance(), good.floor(), good.linear(), good.nonLinear(), good.givenTarget(),
            Optional.of(
                new Evidence.Reference(
                    new Arm("vanilla", ""), Optional.of(reading("mlp", .15, .02)),
                    Optional.of(new Difference(0, false)))));
    assertThat(Verdict.of(nothing).because()).contains("not clearly read from Vanilla either");
  }

  private static Verdict verdict(Results slice, String method, String variant) {
    Case at = new Case(new Arm(method, variant), AxisLabel.rho(.990));
    return Verdict.of(at.arm(), slice.roster(), Evidence.of(slice, at).orElseThrow()).verdict();
  }

  @Test
  void verdictsOnFifteenArms() {
    Results slice = new SampleLadder(3).slice();
    assertThat(verdict(slice, "vanilla", "")).isEqualTo(Verdict.REFERENCE);
    assertThat(verdict(slice, "vanilla", "erased=leace@0.1")).isEqualTo(Verdict.HIDES);
    assertThat(verdict(slice, "end", "bottleneck=tanh-unit")).isEqualTo(Verdict.RE_WEIGHTS);
    assertThat(verdict(slice, "bias-bal", "")).isEqualTo(Verdict.RE_WEIGHTS);
    assertThat(verdict(slice, "fairkl", "")).isEqualTo(Verdict.ERASES);
    assertThat(verdict(slice, "lnl", "")).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(verdict(slice, "irene", "")).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(verdict(slice, "oracle-data", "")).isEqualTo(Verdict.CONTROL);
    assertThat(verdict(slice, "untrained", "")).isEqualTo(Verdict.CONTROL);
  }

  @Test
  void theReferenceHasTheSameNetwork() {
    List<ResultRow> rows = new ArrayList<>(SampleRuns.SMALL.withMethods("vanilla", "vanilla bottleneck=tanh-unit",
        "end bottleneck=tanh-unit", "rubi head=trained").rows());
    Results slice = new Results(SampleRuns.SMALL.setting(), rows, RecordedRun.none(), name -> name);
    assertThat(reference(slice, "end", "bottleneck=tanh-unit")).isEqualTo("bottleneck=tanh-unit");
    assertThat(reference(slice, "rubi", "head=trained")).isEmpty();
  }

  private static String reference(Results slice, String method, String variant) {
    Case at = new Case(new Arm(method, variant), AxisLabel.rho(.990));
    return Evidence.of(slice, at).orElseThrow().reference().orElseThrow().arm().variant();
  }

  @Test
  void controlsAndErasedFeaturesHaveNoRank(@TempDir Path folder) throws Exception {
    Results slice = new SampleLadder(3).slice();
    Comparison first = Comparison.of(slice).get(0);
    String text = first.table(SampleRuns.published()).markdown();
    assertThat(text).contains("Rank correlation of the two attacks:").contains("10 methods");
    assertThat(text.lines().filter(line -> line.contains("erased="))).isEmpty();
    Finding finding = RankingSurvival.finding(Comparison.of(slice)).orElseThrow();
    assertThat(finding.claim()).matches(".*rank correlation [\u22120-9.]+ \\[.*\\] at \u03c1 = 0.99 \\(10 methods\\) and .*");
    assertThat(finding.evidence()).contains("from the median method's features");
    assertThat(Findings.of(slice, SampleRuns.published()).toString())
        .doesNotContain("Highest at \u03c1 = 0.99: oracle");
  }

  @Test
  void aReportOfFifteenArmsUnderEveryAttacker(@TempDir Path folder) throws Exception {
    String kept = System.getProperty("palimpsest.sample", "");
    Path results = kept.isEmpty() ? folder : Files.createDirectories(Path.of(kept));
    RunsCsv.write(results.resolve("runs.csv"), new SampleLadder(3).rows());
    String html = Files.readString(Report.write(results)).replaceAll("base64,[^\"]*", "");
    assertThat(html).contains("hides from linear probes only").doesNotContain("NaN").doesNotContain("[-");
    assertThat(html).contains("After erasure: ");
    for (String name : List.of("erasure-balanced", "erasure-mlp", "ladder", "given-digit", "residue", "leakage",
        "examples-linear-rho-0.1",
        "attacker-rho-linear", "gaussians-rho-0.99")) {
      assertThat(results.resolve("figures/" + name + ".png")).isNotEmptyFile();
    }
    assertThat(results.resolve("tables/verdicts.csv")).isNotEmptyFile();
    assertThat(Files.readString(results.resolve("tables/verdicts.csv"))).doesNotContain("erased=");
    assertThat(Files.readString(results.resolve("tables/verdicts-erased.csv"))).contains("erased=leace@0.1");
    assertThat(results.resolve("tables/ranking.csv")).isNotEmptyFile();
  }
}

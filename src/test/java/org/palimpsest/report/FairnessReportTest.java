package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.data.DataHome;
import org.palimpsest.experiment.Catalogue;
import org.palimpsest.experiment.Check;
import org.palimpsest.experiment.ExperimentReader;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.MethodChoice;
import org.palimpsest.experiment.PrivacyRank;
import org.palimpsest.experiment.Provenance;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.RunListener;
import org.palimpsest.experiment.Runner;
import org.palimpsest.experiment.RunsCsv;
import org.palimpsest.fair.GroupFairness;
import org.palimpsest.report.ClaimsTable.Claim;
import org.palimpsest.report.ClaimsTable.Rule;
import org.palimpsest.report.ClaimsTable.Verdict;
import org.palimpsest.report.results.Estimate;

/** A run on groups, from its images to the page. */
class FairnessReportTest {

  private static final DataHome HOME = new DataHome(Path.of("none"), "test");

  private static final String TEXT =
      """
      name: groups
      title: Groups
      dataset: {dataset: grouped-digits, group: rotated, classes: [1, 7]}
      conditions: [imbalance=0.8]
      pools: {encoderTrain: 200, validation: 40, attackTrain: 20, test: 220}
      network: {architecture: small-conv-net}
      train: {epochs: 2, batchSize: 50, learningRate: 0.2, stepFactor: 1, weightDecay: 0, optimiser: sgd, momentum: 0.9}
      methods:
        - {method: vanilla, train: {learningRate: 0.05}}
        - {method: dp-sgd, rescale: true, clippingNorm: 1, noiseMultiplier: 0}
        - {method: dp-sgd, rescale: true, clippingNorm: 1, targetEpsilon: 3, minorityWeight: 2}
        - {method: dp-sgd, rescale: true, clippingNorm: 1, targetEpsilon: 3, adaptive: global}
      attackers: []
      """;

  @TempDir private Path folder;

  @Test
  void fromImagesToThePage() throws IOException {
    ExperimentSpec spec = new ExperimentReader(Catalogue.standard(), HOME).read("groups.yaml", TEXT, List.of());
    new Runner(spec, HOME, folder, new RunListener() {}).run(new Provenance("test", Map.of()), false);
    List<ResultRow> rows = RunsCsv.read(folder.resolve("runs.csv"));
    assertThat(rows).filteredOn(row -> row.metric().equals(GroupFairness.GAP)).hasSize(4)
        .allMatch(row -> row.n() == 220 && row.group().equals("rotated") && row.split().equals("unbiased"));
    assertThat(rows).filteredOn(row -> row.split().equals("validation_group_rotated")).hasSize(8);
    double worst = value(rows, "minorityWeight=2.0", "epsilon_pld");
    assertThat(value(rows, "minorityWeight=2.0", "epsilon_pld_rotated")).isEqualTo(worst);
    assertThat(value(rows, "minorityWeight=2.0", "epsilon_pld_upright")).isLessThan(.8 * worst);
    Report.write(folder);
    assertThat(Files.readString(folder.resolve("tables/fairness.md")))
        .contains("clipped, no noise", "Gap less that of: plain", "| private | 3.00 |");
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains("Private and fair?", "Of the difference to plain training", "Do the few pay for that")
        .doesNotContain("0 attackers", "attackers are trained to name");
    assertThat(folder.resolve("figures/fairness-controls-rotated.svg")).exists();
  }

  /** Two levels of privacy and clipping, of which test images are ranked; the page shows both ends. */
  @Test
  void rankedImagesStandOnThePage() throws IOException {
    String text =
        TEXT.substring(0, TEXT.indexOf("methods:"))
                .replace("group: rotated, classes: [1, 7]", "group: slant").replace("conditions: [imbalance=0.8]\n", "")
            + """
            methods:
              - {method: vanilla, train: {learningRate: 0.05}}
              - {method: dp-sgd, rescale: true, clippingNorm: 1, noiseMultiplier: 0}
              - {method: dp-sgd, rescale: true, clippingNorm: 1, targetEpsilon: 30}
              - {method: dp-sgd, rescale: true, clippingNorm: 1, targetEpsilon: 3}
            attackers: []
            """;
    ExperimentSpec spec = new ExperimentReader(Catalogue.standard(), HOME).read("ranked.yaml", text, List.of());
    assertThatThrownBy(() -> PrivacyRank.write(spec, HOME, folder)).hasMessageEndingWith("run it first");
    new Runner(spec, HOME, folder, new RunListener() {}).run(new Provenance("test", Map.of()), false);
    assertThat(PrivacyRank.write(spec, HOME, folder)).hasSize(4).first().asString().contains("targetEpsilon=3.0");
    assertThat(Files.readAllLines(folder.resolve("ranking/images.csv"))).hasSize(221);
    assertThat(Files.readAllLines(folder.resolve("ranking/levels.csv"))).hasSize(31);
    Report.write(folder);
    assertThat(folder.resolve("figures/privacy-ranking.svg")).exists();
    assertThat(Files.readString(folder.resolve("tables/privacy-ranking.md"))).contains("digit 8", "left");
    assertThat(Files.readString(folder.resolve("tables/ranking-claims.md"))).contains("not tested (networks of a kind: 1)");
  }

  private static double value(List<ResultRow> rows, String setting, String metric) {
    return rows.stream().filter(row -> row.variant().contains(setting) && row.metric().equals(metric)).findFirst()
        .orElseThrow().value();
  }

  /** Rates and verdicts at 3 of 5 claims: t at 1 - .05/5 with 2 degrees of freedom is 9.92, so half-widths are 5.73 sd. */
  @ParameterizedTest
  @CsvSource({
    "0.02, 0.001, 3, CONFIRMED", "0.0, 0.001, 3, REFUTED", "0.02, 0.01, 3, INCONCLUSIVE", "0.02, 0.001, 2, NOT_TESTED"
  })
  void everyVerdict(double mean, double sd, int seeds, Verdict expected) {
    Claim claim =
        new Claim(
            "X", "any", "ours", "", Check.parse("accuracy_gap(a) > 0"), Rule.parse("L > 0.01"), Rule.parse("U < 0.01"));
    assertThat(claim.verdict(Optional.of(new Estimate(mean, sd, seeds, Optional.empty())), 5)).isEqualTo(expected);
    assertThat(claim.verdict(Optional.empty(), 5)).isEqualTo(Verdict.NOT_TESTED);
  }

  @Test
  void manyClaimsNeedWiderIntervals() {
    Estimate found = new Estimate(.02, .001, 3, Optional.empty());
    assertThat(Claim.interval(found, 5).orElseThrow().low()).isCloseTo(.02 - 5.730e-3, within(1e-5));
    assertThat(Claim.interval(found, 1).orElseThrow().low()).isCloseTo(.02 - 2.484e-3, within(1e-5));
  }

  /** Every claim of the file is about arms and conditions that its experiment has. */
  @Test
  void everyClaimCanBeDecided() throws IOException {
    for (Claim claim : ClaimsTable.claims("")) {
      ExperimentSpec spec =
          new ExperimentReader(Catalogue.standard(), HOME)
              .read(claim.experiment(), Catalogue.standard().experiment(claim.experiment()), List.of("dataset.source=drawn"));
      for (Check.Term term : claim.contrast().terms()) {
        List<MethodChoice> arms =
            spec.methods().stream()
                .filter(arm -> Check.matches(term.measure().method(), arm.method().name(), arm.variant()))
                .toList();
        assertThat(arms).as(claim.id() + " of " + claim.experiment() + ": " + term.measure().method()).isNotEmpty();
        boolean one = term.measure().condition().isNone() && spec.conditions().size() == 1;
        assertThat(one || spec.conditions().stream().anyMatch(c -> c.label().equals(term.measure().condition().text())))
            .as(claim.id() + " of " + claim.experiment() + ": " + term.measure().condition())
            .isTrue();
      }
    }
    assertThatThrownBy(() -> Rule.parse("L >= 0")).hasMessage("rule: expected such as L > 0 or U < 0.01, was 'L >= 0'");
  }
}

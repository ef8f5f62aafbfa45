package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Runs;

/** What the report says of results that are kept here, where a rule once said something else. */
class KeptResultsTest {

  @Test
  void methodsThatWeightConflictingImagesTellWhoWasInTraining() throws IOException {
    Finding finding = MembershipTable.finding(results("members-rare-mnist")).orElseThrow();
    assertThat(finding.claim()).isEqualTo("Some networks tell who was in their training set.");
    assertThat(finding.evidence())
        .contains("FairKL").contains("Group DRO").contains("BiasBal").contains("of conflicting images")
        .doesNotContain("Vanilla").doesNotContain("of all images");
  }

  @Test
  void afterFourEpochsNobodyDoes() throws IOException {
    assertThat(MembershipTable.finding(results("members-mnist")).orElseThrow().claim())
        .isEqualTo("No network tells who was in its training set.");
  }

  /** Networks that see grey images have raw pixels without colour: they do not lower what the image itself tells. */
  @Test
  void theCeilingIsThatOfTheImagesThatMethodsSee() throws IOException {
    assertThat(new Ladder(results("frontier-mnist")).ceiling().orElseThrow()).isGreaterThan(.999);
  }

  /** On a balanced mix the published attack is not as published, however its other settings are. */
  @Test
  void thePublishedAttackIsThatOfTheNearlyDeterministicMix() throws IOException {
    Ladder ladder = new Ladder(results("attack-factorial-mnist"));
    assertThat(ladder.published().orElseThrow().mix().text()).isEqualTo("rho=0.999");
    assertThat(ladder.balanced().orElseThrow().mix().text()).isEqualTo("rho=0.1");
  }

  private static Results results(String name) throws IOException {
    Path folder = Path.of("results").resolve(name);
    RecordedRun run = RecordedRun.read(folder.resolve("provenance.json"));
    return Runs.read(folder.resolve("runs.csv"), run, Published.load()).results().get(0);
  }
}

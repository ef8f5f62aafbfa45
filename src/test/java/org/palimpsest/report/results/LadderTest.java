package org.palimpsest.report.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.RecordedRun;

/** Which of an attacker's settings stand for it where a run made several. */
class LadderTest {

  private static final Path FACTORIAL = Path.of("results/attack-factorial-mnist");

  /** On a balanced mix the published attack is not as published, however its other settings are. */
  @Test
  void thePublishedAttackIsThatOfTheNearlyDeterministicMix() throws IOException {
    RecordedRun run = RecordedRun.read(FACTORIAL.resolve("provenance.json"));
    Ladder ladder = new Ladder(Runs.read(FACTORIAL.resolve("runs.csv"), run, Published.load()).results().get(0));
    assertThat(ladder.published().orElseThrow().mix()).isEqualTo(AxisLabel.rho(.999));
    assertThat(ladder.balanced().orElseThrow().mix()).isEqualTo(AxisLabel.rho(.1));
  }
}

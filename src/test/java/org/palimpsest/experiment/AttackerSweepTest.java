package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.DataHome;
import org.palimpsest.report.Report;

/** The shipped sweep of attackers, from its file to its figures, on a hundred images. */
class AttackerSweepTest {

  private static final String NAME = "attacker-sweep";

  @TempDir private Path folder;

  @Test
  void runsAndIsDrawn() throws IOException {
    Catalogue catalogue = Catalogue.standard();
    String text = catalogue.experiment(NAME).replace("[100, 1000, 10000, all]", "[20, 60, all]");
    ExperimentSpec spec =
        new ExperimentReader(catalogue)
            .read(
                NAME + ".yaml",
                text,
                List.of(
                    "pools={encoderTrain: 120, validation: 20, attackTrain: 120, test: 100}", "train.epochs=1",
                    "methods=[vanilla]"));
    assertThat(spec.attackers()).hasSize(2 * 5 * 3 + 4);
    Runner.Outcome outcome =
        new Runner(spec, DataHome.resolve(Optional.empty()), folder, new RunListener() {})
            .run(new Provenance("test", Map.of()), false);
    assertThat(outcome).isEqualTo(new Runner.Outcome(0, 1, 0));
    Report.write(folder);
    for (String attacker : List.of("linear", "mlp")) {
      for (String rho : List.of("0.1", "0.999")) {
        assertThat(folder.resolve("figures/examples-%s-rho-%s.png".formatted(attacker, rho))).isNotEmptyFile();
      }
      assertThat(folder.resolve("figures/attacker-rho-" + attacker + ".png")).isNotEmptyFile();
    }
    List<String> paired = Files.readAllLines(folder.resolve("tables/images.csv"));
    assertThat(paired).hasSize(1 + 4);
    assertThat(paired.get(1)).contains("vanilla").contains("linear").contains("0.1");
  }
}

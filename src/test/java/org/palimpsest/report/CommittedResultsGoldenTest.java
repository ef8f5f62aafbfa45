package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that were committed long ago still make the tables that stand beside them, to the last character. */
class CommittedResultsGoldenTest {

  private static final Path COMMITTED = Path.of("results/quick-mnist");

  @Test
  void oldResultsStillRender(@TempDir Path folder) throws IOException {
    for (String file : List.of("runs.csv", "provenance.json")) {
      Files.copy(COMMITTED.resolve(file), folder.resolve(file));
    }
    Report.write(folder);
    List<String> tables = markdown(COMMITTED);
    assertThat(tables).isNotEmpty().isEqualTo(markdown(folder));
    for (String table : tables) {
      assertThat(folder.resolve("tables").resolve(table)).as(table).hasSameTextualContentAs(
          COMMITTED.resolve("tables").resolve(table));
    }
  }

  /** The heaviest of the committed results: 13 methods under 8 attackers at two correlations. */
  @Test
  void thePageAndItsFiguresStayLight(@TempDir Path folder) throws IOException {
    Path heavy = Path.of("results/attackers-mnist");
    for (String file : List.of("runs.csv", "provenance.json")) {
      Files.copy(heavy.resolve(file), folder.resolve(file));
    }
    assertThat(Files.size(Report.write(folder))).isLessThan(1_500_000);
    try (Stream<Path> figures = Files.list(folder.resolve("figures"))) {
      assertThat(figures.filter(file -> file.toString().endsWith(".png")))
          .isNotEmpty()
          .allSatisfy(file -> assertThat(Files.size(file)).as("%s", file).isLessThanOrEqualTo(100_000));
    }
  }

  private static List<String> markdown(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("tables"))) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".md")).sorted().toList();
    }
  }
}

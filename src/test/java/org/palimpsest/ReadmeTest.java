package org.palimpsest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.palimpsest.experiment.Catalogue;

/** The README shows code that compiles and names what exists. */
class ReadmeTest {

  private static final Path EXAMPLE = Path.of("src/test/java/org/palimpsest/example/LogitPenalty.java");

  @Test
  void theExampleIsTheOneThatTheTestsCompile() throws IOException {
    String source = Files.readString(EXAMPLE);
    assertThat(readme()).contains(source.substring(source.indexOf("/** Cross-entropy plus")).strip());
  }

  @Test
  void soIsItsTest() throws IOException {
    String source = Files.readString(EXAMPLE.resolveSibling("LogitPenaltyTest.java"));
    assertThat(readme()).contains(source.substring(source.indexOf("  @Test"), source.lastIndexOf("}")).stripTrailing());
  }

  @Test
  void namesEveryExperiment() throws IOException {
    for (String experiment : Catalogue.standard().experiments()) {
      assertThat(readme()).contains("`" + experiment + "`");
    }
  }

  @Test
  void theFilesItLinksToExist() throws IOException {
    readme()
        .lines()
        .flatMap(line -> Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(line).results())
        .map(link -> Path.of(link.group(1)))
        .forEach(path -> assertThat(path).exists());
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("README.md"));
  }
}

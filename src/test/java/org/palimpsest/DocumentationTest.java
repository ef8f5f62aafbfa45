package org.palimpsest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.experiment.Catalogue;
import org.palimpsest.experiment.RunsCsv;

/** README and pages show code that compiles, link to what is there and name what exists. */
class DocumentationTest {

  private static final Path README = Path.of("README.md");
  private static final Path PAGES = Path.of("src/site/markdown");
  private static final Path EXTENDING = PAGES.resolve("extending.md");
  private static final Path EXAMPLE = Path.of("src/test/java/org/palimpsest/example/LogitPenalty.java");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");

  @Test
  void theReadmeIsShort() throws IOException {
    assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(200);
  }

  @Test
  void theExampleIsTheOneThatTheTestsCompile() throws IOException {
    String source = Files.readString(EXAMPLE);
    assertThat(Files.readString(EXTENDING))
        .contains(source.substring(source.indexOf("/** Cross-entropy plus")).strip());
  }

  @Test
  void soIsItsTest() throws IOException {
    String source = Files.readString(EXAMPLE.resolveSibling("LogitPenaltyTest.java"));
    assertThat(Files.readString(EXTENDING))
        .contains(source.substring(source.indexOf("  @Test"), source.lastIndexOf("}")).stripTrailing());
  }

  @Test
  void everyExperimentIsNamed() throws IOException {
    for (String experiment : Catalogue.standard().experiments()) {
      assertThat(Files.readString(PAGES.resolve("experiments.md"))).contains("| `" + experiment + "` |");
    }
  }

  @Test
  void attackersAreAllNamed() throws IOException {
    String page = Files.readString(PAGES.resolve("attackers.md"));
    Catalogue catalogue = Catalogue.standard();
    Stream.concat(catalogue.attackers().keySet().stream(), catalogue.modelAttacks().keySet().stream())
        .forEach(name -> assertThat(page).contains("`" + name + "`"));
  }

  @Test
  void columnsOfRunsAreAllExplained() throws IOException {
    String page = Files.readString(PAGES.resolve("results.md"));
    List<String> explained =
        Pattern.compile("(?m)^\\| (`[a-z_]+`(?:, `[a-z_]+`)*) \\|").matcher(page).results()
            .flatMap(row -> Pattern.compile("[a-z_]+").matcher(row.group(1)).results().map(MatchResult::group))
            .toList();
    assertThat(explained).containsAll(RunsCsv.HEADER);
  }

  @Test
  void theIndexHasEveryPage() throws IOException {
    String index = Files.readString(PAGES.resolve("index.md"));
    documents()
        .filter(page -> page.startsWith(PAGES) && !page.endsWith("index.md"))
        .forEach(page -> assertThat(index).contains("](" + page.getFileName() + ")"));
  }

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> pages = Files.list(PAGES)) {
      return Stream.concat(
          Stream.of(
              README, Path.of("benchmarks/README.md"), Path.of("datasets/README.md"),
              Path.of("results/published/README.md")),
          pages.filter(page -> page.toString().endsWith(".md")).sorted().toList().stream());
    }
  }

  /** Files and, behind a #, headings. */
  @ParameterizedTest
  @MethodSource("documents")
  void linksLeadSomewhere(Path document) throws IOException {
    String prose = FENCED.matcher(Files.readString(document)).replaceAll("");
    LINK.matcher(prose)
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.matches("https?:.*"))
        .forEach(
            link -> {
              String[] parts = link.split("#", 2);
              Path folder = document.toAbsolutePath().getParent();
              Path target = parts[0].isEmpty() ? document : folder.resolve(parts[0]).normalize();
              assertThat(target).as("%s in %s", link, document).exists();
              if (parts.length > 1) {
                assertThat(anchors(target)).as("%s in %s", link, document).contains(parts[1]);
              }
            });
  }

  private static List<String> anchors(Path page) {
    try (Stream<String> lines = Files.lines(page)) {
      return lines
          .filter(line -> line.matches("#+ .*"))
          .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
          .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.StrictCsv;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.Runs;

/**
 * Every folder of committed results says which commit measured it, and the commit is there; those that do not are
 * listed in {@code results/untraced.csv} with the reason, and nowhere else.
 */
class CommittedProvenanceTest {

  private static final Path RESULTS = Path.of("results");
  private static final Path UNTRACED = RESULTS.resolve("untraced.csv");

  static Stream<String> folders() throws IOException {
    try (Stream<Path> all = Files.list(RESULTS)) {
      return committed(all.map(Path::getFileName).map(Path::toString).sorted().toList().stream());
    }
  }

  /** Folders beside them that somebody's own runs left are not committed, and git, where there is one, knows. */
  private static Stream<String> committed(Stream<String> names) throws IOException {
    String ignored = Files.readString(Path.of(".gitignore"));
    return names.filter(name -> ignored.contains("!results/" + name + "/") && !name.equals("published"));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void aFolderIsTracedOrListedWithAReason(String folder) throws IOException {
    RecordedRun run = RecordedRun.read(RESULTS.resolve(folder).resolve("provenance.json"));
    Map<String, String> code = environment(run);
    boolean traced = code.get("commit").matches("[0-9a-f]{40}") && code.get("clean").equals("yes");
    assertThat(traced).as("%s: %s, and untraced.csv", folder, code).isEqualTo(!untraced().containsKey(folder));
    if (traced && git("rev-parse", "--is-shallow-repository").equals("false")) {
      assertThat(git("cat-file", "-t", code.get("commit"))).as(folder).isEqualTo("commit");
    }
  }

  @Test
  void whatIsListedIsThere() throws IOException {
    assertThat(folders()).containsAll(untraced().keySet());
    assertThat(untraced().values()).noneMatch(String::isBlank);
  }

  /** What readers are told of a folder stands in the README, too. */
  @Test
  void theReadmeSaysSo() throws IOException {
    assertThat(Files.readString(Path.of("README.md"))).contains("(results/untraced.csv)");
  }

  @ParameterizedTest
  @MethodSource("folders")
  void theMainTableIsThatOfTheRows(String folder) throws IOException {
    assumeTrue(!untraced().containsKey(folder));
    Path results = RESULTS.resolve(folder);
    Published published = Published.load();
    RecordedRun run = RecordedRun.read(results.resolve("provenance.json"));
    Runs runs = Runs.read(results.resolve("runs.csv"), run, published);
    assertThat(MainTable.of(runs.results().get(0), published).markdown())
        .isEqualTo(Files.readString(results.resolve("tables/main.md")));
  }

  private static Map<String, String> environment(RecordedRun run) {
    return run.rest().get("environment").entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.join(" ", entry.getValue())));
  }

  private static Map<String, String> untraced() throws IOException {
    Map<String, String> reasons = new TreeMap<>();
    for (StrictCsv.Line line : StrictCsv.readWhole(UNTRACED).lines()) {
      reasons.put(line.text("folder"), line.text("why"));
    }
    return reasons;
  }

  /** What git says; nothing where there is no git, or no history. */
  private static String git(String... arguments) throws IOException {
    try {
      Process process =
          new ProcessBuilder(Stream.concat(Stream.of("git"), Stream.of(arguments)).toList())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(process.getInputStream().readAllBytes()).strip();
      return process.waitFor() == 0 ? said : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}

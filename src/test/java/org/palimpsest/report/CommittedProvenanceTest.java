package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.Runs;

/**
 * Every folder of committed results says which clean commit measured it, and the commit is there; its main table is that
 * of its rows.
 */
class CommittedProvenanceTest {

  private static final Path RESULTS = Path.of("results");

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
  void aFolderIsTraced(String folder) throws IOException {
    RecordedRun run = RecordedRun.read(RESULTS.resolve(folder).resolve("provenance.json"));
    Map<String, String> code = environment(run);
    assertThat(code.get("commit")).as(folder).matches("[0-9a-f]{40}");
    assertThat(code.get("clean")).as(folder).isEqualTo("yes");
    if (git("rev-parse", "--is-shallow-repository").equals("false")) {
      assertThat(git("cat-file", "-t", code.get("commit"))).as(folder).isEqualTo("commit");
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void theMainTableIsThatOfTheRows(String folder) throws IOException {
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

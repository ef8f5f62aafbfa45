package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reference of experiment files says what the code says. */
class ExperimentFilesTest {

  private static final Path PAGE = Path.of("src/site/markdown/experiment-files.md");
  private static final String BEGIN = "<!-- reference: begin -->\n";
  private static final String END = "<!-- reference: end -->\n";

  @Test
  void theReferenceIsThatOfTheRecords() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    String current = page.substring(0, begin) + ExperimentReference.markdown() + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("regenerate")) {
      Files.writeString(PAGE, current);
    }
    assertThat(Files.readString(PAGE))
        .as("%s is not that of the records; make it again: mvn -q test -Dtest=%s -Dregenerate=true",
            PAGE, getClass().getSimpleName())
        .isEqualTo(current);
  }

  @Test
  void theTableOfKeysHasEveryKeyOfAFile() throws IOException {
    String page = Files.readString(PAGE);
    String table = page.substring(page.indexOf("## The file"), page.indexOf(BEGIN));
    List<String> keys =
        Pattern.compile("(?m)^\\| `([a-z]+)` \\|").matcher(table).results().map(match -> match.group(1)).toList();
    assertThat(keys).containsExactlyInAnyOrderElementsOf(ExperimentReader.KEYS);
  }
}

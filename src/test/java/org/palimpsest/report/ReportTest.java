package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.RunsCsv;

class ReportTest {

  @TempDir Path folder;

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void writesTablesFiguresAndPage() throws IOException {
    assertThat(SampleReports.full(folder)).isEqualTo(folder.resolve("report.html")).isNotEmptyFile();
    assertThat(files(folder.resolve("tables")))
        .containsExactly(
            Stream.of(
                    "attacks", "comparison-rho-0.99", "comparison-rho-0.997", "comparison-rho-0.999", "controls",
                    "groups", "main", "missing", "papers", "splits", "verdicts", "worst-groups")
                .flatMap(name -> Stream.of(".csv", ".md", ".tex").map(ending -> name + ending))
                .toArray(String[]::new));
    assertThat(files(folder.resolve("figures")))
        .contains("leakage.png", "leakage.svg", "scatter-published.svg", "polar-balanced.png", "curves-loss.svg");
  }

  @Test
  void theSameResultsGiveTheSameBytes() throws IOException {
    byte[] once = Files.readAllBytes(SampleReports.reduced(folder));
    byte[] picture = Files.readAllBytes(folder.resolve("figures/leakage.png"));
    assertThat(Files.readAllBytes(Report.write(folder))).isEqualTo(once);
    assertThat(Files.readAllBytes(folder.resolve("figures/leakage.png"))).isEqualTo(picture);
  }

  @Test
  void thePageNeedsNothingElseAndIsWellFormed() throws IOException {
    for (Path page : List.of(SampleReports.full(folder), SampleReports.reduced(folder))) {
      String html = Files.readString(page);
      assertThat(html).startsWith("<!doctype html>").doesNotContain("<script").doesNotContain("@import");
      assertThat(sources(html)).isNotEmpty().allMatch(source -> source.startsWith("data:image/png;base64,"));
      assertThat(html.replaceAll("base64,[^\"]*", "")).doesNotContain("NaN").doesNotContain("Infinity").doesNotContain("null");
      assertNested(html);
    }
  }

  @Test
  void textFromOutsideIsEscaped() throws IOException {
    assertThat(Files.readString(SampleReports.reduced(folder)))
        .contains("Quick look: &lt;b&gt;drawn&lt;/b&gt; digits &amp; two methods")
        .contains("Linux 6.1 &lt;x86_64&gt;")
        .doesNotContain("<b>drawn");
  }

  @Test
  void aReducedJobSaysSoAndAFullOneDoesNot() throws IOException {
    assertThat(Files.readString(SampleReports.full(folder))).doesNotContain("class=\"banner\"");
    assertThat(Files.readString(SampleReports.reduced(folder)))
        .contains("This is a reduced job: drawn digits, disjoint protocol, reduced.")
        .contains("<li>4 of 80 epochs</li>");
  }

  @Test
  void promisedCellsWithoutResultsAreListed() throws IOException {
    SampleReports.reduced(folder);
    assertThat(Files.readString(folder.resolve("tables/missing.md")))
        .contains("| RUBi | 0.99 | 0 | everything | failed |");
    assertThat(Files.readString(folder.resolve("tables/main.md")).lines().filter(line -> line.contains("RUBi")))
        .hasSize(1);
  }

  @Test
  void twoSettingsStandApart() throws IOException {
    List<ResultRow> rows = new ArrayList<>(SampleRuns.SMALL.rows());
    rows.addAll(SampleRuns.SMALL.withSetting("drawn", "disjoint", "reduced").rows());
    RunsCsv.write(folder.resolve("runs.csv"), rows);
    String html = Files.readString(Report.write(folder));
    assertThat(html).contains("In short: MNIST, published protocol").contains("In short: drawn digits");
    assertThat(files(folder.resolve("tables")))
        .contains("main-mnist-published-full.csv", "main-drawn-disjoint-reduced.csv");
    assertNested(html);
  }

  @Test
  void encodersWithoutAttackersStillHaveAReport() throws IOException {
    List<ResultRow> rows = SampleRuns.SMALL.rows().stream().filter(row -> row.attacker().isEmpty()).toList();
    RunsCsv.write(folder.resolve("runs.csv"), rows);
    assertThat(Files.readString(Report.write(folder))).contains("Target accuracy").doesNotContain("leakage.svg");
  }

  @Test
  void whatCannotBeReadIsNamed() throws IOException {
    assertThatThrownBy(() -> Report.write(folder)).isInstanceOf(IOException.class).hasMessageContaining("runs.csv");
    RunsCsv.write(folder.resolve("runs.csv"), List.of());
    assertThatThrownBy(() -> Report.write(folder)).hasMessageContaining("expected at least one result");
    RunsCsv.write(folder.resolve("runs.csv"), SampleRuns.SMALL.rows());
    Files.writeString(folder.resolve("provenance.json"), "{\n \"experiment\": }");
    assertThatThrownBy(() -> Report.write(folder)).hasMessageContaining("provenance.json: line 2: expected JSON");
  }

  private static List<String> sources(String html) {
    return Pattern.compile("\\bsrc=\"([^\"]*)\"").matcher(html).results().map(found -> found.group(1)).toList();
  }

  /** Every element that is opened is closed, in order, and no id stands twice. */
  private static void assertNested(String html) {
    String body = html.replaceAll("(?s)<style>.*?</style>", "");
    List<String> open = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    Matcher tags = Pattern.compile("<(/?)([a-z][a-z0-9]*)((?:\\s[^<>]*)?)>").matcher(body);
    while (tags.find()) {
      Matcher id = Pattern.compile("\\bid=\"([^\"]*)\"").matcher(tags.group(3));
      if (id.find()) {
        assertThat(ids.add(id.group(1))).as("id %s stands once", id.group(1)).isTrue();
      }
      if (Set.of("meta", "img", "br").contains(tags.group(2))) {
        continue;
      }
      if (tags.group(1).isEmpty()) {
        open.add(tags.group(2));
      } else {
        assertThat(open.remove(open.size() - 1)).as("closed by %s", tags.group()).isEqualTo(tags.group(2));
      }
    }
    assertThat(open).isEmpty();
    assertThat(body.replaceAll("<[^<>]*>", "")).as("no stray angle bracket").doesNotContain("<").doesNotContain(">");
  }
}

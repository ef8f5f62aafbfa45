package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.StrictCsv;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.image.DrawnMarker;
import org.palimpsest.data.xray.DrawnSiimFiles;
import org.palimpsest.report.Report;

/** What a run tells of its images by group: of drawn radiographs in pictures, of the same files as collected ones not. */
class GroupSheetTest {

  private static final String TEXT =
      """
      name: groups
      title: Groups
      dataset: {dataset: DATASET, height: 24, width: 20}
      pools: {encoderTrain: 60, validation: 8, attackTrain: 20, test: 16}
      network: {widths: [2], kernelSize: 3}
      train: {epochs: 1, batchSize: 30}
      methods: [untrained]
      attackers: []
      """;

  @TempDir static Path folder;

  private static DataHome home;

  @BeforeAll
  static void draw() throws IOException {
    home = new DataHome(folder.resolve("data"), "test");
    new DrawnSiimFiles(240, 40).write(home.of("drawn-siim"), (done, of) -> {});
    new DrawnSiimFiles(240, 40).write(home.of("siim-covid19-detection"), (done, of) -> {});
    Files.delete(home.of("siim-covid19-detection").resolve(DrawnMarker.NAME));
  }

  private static Path run(String dataset) throws IOException {
    Path results = folder.resolve(dataset);
    ExperimentSpec spec =
        new ExperimentReader(Catalogue.standard(), home).read("groups.yaml", TEXT.replace("DATASET", dataset), List.of());
    new Runner(spec, home, results, new RunListener() {}).run(new Provenance("test", Map.of()), false);
    Report.write(results);
    return results;
  }

  private static int count(StrictCsv csv, String party) {
    return csv.lines().stream()
        .filter(line -> line.field("images").equals(party))
        .mapToInt(line -> Integer.parseInt(line.field("count")))
        .sum();
  }

  @Test
  void drawnImagesAreCountedAndShown() throws IOException {
    Path results = run("drawn-siim");
    StrictCsv csv = StrictCsv.read(results.resolve("groups.csv"));
    assertThat(csv.header()).isEqualTo(GroupSheet.HEADER);
    assertThat(csv.lines()).hasSize(4 * 4);
    assertThat(csv.lines().stream().map(line -> line.field("images")).distinct())
        .containsExactly("training", "validation", "attackers'", "test");
    assertThat(count(csv, "training")).isBetween(40, 60);
    BufferedImage sheet = ImageIO.read(results.resolve("groups/all.png").toFile());
    assertThat(sheet.getWidth()).isEqualTo(8 * 20);
    assertThat(sheet.getHeight()).isEqualTo(4 * 24);
    assertThat(sheet.getRGB(10, 12)).isNotEqualTo(0xFFFFFFFF);
    assertThat(results.resolve("figures/groups-all.png")).isNotEmptyFile();
    assertThat(Files.readString(results.resolve("figures/groups-all.svg"))).contains("<image");
    String page = Files.readString(results.resolve("report.html"));
    assertThat(page).contains("Training images of each").contains("The images are drawn.");
    assertThat(Files.readString(results.resolve("tables/group-sizes.md"))).contains("training").contains("attackers'");
  }

  @Test
  void collectedImagesAreCountedAndNotShown() throws IOException {
    Path results = run("siim");
    assertThat(count(StrictCsv.read(results.resolve("groups.csv")), "training")).isBetween(40, 60);
    assertThat(results.resolve("groups")).doesNotExist();
    assertThat(Files.readString(results.resolve("figures/groups-all.svg"))).doesNotContain("<image");
    assertThat(Files.readString(results.resolve("report.html"))).contains("Collected images are counted and not shown.");
  }
}

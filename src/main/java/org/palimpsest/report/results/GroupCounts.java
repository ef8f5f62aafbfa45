package org.palimpsest.report.results;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.palimpsest.StrictCsv;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.GroupSheet;
import org.palimpsest.experiment.Source;

/**
 * How many images each party has of each group of target and private value, from {@value GroupSheet#COUNTS}, and the
 * pictures of drawn ones; without parties if a run wrote none.
 *
 * @param folder of the pictures
 */
public record GroupCounts(List<Party> parties, Path folder) {

  /**
   * A party's images under a condition.
   *
   * @param images whose they are, such as {@value GroupSheet#TRAINING}
   * @param counts by target, then by private value
   */
  public record Party(
      String dataset, String protocol, AxisLabel condition, String images, Map<String, Map<String, Integer>> counts) {

    public List<String> targets() {
      return List.copyOf(counts.keySet());
    }

    public List<String> privateValues() {
      return List.copyOf(counts.values().iterator().next().keySet());
    }

    public int count(String target, String privateValue) {
      return counts.get(target).get(privateValue);
    }

    public int total() {
      return counts.values().stream().flatMap(row -> row.values().stream()).mapToInt(Integer::intValue).sum();
    }

    /** That of the largest group. */
    public int most() {
      return counts.values().stream().flatMap(row -> row.values().stream()).mapToInt(Integer::intValue).max().orElse(0);
    }
  }

  /** What a folder of results tells. */
  public static GroupCounts read(Path results) throws IOException {
    Map<List<String>, Party> parties = new LinkedHashMap<>();
    Path file = results.resolve(GroupSheet.COUNTS);
    if (Files.exists(file)) {
      for (StrictCsv.Line line : StrictCsv.read(file).having(GroupSheet.HEADER, List.of()).lines()) {
        Function<String, String> of = column -> line.field(column);
        List<String> key = List.of(of.apply("dataset"), of.apply("protocol"), of.apply("condition"), of.apply("images"));
        parties
            .computeIfAbsent(
                key, k -> new Party(k.get(0), k.get(1), new AxisLabel(k.get(2)), k.get(3), new LinkedHashMap<>()))
            .counts()
            .computeIfAbsent(line.text("target"), target -> new LinkedHashMap<>())
            .put(line.text("private"), line.whole("count"));
      }
    }
    return new GroupCounts(List.copyOf(parties.values()), results.resolve(GroupSheet.FOLDER));
  }

  /** Those of results that are asked for. */
  public List<Party> of(Results results) {
    Source source = results.grid().source();
    return parties.stream()
        .filter(party -> party.dataset().equals(source.dataset()) && party.protocol().equals(source.protocol()))
        .filter(party -> results.grid().conditions().contains(party.condition()))
        .toList();
  }

  /** Of each group of a condition's training images some, target by target; empty if they are not drawn. */
  public Optional<List<List<BufferedImage>>> pictures(Party party) throws IOException {
    Path file = folder.resolve(GroupSheet.file(party.condition().text()));
    if (!party.images().equals(GroupSheet.TRAINING) || !Files.exists(file)) {
      return Optional.empty();
    }
    BufferedImage sheet = ImageIO.read(file.toFile());
    int groups = party.targets().size() * party.privateValues().size();
    if (sheet == null || sheet.getHeight() % groups != 0 || sheet.getWidth() % GroupSheet.PICTURES != 0) {
      throw new IOException(
          "%s: expected a PNG of %d rows of %d pictures".formatted(file, groups, GroupSheet.PICTURES));
    }
    int width = sheet.getWidth() / GroupSheet.PICTURES;
    int height = sheet.getHeight() / groups;
    List<List<BufferedImage>> rows = new ArrayList<>();
    for (String target : party.targets()) {
      for (String value : party.privateValues()) {
        List<BufferedImage> row = new ArrayList<>();
        for (int i = 0; i < Math.min(GroupSheet.PICTURES, party.count(target, value)); i++) {
          row.add(sheet.getSubimage(i * width, rows.size() * height, width, height));
        }
        rows.add(row);
      }
    }
    return Optional.of(rows);
  }
}

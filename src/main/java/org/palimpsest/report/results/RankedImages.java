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
import javax.imageio.ImageIO;
import org.palimpsest.StrictCsv;
import org.palimpsest.experiment.PrivacyRank;
import org.palimpsest.fair.EpsilonNeeded;

/**
 * Test images by the most privacy at which networks read them, as {@link PrivacyRank} has written them down.
 *
 * @param images the most sensitive first
 * @param levels one for each target and level of privacy, the most private first
 * @param contrasts what claims are decided by
 * @param pictures a row for each target: of each end {@link PrivacyRank#SHOWN}, the most sensitive first
 */
public record RankedImages(
    List<Ranked> images, List<Level> levels, Map<String, Contrast> contrasts, BufferedImage pictures) {

  /** One image. {@code wrongAnswer} is the one that most networks give; empty if all are right. */
  public record Ranked(String target, String group, double score, int settledLevel, String wrongAnswer) {}

  /**
   * The images of one target at one level of privacy.
   *
   * @param epsilon infinite where gradients were clipped without noise
   * @param confident the share whose true answer has a probability of .8 and more
   */
  public record Level(int number, double epsilon, int networks, String target, double accuracy, double confident) {}

  /** A number with its interval, which may be empty; NaN if it could not be told. */
  public record Contrast(double value, double low, double high, int n) {}

  /** Empty if nothing was ranked. */
  public static Optional<RankedImages> read(Path results) throws IOException {
    Path folder = results.resolve(PrivacyRank.FOLDER);
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    List<Ranked> images = new ArrayList<>();
    StrictCsv ranked =
        StrictCsv.readWhole(folder.resolve("images.csv"))
            .requiring("target", "group", "score", "settled_level", "wrong_answer");
    for (StrictCsv.Line line : ranked.lines()) {
      images.add(
          new Ranked(
              line.text("target"), line.text("group"), line.number("score"), line.whole("settled_level"),
              line.field("wrong_answer")));
    }
    List<Level> levels = new ArrayList<>();
    for (StrictCsv.Line line :
        StrictCsv.readWhole(folder.resolve("levels.csv"))
            .requiring("level", "epsilon", "networks", "target", "accuracy", "confident").lines()) {
      double epsilon = line.text("epsilon").equals("Infinity") ? Double.POSITIVE_INFINITY : line.number("epsilon");
      levels.add(
          new Level(
              line.whole("level"), epsilon, line.whole("networks"), line.text("target"), line.number("accuracy"),
              line.number("confident")));
    }
    Map<String, Contrast> contrasts = new LinkedHashMap<>();
    for (StrictCsv.Line line :
        StrictCsv.readWhole(folder.resolve("contrasts.csv")).requiring("id", "value", "low", "high", "n").lines()) {
      contrasts.put(
          line.text("id"),
          new Contrast(line.decimal("value"), line.decimal("low"), line.decimal("high"), line.whole("n")));
    }
    Path file = folder.resolve("pictures.png");
    BufferedImage pictures = ImageIO.read(file.toFile());
    if (pictures == null || pictures.getWidth() % (2 * PrivacyRank.SHOWN) != 0) {
      throw new IOException(file + ": expected a PNG of " + 2 * PrivacyRank.SHOWN + " pictures a row");
    }
    return Optional.of(new RankedImages(images, levels, contrasts, pictures));
  }

  /** In the order of the file. */
  public List<String> targets() {
    return levels.stream().map(Level::target).distinct().toList();
  }

  /** The images of a target, the most sensitive first. */
  public List<Ranked> of(String target) {
    return images.stream().filter(image -> image.target().equals(target)).toList();
  }

  /** A target's levels, the most private first. */
  public List<Level> levels(String target) {
    return levels.stream().filter(level -> level.target().equals(target)).toList();
  }

  /** The least epsilon at which a share of a target's images is read. */
  public Optional<EpsilonNeeded> needed(String target, double share) {
    List<Level> own = levels(target).stream().filter(level -> Double.isFinite(level.epsilon())).toList();
    return EpsilonNeeded.of(
        own.stream().mapToDouble(Level::epsilon).toArray(), own.stream().mapToDouble(Level::accuracy).toArray(), share);
  }
}

package org.palimpsest.data.folder;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.palimpsest.data.DataHome;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.experiment.spec.SpecDocument;

/** Image folders for tests, in {@code faces} below a home. */
final class FolderFixture {

  private FolderFixture() {}

  static DataHome home(Path folder) {
    return new DataHome(folder, "test");
  }

  /** A PNG file of one colour, whose red is its number and 1. */
  static void image(Path file, int number) {
    BufferedImage image = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 24; p++) {
      image.setRGB(p % 6, p / 6, (number + 1) << 16 | 0x3050);
    }
    try {
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The CSV file and an image for every path in its first column. */
  static void write(Path home, String csv) {
    List<String> lines = csv.lines().toList();
    csv(home, csv);
    for (int i = 1; i < lines.size(); i++) {
      image(home.resolve("faces").resolve(lines.get(i).split(",")[0]), i);
    }
  }

  static void csv(Path home, String text) {
    try {
      Files.createDirectories(home.resolve("faces"));
      Files.writeString(home.resolve("faces/labels.csv"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The dataset with settings as in an experiment file. */
  static ImageFolder settings(String yaml) {
    SpecDocument document = SpecDocument.parse("test.yaml", "{folder: faces, height: 4, width: 4, " + yaml + "}");
    return RecordBinder.bind(document.root(), new ImageFolder());
  }

  /** {@code perGroup} rows for each of three ages and four sexes, two images a person. */
  static String table(int perGroup) {
    StringBuilder csv = new StringBuilder("path,target,private,person\n");
    for (int i = 0; i < 12 * perGroup; i++) {
      String age = List.of("10", "9", "2").get(i % 3);
      csv.append("img/%d.png,%s,%s,p%d\n".formatted(i, age, "abcd".charAt(i / 3 % 4), i / 24 * 12 + i % 12));
    }
    return csv.toString();
  }
}

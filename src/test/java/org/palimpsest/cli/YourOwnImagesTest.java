package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.digits.DrawnDigits;
import org.palimpsest.data.digits.LabelledImages;
import org.palimpsest.data.folder.ImageFolder;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.random.Seed;

/** Everything on the page about images of one's own, done as it says with drawn digits in ink of four colours. */
class YourOwnImagesTest {

  private static final int IMAGES = 600;
  private static final Seed SEED = new Seed(20).derive("pens");

  private static final List<String> PENS = List.of("red", "green", "blue", "black");
  private static final List<Color> INKS = List.of(Color.RED, new Color(0, 160, 0), Color.BLUE, Color.BLACK);

  /** How often, in tenths, each pen writes small, middle and large digits. */
  private static final int[][] TENTHS = {{7, 1, 1, 1}, {1, 7, 1, 1}, {1, 1, 4, 4}};

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeFiles() throws IOException {
    LabelledImages digits = new DrawnDigits(IMAGES, 1, SEED).train();
    Path pens = folder.resolve("datasets/pens");
    Files.createDirectories(pens.resolve("img"));
    StringBuilder csv = new StringBuilder("path,digit,pen\n");
    for (int i = 0; i < IMAGES; i++) {
      int pen = pen(digits.label(i), SEED.derive("pen").derive(i).generator());
      String name = "img/%04d.png".formatted(i);
      csv.append("%s,%d,%s\n".formatted(name, digits.label(i), PENS.get(pen)));
      ImageIO.write(written(digits, i, INKS.get(pen)), "png", pens.resolve(name).toFile());
    }
    Files.writeString(pens.resolve("labels.csv"), csv);
  }

  private static int pen(int digit, RandomGenerator random) {
    int[] tenths = TENTHS[digit <= 3 ? 0 : digit <= 6 ? 1 : 2];
    int left = random.nextInt(10);
    int pen = 0;
    while (left >= tenths[pen]) {
      left -= tenths[pen++];
    }
    return pen;
  }

  /** In ink on white paper. */
  private static BufferedImage written(LabelledImages digits, int digit, Color ink) {
    BufferedImage image = new BufferedImage(digits.width(), digits.height(), BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < digits.width() * digits.height(); p++) {
      int grey = digits.pixel(digit, p);
      int rgb = 0;
      for (int channel : new int[] {ink.getRed(), ink.getGreen(), ink.getBlue()}) {
        rgb = rgb << 8 | 255 - grey * (255 - channel) / 255;
      }
      image.setRGB(p % digits.width(), p / digits.width(), rgb);
    }
    return image;
  }

  @Test
  void thePageIsRight() throws IOException {
    String page = Files.readString(Path.of("src/site/markdown/your-own-images.md"));
    assertThat(Files.readString(folder.resolve("datasets/pens/labels.csv"))).startsWith(block(page, "csv", 0));
    Files.writeString(folder.resolve("pens.yaml"), block(page, "yaml", 0));

    assertThat(run(block(page, "sh", 0))).as("%s%s", out, err).isZero();
    assertThat(out.toString())
        .contains("601 files: 601 right, 0 wrong", "target digit: 0-3.5, 3.5-6.5, 6.5-9")
        .contains("private attribute pen: black, blue, green, red");

    assertThat(run(block(page, "sh", 1))).as("%s%s", out, err).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).contains("cells finished now: 2", "failed: 0");
    Path results = folder.resolve("results/pens");
    assertThat(results.resolve("report.html")).content().contains("Does a network that tells digits remember the pen?");
    JsonNode settings = new ObjectMapper().readTree(results.resolve("provenance.json").toFile()).path("settings");
    assertThat(settings.at("/dataset_settings/folder").asText()).isEqualTo("pens");
    assertThat(settings.path("dataset_fingerprint").asText()).hasSize(32);
  }

  @Test
  void theCheckFailsAndSaysWhere() throws IOException {
    String page = Files.readString(Path.of("src/site/markdown/your-own-images.md"));
    Files.writeString(folder.resolve("pens.yaml"), block(page, "yaml", 0));
    Files.delete(folder.resolve("datasets/pens/img/0007.png"));
    assertThat(run(block(page, "sh", 0))).isOne();
    assertThat(out.toString())
        .contains("labels.csv: line 9: img/0007.png: expected a file, was missing", "601 files: 600 right, 1 wrong");
    assertThat(run(block(page, "sh", 1))).isOne();
    assertThat(err.toString()).contains("labels.csv: line 9: img/0007.png: expected a file, was missing");
    assertThat(folder.resolve("results")).doesNotExist();
  }

  @Test
  void everySettingIsOnThePageAndNoOther() throws IOException {
    String page = Files.readString(Path.of("src/site/markdown/your-own-images.md"));
    List<String> named =
        page.lines()
            .filter(line -> line.startsWith("| `"))
            .flatMap(line -> Pattern.compile("`([^`]+)`").matcher(line.split("\\|")[1]).results())
            .map(match -> match.group(1))
            .toList();
    assertThat(named).containsExactlyInAnyOrderElementsOf(RecordBinder.settings(new ImageFolder()).keySet());
  }

  /** A command of the page, with its files in the test's folder. */
  private int run(String command) {
    String[] words = command.strip().split("\\s+");
    assertThat(words[0]).isEqualTo("palimpsest");
    List<String> arguments = new ArrayList<>();
    for (String word : List.of(words).subList(1, words.length)) {
      boolean file = word.endsWith(".yaml") || word.startsWith("results/");
      arguments.add(file ? folder.resolve(word).toString() : word);
    }
    arguments.addAll(List.of("--data-dir", folder.resolve("datasets").toString()));
    return Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }

  private static String block(String page, String language, int number) {
    Matcher blocks = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page);
    for (int i = 0; i <= number; i++) {
      assertThat(blocks.find()).as("%s block %d", language, i).isTrue();
    }
    return blocks.group(1);
  }
}

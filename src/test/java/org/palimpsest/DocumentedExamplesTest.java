package org.palimpsest;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.DataHome;
import org.palimpsest.experiment.Catalogue;
import org.palimpsest.experiment.ExperimentReader;

/** The YAML that README and pages show is read, whole files and pieces of files. */
class DocumentedExamplesTest {

  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
  private static final Pattern KEY = Pattern.compile("(?m)^([a-z]+):");

  /** What a piece of a file stands in. */
  private static final List<String> AROUND =
      List.of(
          "name: around", "title: Around", "digits: drawn", "rho: [0.99, 0.7]", "methods: [vanilla]",
          "attackers: [balanced]", "pools: {encoderTrain: 20000, validation: 10, attackTrain: 10000, test: 10}");

  @TempDir static Path home;

  /** The folder of the README's example, with every pair of a diagnosis and a scanner. */
  @BeforeAll
  static void images() throws IOException {
    Path folder = Files.createDirectories(home.resolve("scans"));
    List<String> lines = new ArrayList<>(List.of("path,diagnosis,scanner"));
    for (int i = 0; i < 60; i++) {
      BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i % 64, i / 64, 0xffffff);
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
      lines.add("%d.png,%s,%s".formatted(i, i % 2 == 0 ? "ill" : "well", List.of("a", "b", "c").get(i % 3)));
    }
    Files.write(folder.resolve("labels.csv"), lines);
  }

  private record Example(Path document, String yaml) {
    @Override
    public String toString() {
      return document + ": " + yaml.lines().findFirst().orElse("");
    }
  }

  static Stream<Example> examples() throws IOException {
    return DocumentationTest.documents()
        .filter(document -> !document.endsWith("your-own-images.md") && !document.endsWith("from-python.md"))
        .flatMap(document -> YAML.matcher(text(document)).results().map(yaml -> new Example(document, yaml.group(1))));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isRead(Example example) {
    ExperimentReader reader = new ExperimentReader(Catalogue.standard(), DataHome.resolve(Optional.of(home)));
    assertThatCode(() -> reader.read("example.yaml", whole(example.yaml()), List.of())).doesNotThrowAnyException();
  }

  private static String whole(String yaml) {
    String piece = yaml.startsWith(" ") ? "methods:\n" + yaml : yaml;
    List<String> keys = KEY.matcher(piece).results().map(key -> key.group(1)).toList();
    return keys.contains("name")
        ? piece
        : AROUND.stream().filter(line -> !keys.contains(line.split(":")[0])).collect(Collectors.joining("\n"))
            + "\n" + piece;
  }

  private static String text(Path document) {
    try {
      return Files.readString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

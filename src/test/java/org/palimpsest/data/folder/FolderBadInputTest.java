package org.palimpsest.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.FileState;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.experiment.spec.SpecDocument;
import org.palimpsest.experiment.spec.SpecException;
import org.palimpsest.golden.GoldenFiles;
import org.palimpsest.random.Seed;

/** Whatever is wrong with an image folder is an error that names file and line, and nothing half-written stays. */
class FolderBadInputTest {

  private static final String GOOD = FolderFixture.table(4);

  @TempDir private Path folder;

  @Test
  void columnsThatAreMissingAreNamedWithTheNearest() {
    refuses(
        GOOD.replace("path,target", "path,traget"), "",
        "labels.csv: line 1: expected a column 'target', was none (did you mean 'traget'?); the dataset's setting"
            + " 'target' names another");
    refuses(GOOD, "privateAttribute: sex", "line 1: expected a column 'sex', was none");
    refuses(GOOD, "split: splitt", "line 1: expected a column 'splitt', was none");
    refuses(GOOD, "condition: place", "line 1: expected a column 'place', was none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "path,target,target|line 1, column 3: expected a name of its own, was 'target' again",
        "path,target,private,\\nimg/0.png,a,b,c|line 1, column 4: expected a name of its own, was ''",
        "path,target,private\\n|labels.csv: expected a line for each image, was a header alone",
        "path,target,private\\nimg/0.png,a|line 2: expected 3 columns, was 2",
        "path,target,private\\n../x.png,a,b|line 2, column path: expected a path below the folder, was '../x.png'",
        "path,target,private\\na/../../x.png,a,b|line 2, column path: expected a path below the folder",
        "path,target,private\\n/etc/passwd,a,b|line 2, column path: expected a path below the folder",
        "path,target,private\\n.,a,b|line 2, column path: expected a path below the folder, was '.'",
        "path,target,private\\n,a,b|line 2, column path: expected a text, was ''",
        "path,target,private\\nimg/0.png,,b|line 2, column target: expected a text, was ''",
        "path,target,private\\nx.png,a,b\\ny.png,c,d\\n./x.png,a,b|line 4, column path: expected each image once, which"
            + " line 2 has, was './x.png'",
        "path,target,private\\nx.png,a,b\\ny.png,a,c|column target: expected 2 to 100 different values, was [a]",
      })
  void tablesThatAreWrongAreRefused(String csv, String message) {
    FolderFixture.csv(folder, csv.replace("\\n", "\n"));
    refused("").hasMessageContaining(message).hasMessageContaining(message.startsWith("column") ? "" : "labels.csv");
  }

  @Test
  void anEmptyFileAndOneThatIsNotUtf8() throws IOException {
    FolderFixture.csv(folder, "");
    refused("").hasMessageEndingWith("labels.csv: line 1: expected the header, was an empty file");
    byte[] latin = "path,target,private\nfrüh.png,a,b".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(folder.resolve("faces/labels.csv"), latin);
    refused("").hasMessageEndingWith("labels.csv, line 2: expected text in UTF-8, was the byte 0xfc");
  }

  @Test
  void aByteOrderMarkAndWindowsLineEndsAreNone() {
    FolderFixture.write(folder, GOOD);
    FolderFixture.csv(folder, "\uFEFF" + GOOD.replace("\n", "\r\n"));
    assertThat(open("").train().size()).isPositive();
  }

  @Test
  void aLinkThatLeadsOutOfTheFolderIsRefusedAndOneThatStaysIsNot() throws IOException {
    FolderFixture.write(folder, GOOD);
    Path outside = folder.resolve("outside.png");
    FolderFixture.image(outside, 3);
    Path image = folder.resolve("faces/img/5.png");
    Files.delete(image);
    Files.createSymbolicLink(image, outside);
    refused("").hasMessageEndingWith(
        "labels.csv: line 7, column path: expected a path that stays below the folder, where no link leads out of it,"
            + " was 'img/5.png'");
    Files.delete(image);
    Files.createSymbolicLink(image, Path.of("6.png"));
    assertThat(open("").train().size()).isPositive();
  }

  @Test
  void anImageThatIsMissingIsNamedWithItsLine() throws IOException {
    FolderFixture.write(folder, GOOD);
    Files.delete(folder.resolve("faces/img/7.png"));
    refused("").hasMessageEndingWith("labels.csv: line 9: img/7.png: expected a file, was missing");
    Files.createDirectory(folder.resolve("faces/img/7.png"));
    refused("").hasMessageEndingWith("labels.csv: line 9: img/7.png: expected a file, was a folder");
  }

  @Test
  void aTruncatedImageIsAnErrorOfWhoeverReadsIt() throws IOException {
    FolderFixture.write(folder, GOOD);
    for (int i = 0; i < 48; i++) {
      byte[] cut = Files.readAllBytes(GoldenFiles.root().resolve("formats/images/bad_truncated.jpg"));
      Files.write(folder.resolve("faces/img/" + i + ".png"), cut);
    }
    Images images = open("").train().in(Mix.asIs(), new Seed(1)).view();
    assertThatThrownBy(() -> images.write(0, new float[48], 0))
        .isInstanceOf(DataException.class)
        .hasMessageMatching(".*labels\\.csv: line \\d+: img/\\d+\\.png: expected a whole JPEG file, was damaged: .*");
  }

  @Test
  void aValueWithOneImageCannotBeTrainedOnAndTested() {
    String csv = GOOD.replace("img/0.png,10", "img/0.png,11");
    refuses(csv, "", "labels.csv: expected images of target = 11 for ", "was none (of 1 images that have it)");
  }

  @Test
  void splitsOfOtherNames() {
    String csv = GOOD.replace("\n", ",train\n").replaceFirst(",train", ",split");
    refuses(csv, "", "expected images of target = 2 for testing, was none (of 16 images that have it)");
    refuses(
        csv.replaceFirst("p0,train", "p0,Train"), "",
        "labels.csv: line 2: img/0.png: column split: expected train, validation or test, was 'Train'");
  }

  @Test
  void foldersThatAreNotThere() {
    refused("").hasMessageEndingWith("faces: expected a folder of images, was missing");
    FolderFixture.csv(folder, GOOD);
    refused("csv: other.csv").hasMessageEndingWith("other.csv: expected a CSV file, was missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "folder: ../faces|folder: expected a path below the data home (--data-dir), was '../faces'",
        "folder: /faces|folder: expected a path below the data home (--data-dir), was '/faces'",
        "csv: ../a.csv|csv: expected a path below the folder, was '../a.csv'",
        "target: /0|target: expected a column, or a folder of the path such as /1, was '/0'",
        "targetBins: [1, 2]|targetBins: expected no edges or three and more in ascending order, was [1.0, 2.0]",
        "targetBins: [1, 3, 2]|targetBins: expected no edges or three and more in ascending order, was [1.0, 3.0, 2.0]",
        "alignment: [[a]]|alignment: expected pairs [TARGET, PRIVATE], was [a]",
        "width: 0|width: expected 1 to 1024 pixels, was 0",
        "height: 1025|height: expected 1 to 1024 pixels, was 1025",
        "fit: squeeze|fit: unknown value 'squeeze' (known: crop, stretch)",
        "channels: cmyk|channels: unknown value 'cmyk' (known: rgb, grey)",
        "traget: a|traget: unknown key (did you mean 'target'?)",
      })
  void settingsThatAreWrongAreRefused(String yaml, String message) {
    assertThatThrownBy(
            () ->
                RecordBinder.bind(
                    SpecDocument.parse("test.yaml", yaml).root(), new ImageFolder()))
        .isInstanceOf(SpecException.class)
        .hasMessageEndingWith(message);
  }

  @Test
  void theCheckListsWhatIsMissingDamagedAndTwice() throws IOException {
    FolderFixture.write(folder, GOOD);
    ImageFolder faces = FolderFixture.settings("");
    assertThat(faces.files(home())).hasSize(49).allMatch(FileState::isIntact);
    Files.delete(folder.resolve("faces/img/1.png"));
    Path cut = folder.resolve("faces/img/2.png");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 40));
    Files.copy(folder.resolve("faces/img/4.png"), folder.resolve("faces/img/9.png"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(faces.files(home()).stream().filter(file -> !file.isIntact()).map(FileState::name))
        .containsExactly("img/1.png", "img/2.png", "img/9.png");
    assertThat(faces.files(home()).stream().flatMap(file -> file.problem().stream()))
        .anyMatch(text -> text.endsWith("labels.csv: line 3: img/1.png: expected a file, was missing"))
        .anyMatch(text -> text.contains("line 4: img/2.png: expected a whole PNG file"))
        .anyMatch(text -> text.contains("line 11: img/9.png: expected an image of its own, was the same content as"));
    assertThat(faces.layout(home()))
        .anyMatch(line -> line.contains("labels.csv, 48 rows"))
        .contains("target target: 2, 9, 10", "splits drawn in proportion, a fifth for testing (splitSeed 0)")
        .anyMatch(line -> line.matches("all, train +a +b +c +d"));
  }

  @Test
  void nothingHalfWrittenStays() throws IOException {
    FolderFixture.write(folder, GOOD);
    Task task = open("");
    Images images = task.train().in(Mix.asIs(), new Seed(1)).view();
    images.write(0, new float[48], 0);
    try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .allMatch(name -> name.endsWith(".pixels") || name.endsWith(".hashes"));
    }
  }

  private void refuses(String csv, String settings, String... parts) {
    FolderFixture.write(folder, csv);
    for (String part : parts) {
      refused(settings).hasMessageContaining(part);
    }
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(String settings) {
    return assertThatThrownBy(() -> open(settings)).isInstanceOf(DataException.class);
  }

  private Task open(String settings) {
    ImageFolder faces = FolderFixture.settings(settings);
    return faces.open(
        home(), Condition.ALL, Protocol.DISJOINT, faces.full(home(), Protocol.DISJOINT), new Seed(11));
  }

  private DataHome home() {
    return FolderFixture.home(folder);
  }
}

package org.palimpsest.data.xray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset.FileState;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Shape;
import org.palimpsest.data.Task;
import org.palimpsest.data.image.Pixels;
import org.palimpsest.data.xray.SiimData.DrawnSiim;
import org.palimpsest.data.xray.SiimData.Siim;
import org.palimpsest.data.xray.SiimData.Split;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Sha256;

/** Drawn radiographs, written in SIIM's form and read as SIIM is. */
class DrawnSiimTest {

  private static final int SCANS = 240;
  private static final int HEIGHT = 64;

  @TempDir static Path home;

  private static Path folder;
  private static SiimTable table;

  @TempDir private Path other;

  @BeforeAll
  static void draw() throws IOException {
    folder = home.resolve(DrawnSiim.NAME);
    new DrawnSiimFiles(SCANS, HEIGHT).write(folder, (done, of) -> {});
    table = SiimTable.read(folder);
  }

  private static DataHome at(Path home) {
    return new DataHome(home, "test");
  }

  /** The files of {@code folder}, one of them changed. */
  private DataHome copy() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.forEach(
          file -> {
            try {
              Files.copy(file, other.resolve(DrawnSiim.NAME).resolve(folder.relativize(file).toString()),
                  StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return at(other);
  }

  private Path changed(String name) {
    return other.resolve(DrawnSiim.NAME).resolve(name);
  }

  private static Task open(DataHome home, PoolSizes sizes, Protocol protocol) {
    return new DrawnSiim().open(home, Condition.ALL, protocol, sizes, new Seed(1));
  }

  @Test
  void theRealReaderFindsEverythingRight() {
    assertThat(new DrawnSiim().files(at(home))).hasSize(SCANS + 2).allMatch(FileState::isIntact);
    List<String> lines = new DrawnSiim().layout(at(home));
    assertThat(lines)
        .anyMatch(line -> line.contains("240 scans, 0 files that no table names"))
        .anyMatch(line -> line.startsWith("transfer syntax: JPEG lossless SV1 60, RLE 60, explicit"))
        .anyMatch(line -> line.matches("sex \\(0010,0040\\): M \\d+, F \\d+, missing \\d+, O \\d+"))
        .anyMatch(line -> line.startsWith("divided by patient"))
        .noneMatch(line -> line.startsWith("warning"));
    assertThat(new DrawnSiim(new DrawnSiim().pictures(), Split.SCANS, 0, false).layout(at(home)))
        .anyMatch(line -> line.startsWith("warning: ") && line.contains("people have scans in more than one part"));
  }

  /** What is drawn is written and read without loss, whatever the syntax, and is the same everywhere. */
  @Test
  void theBitsAreTheSameOnEveryMachine() throws IOException {
    StringBuilder all = new StringBuilder();
    for (SiimScan scan : table.scans().subList(0, 40)) {
      Path file = scan.file().get();
      Pixels pixels = VoiLut.convert(file.toString(), Files.readAllBytes(file));
      assertThat(pixels.height()).isEqualTo(HEIGHT);
      all.append(Sha256.of(pixels.samples()));
    }
    assertThat(Sha256.of(all.toString().getBytes()).substring(0, 16)).isEqualTo("c34d2644bf5982f3");
  }

  @Test
  void partsAreInProportionAndShareNoPatient() {
    SiimImages images = SiimImages.of(table, Split.PATIENTS, 0);
    int size = images.scans().size();
    assertThat(images.peopleInSeveralParts()).isZero();
    assertThat((double) images.natural().test().length / size).isBetween(0.07, 0.15);
    assertThat((double) images.natural().validation().length / size).isBetween(0.02, 0.10);
    Set<Integer> rows = new HashSet<>();
    for (int[] part : List.of(images.natural().train(), images.natural().validation(), images.natural().test())) {
      Arrays.stream(part).forEach(row -> assertThat(rows.add(row)).isTrue());
    }
    assertThat(rows).hasSize(size);
    assertThat(images.scans()).allMatch(scan -> scan.appearance() < 2 && scan.header().get().known().isPresent());
    assertThat(SiimImages.of(table, Split.PATIENTS, 1).natural().test()).isNotEqualTo(images.natural().test());
  }

  @Test
  void isATask() {
    for (Protocol protocol : Protocol.values()) {
      PoolSizes full = new DrawnSiim().full(at(home), protocol);
      Task task = open(at(home), full, protocol);
      assertThat(task.image()).isEqualTo(new Shape(64, 64, 3));
      assertThat(task.headline()).isEqualTo("test");
      assertThat(task.validation()).isPresent();
      Images train = task.train().in(Mix.asIs(), new Seed(0)).view();
      assertThat(train.size()).isBetween(full.encoderTrain() - 3, full.encoderTrain());
      float[] pixels = new float[64 * 64 * 3];
      train.write(0, pixels, 0);
      int dark = (int) IntStream.range(0, 64 * 64).filter(i -> pixels[3 * i] < -1).count();
      assertThat(dark).isBetween(200, 3000);
      assertThat((pixels[0] * 0.229 + 0.485) * 255).isCloseTo((pixels[1] * 0.224 + 0.456) * 255, within(0.01));
      boolean together = task.train().id().equals(task.attack().id());
      assertThat(together).isEqualTo(protocol == Protocol.PUBLISHED);
    }
  }

  @Test
  void isOpenedWithoutFilesAndThenRefusesToBeRead() {
    Task task = new Siim().open(
        at(other), Condition.ALL, Protocol.DISJOINT, new Siim().full(at(other), Protocol.DISJOINT), new Seed(0));
    assertThatThrownBy(() -> task.train().size())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("siim-covid19-detection: expected the files of SIIM-FISABIO-RSNA COVID-19, was none");
    assertThat(new Siim().fingerprint(at(other))).isEmpty();
  }

  @Test
  void refusesDrawnScansAsCollectedOnes() throws IOException {
    copy();
    Files.move(other.resolve(DrawnSiim.NAME), other.resolve("siim-covid19-detection"));
    assertThatThrownBy(() -> new Siim().full(at(other), Protocol.DISJOINT))
        .hasMessageContaining("expected collected pictures, was a folder of drawn ones, with DRAWN.txt");
  }

  @Test
  void namesWhatIsMissingDamagedOrContradictory() throws IOException {
    DataHome home = copy();
    SiimScan scan = table.scans().stream().filter(s -> s.appearance() == 1).findFirst().orElseThrow();
    Path file = other.resolve(DrawnSiim.NAME).resolve(folder.relativize(scan.file().get()));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1000));
    assertThat(wrong(home)).hasSize(1).allMatch(problem -> problem.contains(scan.image()));
    Files.delete(file);
    assertThat(wrong(home)).containsExactly(
        "train/%s/*/%s.dcm: expected a file, was missing".formatted(scan.study(), scan.image()));
    assertThatThrownBy(() -> new DrawnSiim().full(home, Protocol.DISJOINT))
        .hasMessageContaining("expected a file, was missing (data verify lists all)");
    Files.write(file, "<html>".repeat(40).getBytes());
    assertThat(wrong(home)).allMatch(problem -> problem.contains("was HTML, as a failed download leaves"));
    Path studies = changed(SiimTable.STUDIES);
    String text = Files.readString(studies);
    Files.writeString(studies, text.replaceFirst("_study,(\\d),(\\d),(\\d),(\\d)", "_study,1,1,0,0"));
    assertThat(wrong(home)).hasSize(1)
        .allMatch(p -> p.contains("line 2, column Typical Appearance: expected 0, or 1 in one of the four columns"));
    Files.writeString(studies, text.replaceFirst("_study", ""));
    assertThat(wrong(home)).allMatch(p -> p.contains("line 2, column id: expected an id that ends in _study"));
    Files.writeString(studies, text.lines().limit(20).collect(Collectors.joining("\n", "", "\n")));
    assertThat(wrong(home)).allMatch(p -> p.contains("column StudyInstanceUID: expected a study of"));
  }

  @Test
  void tellsOfScansThatAreThereTwice() throws IOException {
    DataHome home = copy();
    Path first = table.scans().get(0).file().get();
    Path second = other.resolve(DrawnSiim.NAME).resolve(folder.relativize(table.scans().get(8).file().get()));
    Files.copy(first, second, StandardCopyOption.REPLACE_EXISTING);
    assertThat(new DrawnSiim().layout(home))
        .contains("warning: 1 scans are there more than once, 1 of them in several studies");
  }

  private static List<String> wrong(DataHome home) {
    return new DrawnSiim().files(home).stream().flatMap(state -> state.problem().stream()).toList();
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> new DrawnSiimFiles(100)).hasMessage("images: expected 120 to 50000, was 100");
    assertThatThrownBy(() -> new DrawnSiimFiles(200, 8)).hasMessage("height: expected 32 to 4096, was 8");
  }
}

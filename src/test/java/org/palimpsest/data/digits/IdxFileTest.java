package org.palimpsest.data.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.DataException;
import org.palimpsest.fuzz.Mutations;

class IdxFileTest {

  private static final byte[] IMAGES = IdxBytes.counting(251, 5, 4, 3);
  private static final byte[] LABELS = IdxBytes.counting(10, 5);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsGzipAndPlainFilesWhateverTheirName(boolean gzip) throws IOException {
    IdxFile images = IdxFile.read(file("images", gzip ? IdxBytes.gzip(IMAGES) : IMAGES), 3);
    IdxFile labels = IdxFile.read(file("labels.gz", gzip ? IdxBytes.gzip(LABELS) : LABELS), 1);

    LabelledImages pair = IdxFile.pair(images, labels, 10);

    assertThat(pair.size()).isEqualTo(5);
    assertThat(pair.height()).isEqualTo(4);
    assertThat(pair.width()).isEqualTo(3);
    assertThat(pair.pixel(1, 2)).isEqualTo(14);
    assertThat(pair.label(4)).isEqualTo(4);
  }

  static Stream<Arguments> damaged() {
    byte[] gzip = IdxBytes.gzip(IMAGES);
    byte[] flipped = gzip.clone();
    flipped[gzip.length - 6] ^= 0x55;
    return Stream.of(
        arguments("empty", new byte[0], "expected a header of 16 bytes, found 0 bytes in all"),
        arguments("header cut", Arrays.copyOf(IMAGES, 15), "a header of 16 bytes, found 15"),
        arguments("truncated", Arrays.copyOf(IMAGES, 75), "expected 76 bytes for shape 5 x 4 x 3, found 75, truncated"),
        arguments("trailing", Arrays.copyOf(IMAGES, 77), "expected 76 bytes for shape 5 x 4 x 3, found 77, trailing"),
        arguments("labels", LABELS, "expected a header of 16 bytes, found 13"),
        arguments("other type", IdxBytes.header(0x0d03, 60, 5, 4, 3).array(), "0x00000803, found 0x00000d03"),
        arguments("negative extent", IdxBytes.header(0x0803, 60, -5, 4, 3).array(), "found -5 x 4 x 3"),
        arguments("huge extents", IdxBytes.header(0x0803, 0, 1 << 30, 1 << 30, 1 << 30).array(), "below 2^31"),
        arguments("gzip cut", Arrays.copyOf(gzip, gzip.length - 12), "expected complete gzip data"),
        arguments("gzip flipped", flipped, "expected complete gzip data"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damaged")
  void refusesDamagedFilesNamingFileExpectedAndFound(String name, byte[] content, String message)
      throws IOException {
    Path file = file(name, content);
    assertThatThrownBy(() -> IdxFile.read(file, 3))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message)
        .message().doesNotContain("\n");
  }

  @Test
  void refusesAMissingFile() {
    Path file = folder.resolve("absent");
    assertThatThrownBy(() -> IdxFile.read(file, 1))
        .isInstanceOf(DataException.class)
        .hasMessage(file + ": expected a file, found none");
  }

  @Test
  void refusesImagesWithMoreOrFewerLabels() throws IOException {
    IdxFile images = IdxFile.read(file("images", IMAGES), 3);
    IdxFile labels = IdxFile.read(file("labels", IdxBytes.counting(10, 4)), 1);
    assertThatThrownBy(() -> IdxFile.pair(images, labels, 10))
        .isInstanceOf(DataException.class)
        .hasMessage(folder.resolve("labels") + ": expected 5 labels, one for each image of images, found 4");
  }

  @Test
  void refusesALabelOutOfRange() throws IOException {
    IdxFile images = IdxFile.read(file("images", IMAGES), 3);
    IdxFile labels = IdxFile.read(file("labels", LABELS), 1);
    assertThatThrownBy(() -> IdxFile.pair(images, labels, 3))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected labels 0..2, found 3 at position 3");
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  /** Plain and compressed images, and labels: refused by name, or as many as there are. */
  @Test
  void mutatedFilesAreRefusedByNameOrRead() throws Exception {
    Path fuzz = Path.of("fuzz-file");
    byte[] images = IdxBytes.counting(256, 6, 4, 3);
    byte[] labels = IdxBytes.counting(10, 6);
    for (byte[] valid : List.of(images, IdxBytes.gzip(images))) {
      Mutations.check(valid, "fuzz", bytes -> pair(fuzz, bytes, labels), DataException.class);
    }
    Mutations.check(labels, "fuzz", bytes -> pair(fuzz, images, bytes), DataException.class);
  }

  private static void pair(Path file, byte[] images, byte[] labels) {
    LabelledImages read = IdxFile.pair(IdxFile.of(file, images, 3), IdxFile.of(file, labels, 1), 10);
    assertThat(read.size()).isEqualTo(6);
  }
}

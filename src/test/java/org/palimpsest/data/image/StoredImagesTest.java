package org.palimpsest.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.BatchOrder;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Sample;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Sha256;

class StoredImagesTest {

  private static final int COUNT = 40;
  private static final Framing FRAMING = new Framing(5, 4, Framing.Channels.RGB, Framing.Fit.CROP);

  @TempDir private Path folder;
  private final List<Path> files = new ArrayList<>();

  @BeforeEach
  void writeFiles() throws IOException {
    for (int i = 0; i < COUNT; i++) {
      BufferedImage image = new BufferedImage(13, 11, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 13 * 11; p++) {
        image.setRGB(p % 13, p / 13, i * 5_000_011 + p * 70_001);
      }
      Path file = folder.resolve("a" + i + ".png");
      ImageIO.write(image, "png", file.toFile());
      files.add(file);
    }
  }

  @Test
  void pixelsAreThoseOfTheFilesWhoeverDecodesThem() throws IOException {
    StoredImages images = images(pictures());
    images.willRead(IntStream.range(0, COUNT).map(i -> COUNT - 1 - i).toArray());
    for (int i = 0; i < COUNT; i++) {
      float[] pixels = new float[60];
      images.write(i, pixels, 0);
      Pixels expected = FRAMING.of(ImageFile.decode("a", Files.readAllBytes(files.get(i))));
      for (int j = 0; j < 60; j++) {
        assertThat(pixels[j]).isEqualTo(((expected.samples()[j] & 0xFF) / 255f - 0.5f) / 0.5f);
      }
    }
  }

  @Test
  void whatWasDecodedOnceIsNotDecodedAgain() throws IOException {
    float[] first = all(images(pictures()));
    StoredPictures again = pictures();
    for (Path file : files) {
      Files.delete(file);
    }
    assertThat(all(images(again))).isEqualTo(first);
    assertThat(stores()).hasSize(1);
    assertThat(Files.size(stores().get(0))).isEqualTo(COUNT * (60 + 8L));
  }

  @Test
  void whatIsDamagedInTheStoreIsDecodedAgain() throws IOException {
    float[] first = all(images(pictures()));
    try (RandomAccessFile store = new RandomAccessFile(stores().get(0).toFile(), "rw")) {
      for (int i = 0; i < COUNT; i += 3) {
        store.seek(i * 68L + i);
        int value = store.read();
        store.seek(i * 68L + i);
        store.write(value ^ 1);
      }
      store.setLength(COUNT * 68L - 10);
    }
    assertThat(all(images(pictures()))).isEqualTo(first);
  }

  @Test
  void anotherFramingAndOtherContentsHaveStoresOfTheirOwn() throws IOException {
    StoredPictures pictures = pictures();
    Framing wider = new Framing(5, 5, Framing.Channels.RGB, Framing.Fit.CROP);
    assertThat(new StoredPictures(files, names(), hashes(), wider, PixelScale.HALF, folder).key()).isNotEqualTo(pictures.key());
    Files.write(files.get(3), Files.readAllBytes(files.get(4)));
    assertThat(pictures().key()).isNotEqualTo(pictures.key());
    assertThatThrownBy(() -> pictures.samples(3))
        .isInstanceOf(DataException.class)
        .hasMessage("labels.csv: line 5: expected the content it had when the data were opened, was another");
  }

  @Test
  void damageThatIsMetAheadIsAnErrorThatNamesTheFile() throws IOException {
    Files.writeString(files.get(30), "no image");
    StoredImages images = images(pictures());
    images.willRead(new int[] {30});
    float[] pixels = new float[60];
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                Thread.sleep(1);
                images.write(2, pixels, 0);
              }
            })
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("labels.csv: line 32: expected a JPEG, PNG, BMP or TIFF file, was a file that begins");
    assertThatThrownBy(() -> images(pictures()).write(30, pixels, 0)).hasMessageStartingWith("labels.csv: line 32: ");
  }

  @Test
  void batchesOfASampleAreReadAheadToo() throws IOException {
    Sample sample = new Sample(images(pictures()), new int[] {7, 3, 3, 21});
    int[] seen = {0};
    BatchOrder.shuffled(3, new Seed(1)).batches(sample.view(), 0).forEach(batch -> seen[0] += batch.size());
    assertThat(seen[0]).isEqualTo(4);
  }

  @Test
  void idsAreThoseOfContentsAndLabels() throws IOException {
    StoredImages images = images(pictures());
    assertThat(images(pictures()).id()).isEqualTo(images.id());
    int[] other = new int[COUNT];
    other[5] = 1;
    assertThat(new StoredImages(pictures(), IntStream.range(0, COUNT).toArray(), labels(other)).id())
        .isNotEqualTo(images.id());
  }

  @Test
  void hashesAreRememberedUntilSizeOrTimeChange() throws IOException {
    Path memory = folder.resolve("memory.hashes");
    FileTime longAgo = FileTime.fromMillis(1_000_000_000_000L);
    for (Path file : files) {
      Files.setLastModifiedTime(file, longAgo);
    }
    List<String> first = new FileHashes(memory).of(files, names());
    assertThat(first).isEqualTo(hashes());
    assertThat(Files.readAllLines(memory)).hasSize(COUNT);
    byte[] content = Files.readAllBytes(files.get(0));
    content[content.length - 20] ^= 1;
    Files.write(files.get(0), content);
    assertThat(new FileHashes(memory).of(files, names()).get(0))
        .isEqualTo(Sha256.of(content))
        .isNotEqualTo(first.get(0));
    Files.write(files.get(1), Arrays.copyOf(content, content.length - 1));
    Files.setLastModifiedTime(files.get(1), longAgo);
    assertThat(new FileHashes(memory).of(files, names()).get(1)).isNotEqualTo(first.get(1));
    FileTime now = FileTime.fromMillis(System.currentTimeMillis());
    Files.setLastModifiedTime(files.get(2), now);
    String before = new FileHashes(memory).of(files, names()).get(2);
    content = Files.readAllBytes(files.get(2));
    content[content.length - 20] ^= 1;
    Files.write(files.get(2), content);
    Files.setLastModifiedTime(files.get(2), now);
    assertThat(new FileHashes(memory).of(files, names()).get(2))
        .as("changed within a tick of the clock").isEqualTo(Sha256.of(content)).isNotEqualTo(before);
    Files.writeString(memory, "not hashes");
    assertThat(new FileHashes(memory).of(files, names()).subList(3, COUNT)).isEqualTo(first.subList(3, COUNT));
    Files.delete(files.get(9));
    assertThatThrownBy(() -> new FileHashes(memory).of(files, names()))
        .hasMessage("labels.csv: line 11: expected a file, was missing");
  }

  private StoredPictures pictures() throws IOException {
    return new StoredPictures(files, names(), hashes(), FRAMING, PixelScale.HALF, folder.resolve("cache"));
  }

  private static StoredImages images(StoredPictures pictures) {
    return new StoredImages(pictures, IntStream.range(0, COUNT).toArray(), labels(new int[COUNT]));
  }

  private static Labels labels(int[] targets) {
    return new Labels(Attribute.numbered("a", 2), Attribute.numbered("b", 2), targets, new int[COUNT]);
  }

  private static float[] all(StoredImages images) {
    float[] all = new float[COUNT * 60];
    for (int i = 0; i < COUNT; i++) {
      images.write(i, all, 60 * i);
    }
    return all;
  }

  private List<Path> stores() throws IOException {
    try (Stream<Path> found = Files.list(folder.resolve("cache"))) {
      return found.toList();
    }
  }

  private static List<String> names() {
    return IntStream.range(0, COUNT).mapToObj(i -> "labels.csv: line " + (i + 2)).toList();
  }

  private List<String> hashes() throws IOException {
    List<String> hashes = new ArrayList<>();
    for (Path file : files) {
      hashes.add(Sha256.of(Files.readAllBytes(file)));
    }
    return hashes;
  }
}

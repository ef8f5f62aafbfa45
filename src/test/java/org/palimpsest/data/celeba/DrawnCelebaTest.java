package org.palimpsest.data.celeba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset.FileState;
import org.palimpsest.data.Groups;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task;
import org.palimpsest.data.celeba.CelebaData.DrawnCelebA;
import org.palimpsest.data.image.FileHashes;
import org.palimpsest.data.image.ImageFile;
import org.palimpsest.data.image.Pixels;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Sha256;

/** Drawn faces, written in CelebA's form and read as CelebA is. */
class DrawnCelebaTest {

  private static final int IMAGES = 300;

  @TempDir static Path home;

  private static Path folder;
  private static CelebaTable table;

  @BeforeAll
  static void draw() throws IOException {
    folder = home.resolve(DrawnCelebA.NAME);
    new DrawnCelebaFiles(IMAGES).write(folder, (done, of) -> {});
    table = CelebaTable.read(CelebaFiles.find(folder));
  }

  @Test
  void theRealReaderFindsEverythingRight() {
    DataHome at = new DataHome(home, "test");
    assertThat(new DrawnCelebA().files(at)).hasSize(IMAGES + 3).allMatch(FileState::isIntact);
    assertThat(new DrawnCelebA().layout(at)).anyMatch(line -> line.contains("300 images, 40 attributes"));
    Task task = new DrawnCelebA().open(
        at, Condition.named("makeup"), Protocol.DISJOINT, new PoolSizes(120, 40, 60, 30), new Seed(1));
    assertThat(task.train().in(Mix.asIs(), new Seed(0)).size()).isBetween(80, 120);
    assertThat(task.split("published-sample").pool().size()).isEqualTo(4 * 8);
  }

  @Test
  void everyGroupOfEveryPartitionHasFourImagesAndTheRestIsInProportion() {
    for (int partition = 0; partition < 3; partition++) {
      for (int group = 0; group < 8; group++) {
        int wanted = group;
        assertThat(
                Arrays.stream(table.rows(partition))
                    .filter(r -> table.values("Male")[r] * 4 + table.values("Blond_Hair")[r] * 2
                        + table.values("Heavy_Makeup")[r] == wanted))
            .hasSizeGreaterThanOrEqualTo(4);
      }
    }
    assertThat(table.rows(CelebaTable.TRAIN)).hasSize(236);
    Groups train = CelebaImages.of(table, CelebaQuestion.of(Condition.named("hair"), "Male")).labels()
        .select(table.rows(CelebaTable.TRAIN)).groups();
    assertThat(train.count(0, 0) / 236.0).isBetween(0.34, 0.44);
    assertThat(train.count(1, 0)).isEqualTo(8);
  }

  /** Mean red less blue above the brow of the blond and the others, and of cheeks with make-up and without. */
  @Test
  void whatIsLabelledIsToBeSeen() {
    assertThat(redness("Blond_Hair", 40, 52, 70, 108)).isGreaterThan(20);
    assertThat(redness("Heavy_Makeup", 128, 136, 58, 66)).isGreaterThan(8);
  }

  private static double redness(String attribute, int top, int bottom, int left, int right) {
    double[] sum = new double[2];
    int[] count = new int[2];
    int[] values = table.values(attribute);
    for (int i = 0; i < 200; i++) {
      Path file = table.files().image(table.images().get(i));
      Pixels pixels = ImageFile.decode("test", FileHashes.read(file, "test"));
      for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
          sum[values[i]] += pixels.at(y, x, 0) - pixels.at(y, x, 2);
          count[values[i]]++;
        }
      }
    }
    return sum[1] / count[1] - sum[0] / count[0];
  }

  @Test
  void bitsAreTheSameEverywhere() throws IOException {
    StringBuilder hashes = new StringBuilder(Files.readString(folder.resolve("list_attr_celeba.txt")));
    for (int i = 1; i <= IMAGES; i += 50) {
      hashes.append(Sha256.of(Files.readAllBytes(folder.resolve("img_align_celeba/%06d.jpg".formatted(i)))));
    }
    assertThat(Sha256.of(hashes.toString().getBytes())).isEqualTo("fa5120bc1547d779540876f4feb0c921c14c9c1eb886f8de0c68c398f8226862");
  }

  @Test
  void peopleAreOfOnePartitionAndSexAndHair() {
    int[] male = table.values("Male");
    int[] blond = table.values("Blond_Hair");
    for (String person : table.people().stream().distinct().toList()) {
      int[] own = IntStream.range(0, table.size()).filter(i -> table.person(i).equals(person)).toArray();
      assertThat(own.length).isLessThanOrEqualTo(20);
      assertThat(Arrays.stream(own).map(i -> male[i] * 2 + blond[i]).distinct().count()).isEqualTo(1);
      assertThat(Arrays.stream(own).map(i -> table.partitions()[i]).distinct().count()).isEqualTo(1);
    }
  }

  @Test
  void partsAddUpAndAreNeverTooSmall() {
    assertThat(DrawnCelebaFiles.parts(10, new double[] {0.55, 0.45}, 1)).containsExactly(6, 4);
    assertThat(DrawnCelebaFiles.parts(100, new double[] {0.98, 0.01, 0.01}, 4)).containsExactly(92, 4, 4);
    assertThatThrownBy(() -> new DrawnCelebaFiles(199)).hasMessageContaining("images: expected 200 to 202599, was 199");
  }
}

package org.palimpsest.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Shape;
import org.palimpsest.data.Split;
import org.palimpsest.data.Task;
import org.palimpsest.random.Seed;

class ImageFolderTest {

  private static final Seed SEED = new Seed(11);

  @TempDir private Path folder;

  @Test
  void aTableBecomesATask() {
    FolderFixture.write(folder, FolderFixture.table(10));
    ImageFolder faces = FolderFixture.settings("");
    assertThat(faces.conditions()).containsExactly(Condition.ALL);
    // 120 rows; a fifth for testing; of 96 for training 60, 15 and 25 %.
    assertThat(faces.full(home(), Protocol.DISJOINT)).isEqualTo(new PoolSizes(57, 14, 25, 24));
    assertThat(faces.full(home(), Protocol.PUBLISHED)).isEqualTo(new PoolSizes(96, 0, 96, 24));
    Task task = open(faces);
    assertThat(task.target().name()).isEqualTo("target");
    assertThat(task.target().values()).containsExactly("2", "9", "10");
    assertThat(task.privateAttribute().values()).containsExactly("a", "b", "c", "d");
    assertThat(task.image()).isEqualTo(new Shape(4, 4, 3));
    assertThat(task.training()).isEqualTo(Mix.asIs());
    assertThat(task.splits()).extracting(Split::name).containsExactly("test", "unbiased");
    assertThat(task.headline()).isEqualTo("unbiased");
    assertThat(task.split("unbiased").weighting()).isEqualTo(Mix.balanced());
  }

  @Test
  void poolsShareNoImageAndHoldEveryGroupInProportion() {
    FolderFixture.write(folder, FolderFixture.table(10));
    Task task = open(FolderFixture.settings(""));
    List<Pool> pools =
        List.of(task.train(), task.validation().orElseThrow(), task.attack(), task.splits().get(0).pool());
    Set<Integer> seen = new HashSet<>();
    for (Pool pool : pools) {
      Images images = images(pool);
      IntStream.range(0, images.size()).forEach(i -> assertThat(seen.add(number(images, i))).isTrue());
      double share = images.size() / 12.0;
      for (int[] row : images.labels().groups().counts()) {
        assertThat(Arrays.stream(row)).allMatch(count -> Math.abs(count - share) < 2);
      }
    }
    assertThat(seen).hasSize(120);
    // 14 images in 12 groups: no group of 8 in training is without one in validation.
    for (int[] row : images(pools.get(1)).labels().groups().counts()) {
      assertThat(row).doesNotContain(0);
    }
  }

  /** Labels and pixels belong together: a file's colour is its line's. */
  @Test
  void labelsAreThoseOfTheLine() {
    FolderFixture.write(folder, FolderFixture.table(4));
    Images images = images(open(FolderFixture.settings("")).train());
    for (int i = 0; i < images.size(); i++) {
      int row = number(images, i);
      assertThat(images.target(i)).isEqualTo(2 - row % 3);
      assertThat(images.privateAttribute(i)).isEqualTo(row / 3 % 4);
    }
  }

  @Test
  void theSeedDecidesWhoHasWhichAndTheSplitSeedWhatIsTested() {
    FolderFixture.write(folder, FolderFixture.table(4));
    ImageFolder faces = FolderFixture.settings("");
    PoolSizes sizes = faces.full(home(), Protocol.DISJOINT);
    Task one = open(faces);
    Task same = open(faces);
    Task other = faces.open(home(), Condition.ALL, Protocol.DISJOINT, sizes, new Seed(12));
    assertThat(same.train().id()).isEqualTo(one.train().id());
    assertThat(other.train().id()).isNotEqualTo(one.train().id());
    assertThat(other.splits().get(0).pool().id()).isEqualTo(one.splits().get(0).pool().id());
    Task redrawn = open(FolderFixture.settings("splitSeed: 1"));
    assertThat(redrawn.splits().get(0).pool().id()).isNotEqualTo(one.splits().get(0).pool().id());
  }

  @Test
  void quantitiesAreBinned() {
    FolderFixture.write(folder, FolderFixture.table(4));
    Task task = open(FolderFixture.settings("targetBins: [0, 9, 10]"));
    assertThat(task.target().values()).containsExactly("0-9", "9-10");
    assertThat(task.target().centres()).containsExactly(4.5, 9.5);
    Images images = images(task.train());
    for (int i = 0; i < images.size(); i++) {
      assertThat(images.target(i)).isEqualTo(number(images, i) % 3 == 2 ? 0 : 1);
    }
    assertThatThrownBy(() -> open(FolderFixture.settings("targetBins: [0, 5, 9.5]")))
        .hasMessageEndingWith("labels.csv: line 2: img/0.png: column target: expected 0.0 to 9.5, was '10'");
    assertThatThrownBy(() -> open(FolderFixture.settings("privateBins: [0, 5, 9]")))
        .hasMessageEndingWith("labels.csv: line 2: img/0.png: column private: expected a number, was 'a'");
  }

  @Test
  void splitsOfTheFileAreKept() {
    String csv = withColumn(FolderFixture.table(8), "split", i -> i < 48 ? "train" : i < 72 ? "val" : "test");
    FolderFixture.write(folder, csv);
    ImageFolder faces = FolderFixture.settings("");
    assertThat(faces.full(home(), Protocol.DISJOINT)).isEqualTo(new PoolSizes(36, 24, 12, 24));
    assertThat(faces.full(home(), Protocol.PUBLISHED)).isEqualTo(new PoolSizes(48, 0, 48, 24));
    Task task = open(faces);
    assertThat(numbers(task.train())).allMatch(i -> i < 48).hasSize(36)
        .doesNotContainAnyElementsOf(numbers(task.attack()));
    assertThat(numbers(task.attack())).allMatch(i -> i < 48).hasSize(12);
    assertThat(numbers(task.validation().orElseThrow())).hasSize(24).allMatch(i -> i >= 48 && i < 72);
    assertThat(numbers(task.splits().get(0).pool())).hasSize(24).allMatch(i -> i >= 72);
    assertThatThrownBy(
            () -> faces.open(home(), Condition.ALL, Protocol.DISJOINT, new PoolSizes(36, 25, 12, 24), SEED))
        .hasMessage("validation: expected at most the 24 images there are, was 25");
    assertThatThrownBy(
            () -> faces.open(home(), Condition.ALL, Protocol.DISJOINT, new PoolSizes(36, 24, 13, 24), SEED))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPersonIsNeverInTwoPools() {
    FolderFixture.write(folder, FolderFixture.table(10));
    Task task = open(FolderFixture.settings("group: person"));
    List<Pool> pools =
        List.of(task.train(), task.validation().orElseThrow(), task.attack(), task.splits().get(0).pool());
    Set<Integer> persons = new HashSet<>();
    int images = 0;
    for (Pool pool : pools) {
      Set<Integer> own = numbers(pool).stream().map(i -> i / 24 * 12 + i % 12).collect(Collectors.toSet());
      assertThat(persons).doesNotContainAnyElementsOf(own);
      persons.addAll(own);
      images += pool.size();
    }
    assertThat(images).isBetween(120 - 3, 120);
  }

  @Test
  void aPersonInTwoSplitsOfTheFileIsRefused() {
    String csv = withColumn(FolderFixture.table(8), "split", i -> i % 24 < 12 ? "train" : "test");
    FolderFixture.write(folder, csv);
    assertThatThrownBy(() -> open(FolderFixture.settings("group: person")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected all images of group 'p0' in one split, was in test and, with ")
        .hasMessageEndingWith("labels.csv: line 2: img/0.png, in train");
    open(FolderFixture.settings(""));
  }

  @Test
  void subFoldersCanBeTheLabels() {
    for (int i = 0; i < 40; i++) {
      String name = "%s/%s/%d.png".formatted(i % 2 == 0 ? "yes" : "no", "abc".charAt(i / 2 % 3), i);
      FolderFixture.image(folder.resolve("faces").resolve(name), i);
    }
    Task task = open(FolderFixture.settings(""));
    assertThat(task.target().values()).containsExactly("no", "yes");
    assertThat(task.privateAttribute().values()).containsExactly("a", "b", "c");
    assertThat(task.target().name()).isEqualTo("target");
    FolderFixture.image(folder.resolve("faces/no/41.png"), 41);
    assertThatThrownBy(() -> open(FolderFixture.settings("")))
        .hasMessageContaining(
            "no/41.png: expected its private attribute: a sub-folder for it, as in TARGET/PRIVATE/41.png,"
                + " or a file labels.csv with the columns path, target and private, was neither");
  }

  @Test
  void aFolderOnThePathCanBeAColumn() {
    String csv = FolderFixture.table(4).replace("img/", "img/x/");
    for (int i = 0; i < 48; i++) {
      csv = csv.replace("img/x/" + i + ".png", (i % 2 == 0 ? "even/" : "odd/") + i + ".png");
    }
    FolderFixture.write(folder, csv);
    Task task = open(FolderFixture.settings("target: /1"));
    assertThat(task.target().values()).containsExactly("even", "odd");
  }

  @Test
  void valuesOfAColumnCanBeConditions() {
    String csv = withColumn(FolderFixture.table(16), "place", i -> i < 96 ? "here" : "there");
    FolderFixture.write(folder, csv);
    ImageFolder faces = FolderFixture.settings("condition: place");
    assertThat(faces.conditions()).isEmpty();
    PoolSizes sizes = faces.full(home(), Protocol.DISJOINT);
    Task there = faces.open(home(), faces.condition("there"), Protocol.DISJOINT, sizes, SEED);
    assertThat(numbers(there.train())).allMatch(i -> i >= 96);
    assertThatThrownBy(() -> faces.open(home(), faces.condition("ther"), Protocol.DISJOINT, sizes, SEED))
        .hasMessage("condition: expected one of [here, there], was ther");
  }

  @Test
  void mixesCanBeConditionsAndAnAlignmentMakesCorrelationsPossible() {
    FolderFixture.write(folder, FolderFixture.table(10));
    ImageFolder faces =
        FolderFixture.settings("alignment: [['2', a], ['9', b], ['10', c], ['10', d]]");
    PoolSizes sizes = faces.full(home(), Protocol.DISJOINT);
    Task task = faces.open(home(), faces.condition("rho=0.9"), Protocol.DISJOINT, sizes, SEED);
    assertThat(task.training()).isEqualTo(Mix.rho(0.9));
    assertThat(task.alignment().orElseThrow().own(1)).hasValue(1);
    assertThat(task.alignment().orElseThrow().isInjective()).isFalse();
    assertThat(task.splits()).extracting(Split::name).containsExactly("test", "unbiased", "conflicting");
    assertThat(faces.condition("imbalance=0.7").level()).hasValue(0.7);
    assertThatThrownBy(() -> open(FolderFixture.settings("alignment: [['2', e]]")))
        .hasMessage("alignment: expected a value of private, was 'e' (did you mean 'a'?)");
  }

  @Test
  void theFingerprintChangesWithTableAndImages() throws IOException {
    FolderFixture.write(folder, FolderFixture.table(2));
    ImageFolder faces = FolderFixture.settings("");
    Set<String> prints = new TreeSet<>();
    prints.add(faces.fingerprint(home()).orElseThrow());
    assertThat(faces.fingerprint(home())).hasValue(prints.iterator().next());
    Path image = folder.resolve("faces/img/3.png");
    byte[] content = Files.readAllBytes(image);
    FolderFixture.image(image, 99);
    prints.add(faces.fingerprint(home()).orElseThrow());
    Files.write(image, Arrays.copyOf(content, content.length + 1));
    prints.add(faces.fingerprint(home()).orElseThrow());
    Files.write(image, content);
    FolderFixture.csv(folder, FolderFixture.table(2).replace("p0\n", "p1\n"));
    prints.add(faces.fingerprint(home()).orElseThrow());
    assertThat(prints).hasSize(4);
  }

  private DataHome home() {
    return FolderFixture.home(folder);
  }

  private Task open(ImageFolder faces) {
    return faces.open(home(), Condition.ALL, Protocol.DISJOINT, faces.full(home(), Protocol.DISJOINT), SEED);
  }

  private static Images images(Pool pool) {
    return pool.in(Mix.asIs(), SEED).view();
  }

  private static List<Integer> numbers(Pool pool) {
    Images images = images(pool);
    return IntStream.range(0, images.size()).mapToObj(i -> number(images, i)).toList();
  }

  /** The number of the file, from the colour that {@link FolderFixture#image} gave it. */
  private static int number(Images images, int image) {
    float[] pixels = new float[images.shape().volume()];
    images.write(image, pixels, 0);
    return Math.round((pixels[0] / 2 + 0.5f) * 255) - 2;
  }

  private static String withColumn(String csv, String name, IntFunction<String> value) {
    List<String> lines = csv.lines().toList();
    return lines.get(0) + "," + name + "\n"
        + IntStream.range(1, lines.size())
            .mapToObj(i -> lines.get(i) + "," + value.apply(i - 1) + "\n")
            .collect(Collectors.joining());
  }
}

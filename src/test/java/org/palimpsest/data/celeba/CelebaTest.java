package org.palimpsest.data.celeba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset.FileState;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Sample;
import org.palimpsest.data.Task;
import org.palimpsest.data.celeba.CelebaData.CelebA;
import org.palimpsest.data.celeba.CelebaData.DrawnCelebA;
import org.palimpsest.random.Seed;

class CelebaTest {

  @TempDir Path home;

  static Stream<Arguments> layouts() {
    return Stream.of(
        layout("that of the authors' site", folder -> {
          CelebaFixture.write(folder.resolve("Anno/list_attr_celeba.txt"), CelebaFixture.official());
          CelebaFixture.write(folder.resolve("Anno/identity_CelebA.txt"), CelebaFixture.people());
          CelebaFixture.write(folder.resolve("Eval/list_eval_partition.txt"), CelebaFixture.partition("", " "));
          CelebaFixture.images(folder.resolve("Img/img_align_celeba"), "jpg");
        }),
        layout("torchvision", folder -> CelebaFixture.flat(folder.resolve("celeba"))),
        layout("Kaggle's", folder -> {
          CelebaFixture.write(
              folder.resolve("list_attr_celeba.csv"),
              CelebaFixture.attributes("image_id,Blond_Hair,Male,Heavy_Makeup\n", ",", "-1", "jpg"));
          CelebaFixture.write(
              folder.resolve("list_eval_partition.csv"), CelebaFixture.partition("image_id,partition\n", ","));
          CelebaFixture.images(folder.resolve("img_align_celeba/img_align_celeba"), "jpg");
        }),
        layout("group DRO", folder -> {
          CelebaFixture.write(
              folder.resolve("data/list_attr_celeba.csv"),
              CelebaFixture.attributes("\uFEFF,Blond_Hair,Male,Heavy_Makeup\n", ",", "0", "jpg").replace("\n", "\r\n"));
          CelebaFixture.write(
              folder.resolve("data/list_eval_partition.csv"), CelebaFixture.partition("image_id,partition\n", ","));
          CelebaFixture.images(folder.resolve("data/img_align_celeba"), "jpg");
        }),
        layout("EIDOSLab", folder -> {
          CelebaFixture.write(
              folder.resolve("CelebA/list_attr_celeba.csv"),
              CelebaFixture.attributes("image Blond_Hair Male Heavy_Makeup\n", " ", "-1", "jpg"));
          CelebaFixture.write(
              folder.resolve("CelebA/list_eval_partition.csv"), CelebaFixture.partition("image,split\n", ","));
          CelebaFixture.images(folder.resolve("CelebA/img_align_celeba"), "jpg");
        }),
        layout("torchvision", folder -> {
          CelebaFixture.write(
              folder.resolve("list_attr_celeba.txt"),
              CelebaFixture.attributes("Blond_Hair Male Heavy_Makeup \n", " ", "-1", "jpg"));
          CelebaFixture.write(folder.resolve("list_eval_partition.txt"), CelebaFixture.partition("", " "));
          CelebaFixture.images(folder.resolve("img_align_celeba_png"), "png");
        }));
  }

  private static Arguments layout(String name, Consumer<Path> writer) {
    return arguments(name, writer);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void everyLayoutIsTheSameData(String name, Consumer<Path> writer) {
    writer.accept(home.resolve("celeba"));
    DataHome at = home();
    assertThat(new CelebA().layout(at)).anyMatch(line -> line.startsWith("layout: ") && line.contains(name));
    assertThat(new CelebA().files(at)).hasSizeGreaterThanOrEqualTo(122).allMatch(FileState::isIntact);
    Task task = open(Protocol.DISJOINT, "hair", new PoolSizes(20, 8, 12, 40));
    assertThat(task.train().in(Mix.asIs(), new Seed(1)).labels().groups().counts())
        .isDeepEqualTo(new int[][] {{5, 5}, {5, 5}});
    assertThat(task.train().in(Mix.asIs(), new Seed(1)).view().batch(new int[] {0}, 0, 1).pixels()).hasSize(64 * 64 * 3);
  }

  @Test
  void inThePublishedProtocolAFifthOfTheSmallestGroupIsKeptAndTheSampleIsBalanced() {
    CelebaFixture.flat(home.resolve("celeba"));
    assertThat(new CelebA().full(home(), Protocol.PUBLISHED)).isEqualTo(new PoolSizes(32, 0, 32, 40));
    Task task = open(Protocol.PUBLISHED, "hair", new PoolSizes(32, 0, 32, 40));
    assertThat(task.splits()).extracting(Task.Split::name)
        .containsExactly("test", "unbiased", "conflicting", "published-sample", "published-sample-conflicting");
    assertThat(task.split("published-sample").meaning()).contains("40 validation images");
    Sample half = task.split("published-sample-conflicting").pool().in(Mix.asIs(), new Seed(0));
    assertThat(half.labels().groups().counts()).isDeepEqualTo(new int[][] {{0, 10}, {10, 0}});
    assertThat(task.alignment().orElseThrow().aligned(1, 1)).isTrue();
    assertThat(task.privateAttribute().values()).containsExactly("male", "female");
    assertThat(task.train().id()).isEqualTo(task.attack().id());
  }

  @Test
  void peopleStayInOnePool() {
    CelebaFixture.flat(home.resolve("celeba"));
    CelebaFixture.write(home.resolve("celeba/identity_CelebA.txt"), CelebaFixture.people());
    CelebaTable table = CelebaTable.read(CelebaFiles.find(home.resolve("celeba")));
    Task task = open(Protocol.DISJOINT, "hair", new PoolSizes(16, 12, 12, 40));
    assertThat(table.person(4)).isEqualTo("101");
    assertThat(task.train().size() % 4 + task.attack().size() % 4 + task.validation().orElseThrow().size() % 4).isZero();
  }

  @Test
  void anyAttributeMayBeAskedAndWhatGoesWithItIsReadFromTheTrainingImages() {
    CelebaFixture.flat(home.resolve("celeba"));
    CelebA data = new CelebA(new CelebA().pictures(), "Heavy_Makeup");
    Task task =
        data.open(home(), data.condition("Blond_Hair"), Protocol.PUBLISHED, new PoolSizes(30, 0, 30, 40), new Seed(0));
    assertThat(task.alignment().orElseThrow().aligned(1, 1)).isTrue();
    assertThat(task.splits()).hasSize(3);
    assertThatThrownBy(() -> data.condition("Blond_Hare")).hasMessageContaining("did you mean 'Blond_Hair'");
    assertThatThrownBy(() -> data.condition("makeup")).hasMessageContaining("expected another attribute");
    assertThatThrownBy(() -> new CelebA(data.pictures(), "Sex")).hasMessageContaining("attribute of CelebA, was 'Sex'");
  }

  @Test
  void withoutFilesTheTaskIsKnownButNotItsImages() {
    Task task = open(Protocol.PUBLISHED, "makeup", new CelebA().full(home(), Protocol.PUBLISHED));
    assertThat(task.target().noun()).isEqualTo("make-up");
    assertThat(new CelebA().fingerprint(home())).isEmpty();
    assertThatThrownBy(() -> task.train().in(Mix.asIs(), new Seed(0)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected the files of CelebA, was none: see datasets/README.md");
    assertThat(new CelebA().files(home())).noneMatch(FileState::isPresent);
  }

  @Test
  void drawnFacesAreNotTakenForCollectedOnes() {
    CelebaFixture.flat(home.resolve("celeba"));
    CelebaFixture.flat(home.resolve("drawn-celeba"));
    CelebaFixture.write(home.resolve("celeba/DRAWN.txt"), "drawn");
    assertThat(new CelebA().files(home()).get(0).problem().orElseThrow()).contains("that is dataset drawn-celeba");
    assertThat(new DrawnCelebA().files(home()).get(0).problem().orElseThrow()).contains("that is dataset celeba");
  }

  @Test
  void imagesAreVerifiedOneByOne() throws Exception {
    CelebaFixture.flat(home.resolve("celeba"));
    Path images = home.resolve("celeba/img_align_celeba");
    Files.delete(images.resolve("000003.jpg"));
    CelebaFixture.write(images.resolve("000005.jpg"), "<html>Quota exceeded");
    CelebaFixture.write(images.resolve("000007.jpg"), CelebaFixture.picture(20, 20));
    List<String> problems = new CelebA().files(home()).stream().flatMap(file -> file.problem().stream()).toList();
    assertThat(problems).hasSize(3);
    assertThat(problems.get(0)).contains("000003.jpg").contains("missing");
    assertThat(problems.get(1)).contains("000005.jpg").contains("HTML");
    assertThat(problems.get(2)).contains("000007.jpg: expected 178 x 218 pixels, was 20 x 20");
  }

  static Stream<Arguments> bad() {
    String attributes = CelebaFixture.official();
    return Stream.of(
        arguments("attr", "<!DOCTYPE html>", "was HTML, of a download that failed"),
        arguments("attr", attributes.replaceFirst("000002.jpg  1", "000002.jpg  2"),
            "line 4: expected -1 or 1 in column Blond_Hair, was '2'"),
        arguments("attr", attributes.replaceFirst("000002.jpg  1", "000002.jpg  0"),
            "line 4: expected -1 or 0 for no, as the lines before have it"),
        arguments("attr", attributes.replaceFirst("120", "121"), "expected 121 images, as its first line says, was 120"),
        arguments("attr", attributes.replace("000002", "000001"), "line 4: expected each image once, was 000001.jpg again"),
        arguments("attr", attributes.replace("000002.jpg", "../x.jpg"), "line 4: expected the name of an image"),
        arguments("attr", attributes.replace("000002.jpg  1", "000002.jpg"), "line 4: expected a name and 3 values"),
        arguments("attr", "3\n", "line 2: expected a header"),
        arguments("attr", "Blond_Hair Male \n", "was a header alone"),
        arguments("part", CelebaFixture.partition("", " ").replace("000009.jpg 0", "000009.jpg 3"),
            "000009.jpg: expected 0, 1 or 2, was '3'"),
        arguments("part", CelebaFixture.partition("", " ").replace("000009.jpg 0\n", ""),
            "000009.jpg: expected 0, 1 or 2, was no line"),
        arguments("part", CelebaFixture.partition("", " ") + "000999.jpg 0\n", "000999.jpg: expected an image of"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badAnnotationsAreRefusedByFileLineAndValue(String which, String content, String expected) {
    Path folder = home.resolve("celeba");
    CelebaFixture.write(folder.resolve("list_attr_celeba.txt"), which.equals("attr") ? content : CelebaFixture.official());
    CelebaFixture.write(
        folder.resolve("list_eval_partition.txt"), which.equals("part") ? content : CelebaFixture.partition("", " "));
    CelebaFixture.images(folder.resolve("img_align_celeba"), "jpg");
    assertThatThrownBy(() -> CelebaTable.read(CelebaFiles.find(folder)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(expected)
        .hasMessageContaining("celeba");
  }

  @Test
  void twoFilesOfOneKindAreNotChosenFrom() {
    CelebaFixture.flat(home.resolve("celeba"));
    CelebaFixture.write(home.resolve("celeba/Anno/list_attr_celeba.csv"), "");
    assertThatThrownBy(() -> CelebaFiles.find(home.resolve("celeba")))
        .hasMessageContaining("expected one list_attr_celeba.txt or .csv, was 2");
    assertThatThrownBy(() -> CelebaFiles.find(home)).hasMessageContaining("was 2");
  }

  /** Boxes are of the pictures before they were cut, and nothing of them is used. */
  @Test
  void boxesAreNotLookedAtAndOtherChecksumsAreTold() {
    CelebaFixture.flat(home.resolve("celeba"));
    CelebaFixture.write(home.resolve("celeba/list_bbox_celeba.txt"), "<html>nonsense");
    assertThat(new CelebA().files(home())).allMatch(FileState::isIntact);
    assertThat(new CelebA().layout(home()))
        .anyMatch(line -> line.startsWith("list_attr_celeba.txt: not the official file (MD5 "));
  }

  @Test
  void aTargetThatAllImagesShareIsRefusedByName() {
    CelebaFixture.flat(home.resolve("celeba"));
    CelebaFixture.write(
        home.resolve("celeba/list_attr_celeba.txt"),
        CelebaFixture.official().replaceAll("(?m)^(\\d+\\.jpg) +-?1", "$1  -1"));
    assertThatThrownBy(() -> open(Protocol.DISJOINT, "hair", new PoolSizes(20, 8, 12, 40)))
        .isInstanceOf(DataException.class)
        .hasMessageMatching("images for training: expected at least two values of .*, was not blond alone");
  }

  @Test
  void theOrderOfLinesDoesNotMatter() {
    CelebaFixture.flat(home.resolve("celeba"));
    String before = new CelebA().full(home(), Protocol.DISJOINT).toString();
    Task task = open(Protocol.PUBLISHED, "hair", new PoolSizes(30, 0, 30, 40));
    List<String> lines = CelebaFixture.partition("", " ").lines().sorted(Comparator.reverseOrder()).toList();
    CelebaFixture.write(home.resolve("celeba/list_eval_partition.txt"), String.join("\n", lines));
    assertThat(new CelebA().full(home(), Protocol.DISJOINT)).hasToString(before);
    Task again = open(Protocol.PUBLISHED, "hair", new PoolSizes(30, 0, 30, 40));
    assertThat(again.split("published-sample").pool().id()).isEqualTo(task.split("published-sample").pool().id());
  }

  private DataHome home() {
    return new DataHome(home, "test");
  }

  private Task open(Protocol protocol, String condition, PoolSizes sizes) {
    CelebA data = new CelebA();
    return data.open(home(), data.condition(condition), protocol, sizes, new Seed(7));
  }
}

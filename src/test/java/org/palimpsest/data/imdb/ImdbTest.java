package org.palimpsest.data.imdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset.FileState;
import org.palimpsest.data.Groups;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task;
import org.palimpsest.data.imdb.ImdbData.DrawnImdb;
import org.palimpsest.data.imdb.ImdbData.Imdb;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Sha256;

/** IMDB's lists, in the form of drawn faces and of CSV files. */
class ImdbTest {

  private static final int IMAGES = 400;

  @TempDir static Path home;

  @TempDir Path other;

  private static Path folder;
  private static ImdbFaces listed;

  @BeforeAll
  static void draw() throws IOException {
    folder = home.resolve(DrawnImdb.NAME);
    new DrawnImdbFiles(IMAGES).write(folder, (done, of) -> {});
    listed = ImdbFaces.listed(folder);
  }

  @Test
  void theRealReadersFindEverythingRight() {
    List<FileState> files = new DrawnImdb().files(new DataHome(home, "test"));
    assertThat(files).hasSize(4 + listed.faces().size()).allMatch(FileState::isIntact);
    assertThat(listed.source()).isEqualTo("lists of Kim et al., in which gender 1 is female");
    assertThat(listed.overlap()).isZero();
    assertThat(new DrawnImdb().layout(new DataHome(home, "test"))).anyMatch(line -> line.contains("refused: none"));
  }

  @Test
  void listsAreBiasedAndTheTestListIsNot() {
    for (int set = 1; set <= 2; set++) {
      int biased = set;
      assertThat(Arrays.stream(listed.list(set - 1)).mapToObj(listed.faces()::get)).isNotEmpty()
          .allMatch(face -> face.biased(biased));
    }
    Task task = open(Protocol.PUBLISHED, "EB1", ImdbQuestion.YOUNG, sizes(Protocol.PUBLISHED, ImdbQuestion.YOUNG));
    Groups test = task.split("test").pool().in(Mix.asIs(), new Seed(0)).labels().groups();
    assertThat(test.empty()).isZero();
    Groups train = task.train().in(Mix.asIs(), new Seed(0)).labels().groups();
    assertThat(train.count(0, 1) + train.count(1, 0)).isZero();
    assertThat(task.alignment().orElseThrow().aligned(0, 0)).isTrue();
    assertThat(task.splits()).extracting(Task.Split::name).containsExactly("test", "unbiased", "conflicting", "other-list");
    assertThat(open(Protocol.PUBLISHED, "EB2", ImdbQuestion.SEX, sizes(Protocol.PUBLISHED, ImdbQuestion.SEX)).splits())
        .extracting(Task.Split::name).containsExactly("test", "conflicting", "other-list");
  }

  @Test
  void inTheDisjointProtocolTheAttackerHasBothSexesAtEveryAge() {
    PoolSizes sizes = sizes(Protocol.DISJOINT, ImdbQuestion.YOUNG);
    Task task = open(Protocol.DISJOINT, "EB1", ImdbQuestion.YOUNG, sizes);
    assertThat(task.attack().in(Mix.balanced(), new Seed(0)).labels().groups().empty()).isZero();
    assertThat(sizes.attackTrain()).isEqualTo((listed.list(2).length + 3) / 4);
  }

  @Test
  void listsRebuiltFromTheMatFileSayWhatTheyRefused() {
    ImdbFaces rebuilt = ImdbMat.rebuilt(folder);
    assertThat(rebuilt.refused().keySet())
        .containsExactly("a second face", "age outside 0 to 100", "no face found", "sex not known");
    int refused = rebuilt.refused().values().stream().mapToInt(n -> n).sum();
    assertThat(refused).isBetween(20, 80);
    assertThat(rebuilt.faces()).hasSize(IMAGES - refused);
    assertThat(people(rebuilt, 2)).doesNotContainAnyElementsOf(people(rebuilt, 0));
    assertThat(open(Protocol.PUBLISHED, "EB1-rebuilt", ImdbQuestion.AGE, new PoolSizes(40, 0, 40, 30)).splits())
        .extracting(Task.Split::name).contains("other-list");
  }

  private static List<String> people(ImdbFaces faces, int list) {
    return Arrays.stream(faces.list(list)).mapToObj(n -> faces.faces().get(n).person()).distinct().toList();
  }

  @Test
  void csvFilesAreTheSameListsWhateverCodeStandsForWomen() throws IOException {
    for (int woman = 0; woman < 2; woman++) {
      for (int l = 0; l < 3; l++) {
        int code = woman;
        String rows = Arrays.stream(listed.list(l)).mapToObj(listed.faces()::get)
            .map(face -> "%s,%d,%d".formatted(face.path(), face.age(), face.male() ? 1 - code : code))
            .collect(Collectors.joining("\n", "image,age,gender\n", "\n"));
        Files.createDirectories(other.resolve("imdb_crop"));
        Files.writeString(other.resolve("imdb_crop").resolve(ImdbFaces.NAMES.get(l) + ".csv"), rows);
      }
      ImdbFaces read = ImdbFaces.listed(other);
      assertThat(read.faces()).isEqualTo(listed.faces());
      assertThat(read.source()).contains("gender " + woman + " is female");
    }
    Files.writeString(other.resolve("imdb_crop/EB1.csv"), "image,age,gender\n01/nm1_a.jpg,20,0\n01/nm2_b.jpg,20,1\n");
    assertThatThrownBy(() -> ImdbFaces.listed(other)).isInstanceOf(DataException.class)
        .hasMessageContaining("EB1.csv: expected in EB1 women under 30").hasMessageContaining("of age 20 is a man in EB1");
    Files.writeString(other.resolve("imdb_crop/EB1.csv"), "image,age,gender\n../../x.jpg,20,1\n01/y.jpg,2014,1\n");
    assertThatThrownBy(() -> ImdbFaces.listed(other)).hasMessageContaining("expected a path below imdb_crop");
    Files.copy(folder.resolve("imdb_age_gender.npy"), other.resolve("imdb_age_gender.npy"));
    assertThatThrownBy(() -> ImdbFaces.listed(other)).hasMessageContaining("was both");
  }

  @Test
  void impossibleAgesAreCounted() {
    List<ImdbFaces.Entry> young = List.of(new ImdbFaces.Entry("a.jpg", 20, 0), new ImdbFaces.Entry("b.jpg", 2014, 0));
    List<ImdbFaces.Entry> old = List.of(new ImdbFaces.Entry("c.jpg", 50, 0), new ImdbFaces.Entry("d.jpg", 50, -1));
    ImdbFaces faces = ImdbFaces.of(home, List.of(home), "test", List.of(young, old, List.of()));
    assertThat(faces.refused()).containsEntry("age outside 0 to 100", 1).containsEntry("sex not known", 1);
    assertThat(ImdbFace.bin(19)).isZero();
    assertThat(ImdbFace.bin(20)).isOne();
    assertThat(ImdbFace.bin(100)).isEqualTo(11);
    assertThat(ImdbFace.AGE.values()).hasSize(12).contains("35-39", "70-100");
  }

  @Test
  void withoutFilesTheTaskIsKnown() {
    Imdb data = new Imdb();
    DataHome at = new DataHome(other, "test");
    Task task =
        data.open(at, Condition.named("EB1"), Protocol.PUBLISHED, data.full(at, Protocol.PUBLISHED), new Seed(0));
    assertThat(task.target().size()).isEqualTo(12);
    assertThatThrownBy(() -> task.train().in(Mix.asIs(), new Seed(0))).hasMessageContaining("expected the files of IMDB");
    assertThatThrownBy(() -> data.condition("EB3")).hasMessageContaining("expected EB1, EB2");
  }

  @Test
  void bitsAreTheSameEverywhere() throws IOException {
    StringBuilder hashes = new StringBuilder();
    for (Path file : List.of(folder.resolve("imdb_crop/imdb.mat"), folder.resolve("imdb_age_gender.npy"),
        folder.resolve("imdb_crop").resolve(listed.faces().get(0).path()))) {
      hashes.append(Sha256.of(Files.readAllBytes(file)));
    }
    assertThat(Sha256.of(hashes.toString().getBytes())).isEqualTo("4b441d0cf673f0e739c8f06c4e2d25334b3e1b20f36ea6b51a8800e2e0f3ea47");
  }

  private static PoolSizes sizes(Protocol protocol, ImdbQuestion question) {
    return new DrawnImdb(new DrawnImdb().pictures(), question).full(new DataHome(home, "test"), protocol);
  }

  private static Task open(Protocol protocol, String condition, ImdbQuestion question, PoolSizes sizes) {
    DrawnImdb data = new DrawnImdb(new DrawnImdb().pictures(), question);
    return data.open(new DataHome(home, "test"), data.condition(condition), protocol, sizes, new Seed(3));
  }
}

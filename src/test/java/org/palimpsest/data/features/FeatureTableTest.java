package org.palimpsest.data.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Images;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task;
import org.palimpsest.random.Seed;

/** Labels are joined to features, and rows divided, as was asked; what does not fit is refused by file and line. */
class FeatureTableTest {

  private static final int ROWS = 200;
  private static final DataHome NOWHERE = new DataHome(Path.of("."), "test");

  @TempDir private Path folder;

  /** Row i has the features i and -i, sex by i % 2, job by i % 3, age i, person i / 4. */
  @BeforeEach
  void writeFiles() throws IOException {
    try (NpyWriter npy = NpyWriter.doubles(folder.resolve("x.npy"), ROWS, 2)) {
      for (int i = 0; i < ROWS; i++) {
        npy.row(new double[] {i, -i}, 0);
      }
    }
    labels(i -> row(i));
  }

  private static String row(int i) {
    return "%d,p%d,%s,j%d,%d,h%d,%s,".formatted(i, i, i % 2 == 0 ? "f" : "m", i % 3, i, i / 4, List.of("train", "val", "test").get(i / 4 % 3));
  }

  private interface Line {
    String of(int row);
  }

  private void labels(Line line) throws IOException {
    Files.writeString(
        folder.resolve("labels.csv"),
        "n,id,sex,job,age,person,split,empty\n"
            + IntStream.range(0, ROWS).mapToObj(line::of).filter(text -> !text.isEmpty()).collect(Collectors.joining("\n", "", "\n")));
  }

  private FeatureTable table(String file, String id, String target, String secret, Map<String, List<Double>> bins, String split, String group, boolean drop) {
    return new FeatureTable(
        List.of("x"), List.of(folder.resolve(file).toString()), folder.resolve("labels.csv").toString(),
        Optional.ofNullable(id), Optional.ofNullable(target), secret, bins, Optional.ofNullable(split),
        Optional.ofNullable(group), drop, target != null, 0);
  }

  private FeatureTable usual(String target, String secret) {
    return table("x.npy", null, target, secret, Map.of(), null, null, false);
  }

  private static Task open(FeatureTable table) {
    return table.open(NOWHERE, Condition.ALL, Protocol.DISJOINT, table.full(NOWHERE, Protocol.DISJOINT), new Seed(0));
  }

  /** The numbers of the rows in a pool, which are their first features. */
  private static int[] rows(Images images) {
    float[] row = new float[images.shape().volume()];
    return IntStream.range(0, images.size()).map(i -> { images.write(i, row, 0); return (int) row[0]; }).toArray();
  }

  private static Map<String, Images> parties(Task task) {
    return Map.of(
        "fit", task.train().in(Mix.asIs(), new Seed(0)).images(), "attack", task.attack().in(Mix.asIs(), new Seed(0)).images(),
        "test", task.split("test").pool().in(Mix.asIs(), new Seed(0)).images());
  }

  @Test
  void everyRowHasItsLabelsAndOneParty() {
    Set<Integer> seen = new HashSet<>();
    for (Images images : parties(open(usual("job", "sex"))).values()) {
      int[] rows = rows(images);
      for (int i = 0; i < rows.length; i++) {
        assertThat(seen.add(rows[i])).isTrue();
        assertThat(images.labels().privateAttribute().values().get(images.privateAttribute(i))).isEqualTo(rows[i] % 2 == 0 ? "f" : "m");
        assertThat(images.labels().target().values().get(images.target(i))).isEqualTo("j" + rows[i] % 3);
      }
    }
    assertThat(seen).hasSize(ROWS);
  }

  @Test
  void withoutTargetAttackersHaveAllButTheTests() {
    Map<String, Images> parties = parties(open(usual(null, "sex")));
    assertThat(parties.get("test").size()).isEqualTo(50);
    assertThat(rows(parties.get("attack"))).containsExactly(rows(parties.get("fit"))).hasSize(150);
  }

  @Test
  void aGivenSplitIsKeptAndADrawnOneKeepsGroupsTogether() {
    Map<String, Images> given = parties(open(table("x.npy", null, "job", "sex", Map.of(), "split", "person", false)));
    assertThat(Arrays.stream(rows(given.get("fit"))).boxed()).allMatch(i -> i / 4 % 3 == 0).hasSize(68);
    assertThat(Arrays.stream(rows(given.get("attack"))).boxed()).allMatch(i -> i / 4 % 3 == 1);
    Map<String, Images> drawn = parties(open(table("x.npy", null, "job", "sex", Map.of(), null, "person", false)));
    Map<Integer, String> partyOf = new java.util.HashMap<>();
    drawn.forEach((party, images) ->
        Arrays.stream(rows(images)).forEach(i -> assertThat(partyOf.merge(i / 4, party, (a, b) -> a.equals(b) ? a : "two")).isEqualTo(party)));
  }

  @Test
  void aQuantityIsPutInBins() {
    Task quarters = open(table("x.npy", null, null, "age", Map.of("age", List.of(4.0)), null, null, false));
    assertThat(quarters.privateAttribute().values()).containsExactly("0 to 50", "50 to 100", "100 to 150", "150 to 199");
    Task edges = open(table("x.npy", null, null, "age", Map.of("age", List.of(0.0, 20.5, 199.0)), null, null, false));
    assertThat(edges.privateAttribute().centres()).containsExactly(10.25, 109.75);
    Images test = parties(edges).get("test");
    int[] rows = rows(test);
    for (int i = 0; i < rows.length; i++) {
      assertThat(test.privateAttribute(i)).isEqualTo(rows[i] < 20.5 ? 0 : 1);
    }
  }

  @Test
  void joinsByIdInWhateverOrder() throws IOException {
    String text = IntStream.range(0, ROWS).map(i -> ROWS - 1 - i).mapToObj(i -> "p%d,%d,%d".formatted(i, i, -i)).collect(Collectors.joining("\n"));
    Files.writeString(folder.resolve("x.csv"), "id,a,b\n" + text + "\n");
    Images attack = parties(open(table("x.csv", "id", null, "sex", Map.of(), null, null, false))).get("attack");
    int[] rows = rows(attack);
    for (int i = 0; i < rows.length; i++) {
      assertThat(attack.privateAttribute(i)).isEqualTo(rows[i] % 2);
    }
    labels(i -> i == 7 ? row(8) : row(i));
    refused(table("x.csv", "id", null, "sex", Map.of(), null, null, false), "labels.csv: line 10: column id: expected each id once, was 'p8' as in line 9");
    labels(i -> i == 7 ? "" : row(i));
    refused(table("x.csv", "id", null, "sex", Map.of(), null, null, false), "x.csv: line 194: expected an id that column id of", "'p7'; 1 of 200 rows have no labels");
    Files.writeString(folder.resolve("x.csv"), "id,a,b\np1,1,2\np1,3,4\n");
    refused(table("x.csv", "id", null, "sex", Map.of(), null, null, false), "x.csv: line 3: expected each id once, was 'p1' as in line 2");
  }

  @Test
  void whatDoesNotFitIsRefusedWithFileLineAndRemedy() throws IOException {
    refused(table("x.npy", null, null, "sexe", Map.of(), null, null, false), "labels.csv: line 1: expected a column 'sexe', as --private names it", "did you mean 'sex'");
    refused(table("x.npy", null, null, "age", Map.of(), null, null, false), "column age: expected classes, was 200 different numbers; put a quantity in bins with --bins age=4");
    refused(table("x.npy", null, null, "sex", Map.of("sex", List.of(2.0)), null, null, false), "labels.csv: line 2: column sex: expected a number, as it is put in bins, was 'f'");
    refused(table("x.npy", null, null, "age", Map.of("age", List.of(0.0, 10.0, 20.0)), null, null, false), "labels.csv: line 23: column age: expected 0 to 20");
    refused(table("x.npy", null, null, "empty", Map.of(), null, null, false), "labels.csv: line 2: column empty: expected a value, was empty, as in 200 of all lines; --drop-missing");
    refused(table("x.npy", null, null, "sex", Map.of(), "job", null, false), "line 2: column job: expected train, validation (or attack) or test, was 'j0'");
    refused(table("x.npy", null, "job", "sex", Map.of(), "split", "job", false), "expected all rows of 'j", "on one side of the split", "leave --split away");
    labels(i -> i < 199 ? row(i) : "");
    refused(usual(null, "sex"), "labels.csv: expected a line for each of the 200 rows of", "was 199");
    labels(i -> row(i).replace(",m,", ",f,"));
    refused(usual(null, "sex"), "column sex: expected two different values or more, was 'f' alone");
    labels(i -> i == 5 ? row(i).replace(",m,", ",x,") : row(i));
    refused(usual(null, "sex"), "column sex: expected rows with 'x' for", "was none (of 1 that have it)");
    labels(i -> i % 10 == 0 ? row(i).replace(",f,", ",,") : row(i));
    refused(usual(null, "sex"), "line 2: column sex: expected a value, was empty, as in 20 of all lines");
    assertThat(Arrays.stream(rows(parties(open(table("x.npy", null, null, "sex", Map.of(), null, null, true))).get("attack"))).boxed()).noneMatch(i -> i % 10 == 0);
    assertThatThrownBy(() -> LabelTable.read("y.npy")).hasMessageContaining("y.ravel()}).to_csv('labels.csv', index=False)");
    assertThatThrownBy(() -> table("x.npy", null, "sex", "sex", Map.of(), null, null, false)).hasMessageContaining("another column");
  }

  private static void refused(FeatureTable table, String... parts) {
    var refusal = assertThatThrownBy(() -> open(table)).isInstanceOf(DataException.class);
    for (String part : parts) {
      refusal.hasMessageContaining(part);
    }
  }

  /** More rows for tests than tell an accuracy to a third of a point would only take time. */
  @Test
  void ofVeryManyRowsSoManyAreForTestsAndNoMore() throws IOException {
    Path file = Files.writeString(folder.resolve("short.csv"), "sex\nf\n");
    int n = 500_000;
    Labels labels =
        new Labels(
            Attribute.NONE, Attribute.of("sex", "sex", List.of("f", "m")), new int[n],
            IntStream.range(0, n).map(i -> i % 2).toArray());
    RowParties parties =
        RowParties.of(
            LabelTable.read(file.toString()), new int[n], labels, Optional.empty(), Optional.empty(), false, n, new Seed(0));
    assertThat(parties.test().length).isEqualTo(RowParties.MOST_TESTED);
    assertThat(parties.attack().length).isEqualTo(n - RowParties.MOST_TESTED);
  }
}

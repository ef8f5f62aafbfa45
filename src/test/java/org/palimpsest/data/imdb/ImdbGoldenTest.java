package org.palimpsest.data.imdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.Period;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.DataException;
import org.palimpsest.data.pickle.Unpickler.Bytes;
import org.palimpsest.fuzz.Mutations;
import org.palimpsest.golden.GoldenFiles;
import org.palimpsest.random.Sha256;

/** IMDB's annotations as scipy, NumPy and scikit-learn write and read them. */
class ImdbGoldenTest {

  private static final JsonNode EXPECTED = GoldenFiles.json("formats/imdb/expected.json");

  @Test
  void theMatFileHasTheAgesOfItsAuthors() throws IOException {
    List<ImdbMat.Row> rows = ImdbMat.rows("imdb.mat", content("imdb.mat"));
    assertThat(rows).hasSize(6);
    for (int i = 0; i < rows.size(); i++) {
      double birth = EXPECTED.path("dob_datenum").path(i).asDouble();
      int taken = EXPECTED.path("photo_taken").path(i).asInt();
      assertThat(ImdbFace.age(birth, taken)).isEqualTo(EXPECTED.path("age_rothe").path(i).asInt());
    }
    assertThat(rows.get(0).refusal()).isEqualTo("a second face");
    assertThat(rows.get(1).refusal()).isEqualTo("born before 1850, or never");
    assertThat(rows.get(2).refusal()).isEqualTo("sex not known");
    assertThat(rows.get(3).face()).contains(new ImdbFace(EXPECTED.path("full_path").path(3).asText(), 29, true));
    assertThat(rows.get(4).refusal()).isEqualTo("no face found");
    assertThat(rows.get(5).refusal()).isEqualTo("age outside 0 to 100");
  }

  @Test
  void onlyThoseBornOnTheFirstOfJulyAreAYearTooYoung() {
    for (int day = 0; day < 20_000; day += 7) {
      LocalDate birth = LocalDate.of(1930, 1, 1).plusDays(day);
      int calendar = Period.between(birth, LocalDate.of(2000, 7, 1)).getYears();
      boolean july = birth.getMonthValue() == 7 && birth.getDayOfMonth() == 1;
      assertThat(ImdbFace.age(birth.toEpochDay() + 719_529, 2000)).isEqualTo(july ? calendar - 1 : calendar);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"p2", "p3", "p4"})
  void dictionariesOfAllProtocolsAreRead(String protocol) throws IOException {
    Map<?, ?> about = (Map<?, ?>) read("imdb_age_gender_%s.npy".formatted(protocol)).get(0);
    assertThat(about).hasSize(6);
    about.forEach((path, values) -> {
      JsonNode expected = EXPECTED.path("lnl").path(((Bytes) path).text());
      ImdbFaces.Entry entry = ImdbFaces.Entry.of("", ((Map<?, ?>) values).get("age"), ((Map<?, ?>) values).get("gender"));
      assertThat(entry.age()).isEqualTo(expected.path("age").asLong());
      assertThat(entry.gender()).isEqualTo(expected.path("gender").asLong());
    });
    Map<?, ?> split = (Map<?, ?>) read("imdb_split_%s.npy".formatted(protocol)).get(0);
    assertThat(split.keySet().stream().map(String::valueOf)).contains("train_list", "test_list");
  }

  @Test
  void listsOfAllTypesAreRead() throws IOException {
    List<Object> texts = read("eb1_img_list_U.npy");
    assertThat(texts).isNotEmpty().allMatch(path -> ((String) path).endsWith(".jpg"));
    assertThat(read("eb1_img_list_S.npy")).isEqualTo(texts);
    assertThat(read("eb1_img_list_O.npy")).isEqualTo(texts);
  }

  @Test
  void nothingIsRunAndDamageIsRefused() throws Exception {
    assertThatThrownBy(() -> read("bad_evil.npy")).isInstanceOf(DataException.class).hasMessageContaining("bad_evil.npy")
        .hasMessageContaining("global: expected one that is allowed");
    for (String file : List.of("imdb_age_gender_p2.npy", "eb1_img_list_U.npy")) {
      Mutations.check(content(file), file, bytes -> NumpyFile.read(file, bytes), DataException.class);
    }
  }

  @Test
  void foldsAreScikitLearns() {
    JsonNode folds = GoldenFiles.json("formats/splits/expected.json").path("imdb_fold0");
    assertThat(places(new int[23])).containsExactly(ints(folds.path("constant_stratum_23").path("valid_idx")));
    assertThat(places(ints(folds.path("gender_19").path("y"))))
        .containsExactly(ints(folds.path("gender_19").path("valid_idx")));
    int[] many = places(new int[13_129]);
    assertThat(many).hasSize(3283);
    String joined = Arrays.stream(many).mapToObj(Integer::toString).collect(Collectors.joining(","));
    assertThat(Sha256.of(joined.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(folds.path("constant_stratum_13129").path("valid_sha256_of_comma_joined").asText());
  }

  private static int[] places(int[] strata) {
    boolean[] first = ImdbImages.firstFold(strata);
    return IntStream.range(0, first.length).filter(i -> first[i]).toArray();
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }

  private static List<Object> read(String file) throws IOException {
    return NumpyFile.read(file, content(file));
  }

  private static byte[] content(String file) throws IOException {
    Path path = GoldenFiles.root().resolve("formats/imdb").resolve(file);
    return Files.readAllBytes(path);
  }
}

package org.palimpsest.data.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.DataException;
import org.palimpsest.data.pickle.NumpyGlobals.NumpyArray;
import org.palimpsest.data.pickle.Unpickler.Bytes;
import org.palimpsest.fuzz.Mutations;
import org.palimpsest.golden.GoldenFiles;

/** NumPy's arrays of objects, written by it in pickles of three protocols. */
class NumpyPickleGoldenTest {

  /** What follows the header of an {@code .npy} file. */
  private static byte[] pickle(String file) throws IOException {
    byte[] content = Files.readAllBytes(GoldenFiles.root().resolve("formats/imdb/" + file));
    int header = 10 + (content[8] & 0xff) + 256 * (content[9] & 0xff);
    return Arrays.copyOfRange(content, header, content.length);
  }

  private static Object read(byte[] pickle) {
    return new Unpickler("imdb.npy", ByteBuffer.wrap(pickle), new NumpyGlobals()).read();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void readsDictionariesOfBytes(int protocol) throws IOException {
    NumpyArray array = (NumpyArray) read(pickle("imdb_age_gender_p%d.npy".formatted(protocol)));
    assertThat(array.shape()).isEmpty();
    Map<Object, Object> people = Unpickler.map(array.values().get(0));
    JsonNode expected = GoldenFiles.json("formats/imdb/expected.json").get("lnl");
    assertThat(people).hasSize(expected.size());
    people.forEach(
        (key, value) -> {
          JsonNode person = expected.get(((Bytes) key).text());
          assertThat(Unpickler.whole(Unpickler.map(value).get("age"))).isEqualTo(person.get("age").asLong());
          assertThat(((Number) Unpickler.map(value).get("gender")).longValue()).isEqualTo(person.get("gender").asLong());
        });
  }

  @Test
  void readsListsAndArraysOfText() throws IOException {
    for (int protocol = 2; protocol <= 4; protocol++) {
      NumpyArray split = (NumpyArray) read(pickle("imdb_split_p%d.npy".formatted(protocol)));
      Map<Object, Object> lists = Unpickler.map(split.values().get(0));
      assertThat(lists.keySet()).isEqualTo(Set.of("train_list", "test_list"));
      assertThat(Unpickler.items(lists.get("train_list"))).isNotEmpty().allMatch(String.class::isInstance);
    }
    NumpyArray list = (NumpyArray) read(pickle("eb1_img_list_O.npy"));
    assertThat(list.shape()).isEqualTo(List.of(list.values().size()));
    assertThat(list.values()).allMatch(path -> path.toString().endsWith(".jpg"));
  }

  @Test
  void constructsNothingByName() {
    assertThatThrownBy(() -> read(pickle("bad_evil.npy")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("global: expected one that is allowed, was 'posix system'");
  }

  @Test
  void refusesDamageByName() throws Exception {
    Mutations.check(pickle("imdb_age_gender_p2.npy"), "imdb.npy", NumpyPickleGoldenTest::read, DataException.class);
  }
}

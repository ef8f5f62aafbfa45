package org.palimpsest.data.celeba;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.golden.GoldenFiles;
import org.palimpsest.random.NumpyRandom;
import org.palimpsest.random.Sha256;

/** Which images the published test sets hold, against pandas. */
class PublishedSampleGoldenTest {

  private static final JsonNode SPLITS = GoldenFiles.json("formats/splits/expected.json");
  private static final List<String> GROUPS = List.of("0,male", "0,female", "1,male", "1,female");

  @TempDir Path folder;

  @Test
  void permutationsAreNumpys() {
    assertThat(new NumpyRandom(42).permutation(10)).containsExactly(ints(SPLITS.path("permutation_10")));
    assertThat(new NumpyRandom(42).permutation(1)).containsExactly(0);
  }

  @Test
  void samplesArePandas() {
    int hashes = 0;
    for (JsonNode split : SPLITS.path("celeba")) {
      for (JsonNode group : split) {
        int size = group.path("n").asInt();
        if (group.has("positions")) {
          int[] positions = ints(group.path("positions"));
          assertThat(NumpyRandom.sample(size, positions.length, 42)).containsExactly(positions);
        } else {
          int[] drawn = NumpyRandom.sample(size, split.toString().contains("16471") ? 182 : 277, 42);
          assertThat(Arrays.copyOf(drawn, 8)).containsExactly(ints(group.path("first8")));
          assertThat(Arrays.stream(drawn).asLongStream().sum()).isEqualTo(group.path("sum").asLong());
          assertThat(hash(drawn)).isEqualTo(group.path("sha256_of_comma_joined").asText());
          hashes++;
        }
      }
    }
    assertThat(hashes).isEqualTo(8);
  }

  /** The official validation images in number, in an order that mixes the groups, and few training images. */
  @Test
  void the36And728ImagesAreThoseOfThePublishedCode() throws IOException {
    CelebaImages makeup = validation("Heavy_Makeup", 8449, 3667, 9, 7742);
    assertThat(makeup.sample()).hasSize(36).containsExactly(expected(makeup, "Heavy_Makeup validation", 9));
    assertThat(makeup.conflictingSample()).hasSize(18);
    assertThat(makeup.sample()).contains(makeup.conflictingSample());
    CelebaImages hair = validation("Blond_Hair", 8276, 8535, 182, 2874);
    assertThat(hair.sample()).hasSize(728).containsExactly(expected(hair, "Blond_Hair validation", 182));
    assertThat(hair.conflictingSample()).hasSize(364);
    assertThat(hair.valid()).hasSize(4);
  }

  /** Rows of the validation images at the places of the golden file, ascending. */
  private static int[] expected(CelebaImages images, String split, int count) {
    String key =
        SPLITS.path("celeba").propertyStream().map(entry -> entry.getKey()).filter(k -> k.startsWith(split)).findFirst()
            .orElseThrow();
    List<Integer> rows = new ArrayList<>();
    for (int group = 0; group < 4; group++) {
      int wanted = group;
      int[] members =
          Arrays.stream(images.table().rows(CelebaTable.VALIDATION))
              .filter(r -> images.labels().targets()[r] * 2 + images.labels().privateAttributes()[r] == wanted)
              .toArray();
      JsonNode golden = SPLITS.path("celeba").path(key).path(GROUPS.get(group));
      assertThat(members).hasSize(golden.path("n").asInt());
      int[] positions =
          golden.has("positions") ? ints(golden.path("positions")) : NumpyRandom.sample(members.length, count, 42);
      Arrays.stream(positions).forEach(p -> rows.add(members[p]));
    }
    return rows.stream().sorted().mapToInt(r -> r).toArray();
  }

  private CelebaImages validation(String attribute, int... counts) throws IOException {
    List<int[]> rows = new ArrayList<>();
    for (int g = 0; g < 4; g++) {
      for (int i = 0; i < 5; i++) {
        rows.add(new int[] {g, 0});
      }
    }
    int[] left = counts.clone();
    for (int g = 0; Arrays.stream(left).sum() > 0; g = (g + 1) % 4) {
      if (left[g] > 0) {
        left[g]--;
        rows.add(new int[] {g, 1});
      }
    }
    StringBuilder attributes = new StringBuilder(rows.size() + "\n" + attribute + " Male \n");
    StringBuilder partition = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      int group = rows.get(i)[0];
      attributes.append("%06d.jpg %2d %2d%n".formatted(i + 1, group / 2 * 2 - 1, 1 - group % 2 * 2));
      partition.append("%06d.jpg %d%n".formatted(i + 1, rows.get(i)[1]));
    }
    Files.writeString(folder.resolve("list_attr_celeba.txt"), attributes);
    Files.writeString(folder.resolve("list_eval_partition.txt"), partition);
    Files.createDirectories(folder.resolve("img_align_celeba"));
    CelebaTable table = CelebaTable.read(CelebaFiles.find(folder));
    return CelebaImages.of(
        table, CelebaQuestion.of(CelebaQuestion.condition(attribute), CelebaQuestion.MALE));
  }

  private static String hash(int[] values) {
    String text = IntStream.of(values).mapToObj(Integer::toString).collect(Collectors.joining(","));
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }
}

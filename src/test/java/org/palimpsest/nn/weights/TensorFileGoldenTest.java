package org.palimpsest.nn.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.DataException;
import org.palimpsest.fuzz.Mutations;
import org.palimpsest.golden.GoldenFiles;
import org.palimpsest.nn.weights.TensorFile.Tensor;
import org.palimpsest.random.Seed;

/** Eight tensors in every form that PyTorch and safetensors give them. */
class TensorFileGoldenTest {

  @TempDir private Path folder;

  private static Path golden(String name) {
    return GoldenFiles.root().resolve("formats/weights/" + name);
  }

  @ParameterizedTest
  @CsvSource({
    "zip.pth, 0", "legacy.pth, 0", "parameters.pth, 0", "double.pth, 0", "half.pth, 1e-3", "model.safetensors, 0",
    "eidoslab_checkpoint.pth, 0"
  })
  void readsTheSameState(String file, double tolerance) {
    Map<String, Tensor> tensors = TensorFile.read(golden(file)).tensors();
    JsonNode expected = GoldenFiles.json("formats/weights/expected.json").get("state");
    String prefix = file.startsWith("eidoslab") ? "m." : "";
    assertThat(tensors).hasSize(expected.size());
    for (Map.Entry<String, JsonNode> entry : expected.properties()) {
      Tensor tensor = tensors.get(prefix + entry.getKey());
      assertThat(tensor.shape()).hasSize(entry.getValue().get("shape").size());
      for (int i = 0; i < tensor.values().length; i++) {
        double value = entry.getValue().get("values").get(i).asDouble();
        assertThat(Math.abs(tensor.values()[i] - (float) value))
            .isLessThanOrEqualTo((float) (tolerance * Math.abs(value)));
      }
    }
  }

  @Test
  void followsStridesAndOffsets() {
    Map<String, Tensor> tensors = TensorFile.read(golden("views.pth")).tensors();
    JsonNode views = GoldenFiles.json("formats/weights/expected.json").get("views");
    for (String name : List.of("transposed", "slice")) {
      JsonNode rows = views.get(name);
      assertThat(tensors.get(name).shape()).isEqualTo(List.of(rows.size(), rows.get(0).size()));
      for (int i = 0; i < tensors.get(name).values().length; i++) {
        int columns = rows.get(0).size();
        assertThat(tensors.get(name).values()[i]).isEqualTo(rows.get(i / columns).get(i % columns).floatValue());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "bad_evil.pth | global: expected one that is allowed, was 'posix system'",
    "bad_truncated.pth | expected a whole zip, was damaged or cut off",
    "bad_header.safetensors | header: expected 2 to 1120 bytes, was",
    "bad_short.safetensors | data: expected 544 bytes, as the header has, was 536",
    "none.pth | there is no such file"
  })
  void refuses(String file, String reason) {
    assertThatThrownBy(() -> TensorFile.read(golden(file)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesWhatIsNotWhatItsNameSays() throws IOException {
    Path file = folder.resolve("resnet18-f37072fd.pth");
    Files.copy(golden("zip.pth"), file);
    assertThatThrownBy(() -> TensorFile.read(file))
        .hasMessageContaining("expected a SHA-256 that begins with f37072fd, as the name says, was ");
    Path page = Files.writeString(folder.resolve("weights.pth"), "<html>quota exceeded</html>");
    assertThatThrownBy(() -> TensorFile.read(page)).hasMessageContaining("was HTML, as a failed download leaves");
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Map<String, Tensor> tensors = TensorFile.read(golden("model.safetensors")).tensors();
    Path file = folder.resolve("out.safetensors");
    SafeTensors.write(file, tensors, Map.of("format", "pt"));
    Map<String, Tensor> read = TensorFile.read(file).tensors();
    assertThat(read.keySet()).isEqualTo(tensors.keySet());
    tensors.forEach((name, tensor) -> assertThat(read.get(name).values()).isEqualTo(tensor.values()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors", "legacy.pth"})
  void refusesDamageByName(String name) throws Exception {
    Path file = Path.of("mutated-weights");
    Mutations.check(
        Files.readAllBytes(golden(name)),
        "mutated-weights",
        bytes -> {
          // What became the beginning of a zip would be looked for on disk.
          if (bytes.length < 2 || bytes[0] != 'P' || bytes[1] != 'K') {
            TensorFile.of(file, bytes);
          }
        },
        DataException.class);
  }

  /** Zips are read from disk, so fewer of them. */
  @Test
  void refusesADamagedZipByName() throws IOException {
    byte[] valid = Files.readAllBytes(golden("zip.pth"));
    Path file = folder.resolve("mutated-weights");
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      Files.write(file, Mutations.of(valid, new Seed(2025).derive(i).generator()));
      try {
        TensorFile.read(file);
      } catch (DataException e) {
        assertThat(e.getMessage()).contains("mutated-weights").hasLineCount(1);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(100);
  }
}

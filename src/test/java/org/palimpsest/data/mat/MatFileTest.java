package org.palimpsest.data.mat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.DataException;
import org.palimpsest.data.mat.MatFile.Cells;
import org.palimpsest.data.mat.MatFile.Numbers;
import org.palimpsest.data.mat.MatFile.Struct;
import org.palimpsest.data.mat.MatFile.Text;
import org.palimpsest.fuzz.Mutations;
import org.palimpsest.golden.GoldenFiles;

class MatFileTest {

  @Test
  void aWrittenFileReadsBack() {
    Map<String, MatFile.Value> fields = new LinkedHashMap<>();
    fields.put("numbers", new Numbers(new double[] {1.5, Double.NaN, Double.NEGATIVE_INFINITY}));
    fields.put("texts", new Cells(List.of(new Text("Zoë"), new Text(""), new Numbers(new double[] {7}))));
    Map<String, MatFile.Value> read = MatFile.read("test", MatWriter.write("test", Map.of("it", new Struct(fields))));
    Struct it = (Struct) read.get("it");
    assertThat(((Numbers) it.fields().get("numbers")).values()).containsExactly(1.5, Double.NaN, Double.NEGATIVE_INFINITY);
    Cells texts = (Cells) it.fields().get("texts");
    assertThat(texts.values().subList(0, 2)).containsExactly(new Text("Zoë"), new Text(""));
  }

  @Test
  void damagedFilesAreRefusedAndTakeNoMemory() throws Exception {
    byte[] compressed = golden();
    Mutations.check(compressed, "imdb.mat", content -> MatFile.read("imdb.mat", content), DataException.class);
    byte[] plain = MatWriter.write("plain", MatFile.read("imdb.mat", compressed));
    Mutations.check(plain, "plain.mat", content -> MatFile.read("plain.mat", content), DataException.class);
  }

  @Test
  void otherFilesAreNamed() throws IOException {
    assertThatThrownBy(() -> MatFile.read("a.mat", new byte[50])).hasMessageContaining("a.mat: expected a whole MAT file")
        .hasMessageContaining("header: expected 128 bytes, was 50");
    byte[] cut = Arrays.copyOf(golden(), 500);
    assertThatThrownBy(() -> MatFile.read("b.mat", cut)).hasMessageContaining("bytes left");
    byte[] level7 = "MATLAB 7.3 MAT-file".repeat(20).getBytes();
    assertThatThrownBy(() -> MatFile.read("c.mat", level7)).hasMessageContaining("IM or MI, as of level 5");
  }

  private static byte[] golden() throws IOException {
    return Files.readAllBytes(GoldenFiles.root().resolve("formats/imdb/imdb.mat"));
  }
}

package org.palimpsest.data.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.DataException;
import org.palimpsest.fuzz.Mutations;

/** Reads what NumPy wrote, and text; refuses by name what is none of these. */
class FeatureFileTest {

  private static final Path WRITTEN_BY_NUMPY = Path.of("src/test/resources/features");

  @TempDir private Path folder;

  private static FeatureFile numpys(String name, String... id) {
    return FeatureFile.open(WRITTEN_BY_NUMPY.resolve(name).toString(), Optional.of(id).filter(a -> a.length > 0).map(a -> a[0]));
  }

  private static void assertUsualValues(FeatureFile file) {
    assertThat(file.size()).isEqualTo(5);
    assertThat(file.width()).isEqualTo(3);
    double[] row = new double[4];
    for (int i = 0; i < 5; i++) {
      file.copy(i, row, 1);
      for (int d = 0; d < 3; d++) {
        assertThat(row[1 + d]).isEqualTo((3 * i + d) / 4.0 - 2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"f2", "f4", "f8"})
  void readsEveryFloatTypeOrderAndVersion(String type) {
    for (String order : List.of("C", "F")) {
      for (int version = 1; version <= 3; version++) {
        assertUsualValues(numpys("%s-%s-v%d.npy".formatted(type, order, version)));
      }
    }
  }

  @Test
  void readsTheEdgesOfHalfPrecision() {
    double[] row = new double[8];
    numpys("half.npy").copy(0, row, 0);
    assertThat(row).containsExactly(0, -0.0, 0x1p-24, 0x1p-14, 65504, -65504, 0.333251953125, 1);
    assertThat(NpyMatrix.half((short) 0x7c00)).isInfinite();
    assertThat(NpyMatrix.half((short) 0x7e00)).isNaN();
  }

  @Test
  void readsNpzWithIdsOfEveryKind() {
    assertUsualValues(numpys("ids.npz"  + ":features"));
    assertThat(numpys("ids.npz", "id").ids()).contains(List.of("a", "b\u00e9", "c", "d", "e"));
    assertUsualValues(numpys("packed.npz", "id"));
    assertThat(numpys("packed.npz", "id").ids()).contains(List.of("0", "1", "2", "3", "4"));
    assertThat(numpys("ids-bytes.npz", "id").ids()).contains(List.of("a", "c", "d", "e", "a"));
  }

  @Test
  void readsTextWithAndWithoutHeaderTabsAndPacked() throws IOException {
    Path plain = Files.writeString(folder.resolve("x.csv"), "1,2.5\n-3e2,4\n");
    Path named = Files.writeString(folder.resolve("y.tsv"), "a\tid\tb\n1\tp\t2.5\n-3e2\tq\t4\n");
    Path packed = folder.resolve("z.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write("a,b\n1,2.5\n-3e2,4\n".getBytes());
    }
    for (FeatureFile file : List.of(
        FeatureFile.open(plain.toString(), Optional.empty()), FeatureFile.open(named.toString(), Optional.of("id")),
        FeatureFile.open(packed.toString(), Optional.empty()))) {
      double[] row = new double[2];
      file.copy(1, row, 0);
      assertThat(row).containsExactly(-300, 4);
      assertThat(file.size()).isEqualTo(2);
    }
    assertThat(FeatureFile.open(named.toString(), Optional.of("id")).ids()).contains(List.of("p", "q"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "bad-object.npy | was an array of Python objects, whose reading can run code and is refused; save",
    "bad-big.npy    | was the big-endian >f4; save x.astype('<f4')",
    "bad-0d.npy     | was of shape (); a single number has no rows",
    "bad-1d.npy     | was of shape (5,); of one feature a row, save x.reshape(-1, 1)",
    "bad-3d.npy     | was of shape (1, 5, 3); save x.reshape(len(x), -1)",
    "bad-empty.npy  | was empty, (0, 3)",
    "bad-int.npy    | was <i8; save x.astype('float32')",
    "bad-record.npy | was a record array",
    "bad-nan.npy    | row 3, column 1 (from 0): expected a finite number, was NaN",
    "bad-inf.npy    | row 1, column 2 (from 0): expected a finite number, was -Infinity",
  })
  void refusesWhatIsNoMatrixOfNumbers(String file, String message) {
    assertThatThrownBy(() -> numpys(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file)
        .hasMessageContaining(message);
  }

  @Test
  void refusesFilesThatAreDamagedMissingOrOfOtherKinds() throws IOException {
    byte[] whole = Files.readAllBytes(WRITTEN_BY_NUMPY.resolve("f4-C-v1.npy"));
    refuses("cut.npy", java.util.Arrays.copyOf(whole, whole.length - 4), "the file was cut off; save it again");
    refuses("long.npy", java.util.Arrays.copyOf(whole, whole.length + 4), "something stands behind the array");
    refuses("short.npy", java.util.Arrays.copyOf(whole, 20), "cut off after 20 bytes");
    refuses("other.npy", "PK".repeat(20).getBytes(), "expected an .npy file");
    refuses("x.npz", whole, "expected an .npz file");
    refuses("x.csv.gz", whole, "cannot be unpacked");
    refuses("x.parquet", whole, "Parquet");
    refuses("words.csv", "a,b\n1,two\n".getBytes(), "line 2, column b: expected a number, was 'two'");
    refuses("ragged.csv", "1,2\n3\n".getBytes(), "line 2: expected 2 columns, was 1");
    refuses("none.csv", "a,b\n".getBytes(), "expected a line of numbers");
    assertThatThrownBy(() -> FeatureFile.open("nowhere.npy", Optional.empty())).hasMessageContaining("was missing");
    assertThatThrownBy(() -> numpys("f4-C-v1.npy", "id")).hasMessageContaining("np.savez(FILE, features=x, id=ids)");
    assertThatThrownBy(() -> numpys("ids.npz:y")).hasMessageContaining("expected an array 'y', was features, id");
    assertThatThrownBy(() -> numpys("ids.npz", "key")).hasMessageContaining("with each row's id, was none");
  }

  private void refuses(String name, byte[] content, String message) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    assertThatThrownBy(() -> FeatureFile.open(file.toString(), Optional.empty()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(message);
  }

  /** Whatever is changed, the matrix is as large as the file says or refused; version 3 has every part there is. */
  @ParameterizedTest
  @ValueSource(strings = {"f4-C-v1.npy", "f2-F-v3.npy"})
  void readsOrRefusesMutatedFiles(String name) throws Exception {
    byte[] valid = Files.readAllBytes(WRITTEN_BY_NUMPY.resolve(name));
    int[] number = {0};
    Mutations.check(
        valid,
        "mutated-",
        content -> {
          Path file = Files.write(folder.resolve("mutated-" + number[0]++ + ".npy"), content);
          NpyMatrix matrix = NpyMatrix.open(file, file.toString());
          double[] row = new double[matrix.width()];
          matrix.copy(matrix.size() - 1, row, 0);
          Files.delete(file);
        },
        DataException.class);
  }

  @Test
  void readsOrRefusesMutatedArchives() throws Exception {
    byte[] valid = Files.readAllBytes(WRITTEN_BY_NUMPY.resolve("ids.npz"));
    int[] number = {0};
    Mutations.check(
        valid,
        "mutated-",
        content -> {
          Path file = Files.write(folder.resolve("mutated-" + number[0]++ + ".npz"), content);
          FeatureFile read = FeatureFile.open(file.toString(), Optional.of("id"));
          assertThat(read.ids().orElseThrow()).hasSize(read.size());
          Files.delete(file);
        },
        DataException.class, ZipException.class);
  }
}

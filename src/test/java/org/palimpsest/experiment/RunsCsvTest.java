package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.random.Seed;

class RunsCsvTest {

  private static final ResultRow ROW =
      new ResultRow(
          "quick", "ab12", "reduced", "drawn", "disjoint", "EnD", "alpha=24.7, \"beta\"=25.4", .999, 2, "published",
          "examples=1000", .999, "unbiased", "all", "private_accuracy", 0, .1 + .2, Double.MIN_VALUE, Double.NaN,
          10_000);

  @Test
  void headerIsTheRecordsComponentsInOrder() {
    assertThat(RunsCsv.HEADER)
        .isEqualTo(
            Arrays.stream(ResultRow.class.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .toList());
  }

  @Test
  void everyBitComesBack(@TempDir Path folder) throws IOException {
    RandomGenerator random = new Seed(7).generator();
    List<ResultRow> rows = new ArrayList<>(List.of(ROW));
    for (int i = 0; i < 500; i++) {
      rows.add(
          new ResultRow(
              "quick", "c" + i, "full", "mnist", "published", "Vanilla", "", random.nextDouble(), i, "",
              "", Double.NaN, "train", "all", "loss", i, Double.longBitsToDouble(random.nextLong() >>> 2),
              -random.nextDouble(), 1 / random.nextDouble(), random.nextInt()));
    }
    Path file = folder.resolve("runs.csv");
    RunsCsv.write(file, rows);
    assertThat(RunsCsv.read(file)).isEqualTo(rows);
    assertThat(Files.readString(file)).doesNotContain("\r").endsWith("\n");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "attacker_rho | attackers_rho | line 1, column 12: expected 'attacker_rho', was 'attackers_rho'",
    ",n | ,m | line 1, column 20: expected 'n', was 'm'",
    "0.999,2 | half,2 | line 2, column rho: expected a number, was 'half'",
    "0.999,2 | 0.999,2.5 | line 2, column seed: expected a whole number, was '2.5'",
    "quick,ab12 | quick, | line 2, column cell: expected a text, was ''",
    ",10000 | ,10000,1 | line 2: expected 20 columns, was 21",
  })
  void refusesWhatIsNotAsWritten(String good, String bad, String message) throws IOException {
    StringWriter text = new StringWriter();
    RunsCsv.write(text, List.of(ROW));
    assertThat(text.toString()).contains(good);
    String broken = text.toString().replaceFirst(Pattern.quote(good), bad);
    assertThatThrownBy(() -> RunsCsv.read(new StringReader(broken), "runs.csv"))
        .isInstanceOf(IOException.class)
        .hasMessage("runs.csv: " + message);
  }

  @Test
  void refusesAnEmptyOrACutFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("runs.csv");
    Files.writeString(file, "");
    assertThatThrownBy(() -> RunsCsv.read(file)).hasMessageContaining("runs.csv: line 1: expected the header");
    RunsCsv.write(file, List.of(ROW, ROW));
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 3));
    assertThatThrownBy(() -> RunsCsv.read(file)).hasMessageContaining("runs.csv: line 3: expected a line that ends");
  }
}

package org.palimpsest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.fuzz.Mutations;
import org.junit.jupiter.params.provider.ValueSource;

class StrictCsvTest {

  @Test
  void columnsAreAskedForByNameAndLinesKnowWhereTheyBegin() throws IOException {
    StrictCsv csv = StrictCsv.parse("\uFEFFpath,target\r\n\"a\nb\",1\r\nc,2", "my.csv");
    assertThat(csv.header()).containsExactly("path", "target");
    assertThat(csv.lines()).extracting(line -> line.text("path")).containsExactly("a\nb", "c");
    assertThat(csv.lines()).extracting(StrictCsv.Line::number).containsExactly(2L, 4L);
    assertThat(csv.lines()).extracting(line -> line.whole("target")).containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "''               | line 1: expected the header, was an empty file",
    "'a,a;1,2'        | line 1, column 2: expected a name of its own, was 'a' again",
    "'a,;1,2'         | line 1, column 2: expected a name of its own, was ''",
    "'a,b;1'          | line 2: expected 2 columns, was 1",
    "'a,b;1,2;1,2,3'  | line 3: expected 2 columns, was 3",
    "'a,b;1,2;;1,2'   | line 3: expected a row, was an empty line",
    "'a,bb;1,2'       | line 1, column 2: unknown column 'bb' (did you mean 'b'?)",
    "'a;1'            | line 1: expected a column 'b', was none",
  })
  void refusesWhatIsNoTable(String text, String message) {
    assertThatThrownBy(() -> StrictCsv.parse(text.replace(';', '\n'), "my.csv").having(List.of("a", "b"), List.of()))
        .isInstanceOf(IOException.class)
        .hasMessage("my.csv: " + message);
  }

  @Test
  void blanksAroundFieldsAndEmptyLinesAtTheEndAreNothing() throws IOException {
    StrictCsv csv = StrictCsv.parse("a, b ,c\r\n1, 2.5 ,\" x \"\r\n\r\n\n", "my.csv");
    assertThat(csv.header()).containsExactly("a", "b", "c");
    assertThat(csv.lines()).hasSize(1);
    assertThat(csv.lines().get(0).fields()).containsExactly("1", "2.5", " x ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "NaN", "0x1p3", "1d", "\u0661", "", "1_000"})
  void refusesWhatIsNoNumber(String field) throws IOException {
    StrictCsv.Line line = StrictCsv.parse("a,b\n" + field + ",1\n", "my.csv").lines().get(0);
    assertThatThrownBy(() -> line.number("a")).hasMessage("my.csv: line 2, column a: expected a number, was '%s'".formatted(field));
    assertThatThrownBy(() -> line.whole("a")).hasMessageContaining("expected a whole number");
  }

  @Test
  void refusesAQuoteThatNeverEnds() {
    assertThatThrownBy(() -> StrictCsv.parse("a,b\n1,\"2\n3,4\n", "my.csv"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("my.csv: line 2: ");
  }

  @Test
  void refusesWhatIsNotUtf8(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("latin.csv");
    Files.write(file, "a\nd\u00e9j\u00e0\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> StrictCsv.read(file)).isInstanceOf(IOException.class).hasMessageContaining("UTF-8");
  }
}

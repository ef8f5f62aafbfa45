package org.palimpsest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictCsvTest {

  @TempDir private Path folder;

  @Test
  void whatPeopleMeanIsRead() throws IOException {
    StrictCsv table = StrictCsv.parse("t", "\uFEFFa, b ,c\r\n1, 2.5 ,\"x\r\ny\"\r\n-3,1e-4,\r\n\r\n\r\n", "b", "a");
    assertThat(table.header()).containsExactly("a", "b", "c");
    assertThat(table.rows()).hasSize(2);
    assertThat(table.rows().get(0).whole("a")).isEqualTo(1);
    assertThat(table.rows().get(0).number("b")).isEqualTo(2.5);
    assertThat(table.rows().get(0).text("c")).isEqualTo("x\r\ny");
    assertThat(table.rows().get(1).fields()).isEqualTo(List.of("-3", "1e-4", ""));
    assertThat(table.rows().get(1).place()).isEqualTo("t, line 4");
    assertThat(StrictCsv.parse("t", "a\n").rows()).isEmpty();
  }

  /** {@code /} stands for the end of a line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~ | t, line 1: expected a header, was an empty file",
        "a,b, | t, line 1, column 3: expected a name, was nothing (a comma at the end of the line?)",
        "a,b,a | t, line 1, column 3: expected each name once, was a second 'a'",
        "a,c/1,2 | t, line 1: expected a column b, was a, c",
        "a,b/1,2/3 | t, line 3: expected 2 fields, one for each column of the header, was 1",
        "a,b/1,2,/ | t, line 2: expected 2 fields, one for each column of the header, was 3",
        "a,b/1,2//3,4/ | t, line 3: expected a row, was an empty line",
        "a,b/1,2/3,x/ | t, line 3, column b: expected a number, was 'x'",
        "a,b/1,~ | t, line 2, column b: expected a number, was ''",
        "a,b/1,NaN | t, line 2, column b: expected a number, was 'NaN'",
        "a,b/1,0x1p3 | t, line 2, column b: expected a number, was '0x1p3'",
        "a,b/1,1d | t, line 2, column b: expected a number, was '1d'",
        "a,b/1,~0,5~ | t, line 2: expected 2 fields, one for each column of the header, was 3",
        "a,b/1,\u0661 | t, line 2, column b: expected a number, was '\u0661'",
        "a,b/1.0,1 | t, line 2, column a: expected a whole number, was '1.0'",
        "a,b/99999999999999999999,1 | t, line 2, column a: expected a whole number, was '99999999999999999999'",
      })
  void whatNobodyMeansIsRefused(String text, String message) {
    String lines = text.strip().replace("/", "\n").replace("~", "");
    assertThatThrownBy(
            () -> {
              for (StrictCsv.Row row : StrictCsv.parse("t", lines, "a", "b").rows()) {
                row.whole("a");
                row.number("b");
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  @Test
  void quotesThatDoNotEndAreNamed() {
    assertThatThrownBy(() -> StrictCsv.parse("t", "a,b\n1,\"2\n3,4\n"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("t, line 2: expected fields as RFC 4180 has them, was ");
  }

  @Test
  void filesThatAreNoneAreNamed() throws IOException {
    assertThatThrownBy(() -> StrictCsv.read(folder)).hasMessage(folder + ": expected a file, was a folder");
    Path latin = Files.write(folder.resolve("latin.csv"), new byte[] {'a', '\n', 'b', '\n', (byte) 0xfc, '\n'});
    assertThatThrownBy(() -> StrictCsv.read(latin))
        .hasMessage(latin + ", line 3: expected text in UTF-8, was the byte 0xfc");
  }
}

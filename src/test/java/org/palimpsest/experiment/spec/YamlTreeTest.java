package org.palimpsest.experiment.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.TextFile;
import org.palimpsest.experiment.Catalogue;
import org.palimpsest.experiment.ExperimentReader;
import org.palimpsest.fuzz.Mutations;

class YamlTreeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no | \"no\"", "on | \"on\"", "y | \"y\"", "true | true", "False | false", "~ | null", "600 | 600", "-3 | -3",
        "1e-4 | 1.0E-4", ".9 | 0.9", "0.50 | 0.5", "2. | 2.0", "0600 | \"0600\"", "0o17 | \"0o17\"", "0x1F | \"0x1F\"",
        "1_000 | \"1_000\"", "1:30 | \"1:30\"", ".nan | \".nan\"", ".inf | \".inf\"", "1e999 | \"1e999\"",
        "1e-999 | \"1e-999\"", "0e-999 | 0.0", "2001-01-01 | \"2001-01-01\"", "\"600\" | \"600\"", "'a' | \"a\"",
        "5000000000 | 5000000000", "99999999999999999999 | 99999999999999999999", "[1, [a], {b: c}] | [1,[\"a\"],{\"b\":\"c\"}]",
        "{no: 1} | {\"no\":1}", "{1: 2} | {\"1\":2}", "= | \"=\"",
      })
  void valuesAreWhatPeopleMean(String yaml, String json) {
    assertThat(YamlTree.parse("t", yaml).root().toString()).isEqualTo(json);
  }

  /** {@code /} stands for the end of a line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a: 1/b: &x 2 | t:2: expected a value, was the anchor '&x'",
        "a: 1/b: *x | t:2: expected a value, was the alias '*x'",
        "a: {b: 1}/c: {<<: {d: 2}} | t:2: expected keys of its own, was the merge key '<<'",
        "a: !!str 5 | t:1: expected a value without a tag, was tagged 'tag:yaml.org,2002:str'",
        "a: 1/---/b: 2 | t:2: expected one document, was a second after '---'",
        "a: 1/b: 2/a: 3 | t:3: Duplicate field 'a'",
        "? [a]/: 1 | t:1: expected a key, was a list or keys and values",
        "a: [1 | t:1: expected ',' or ']', but got <stream end>",
        "a: b: c | t:1: mapping values are not allowed here",
      })
  void whatWouldChangeWithoutAWordIsRefused(String yaml, String message) {
    assertThatThrownBy(() -> YamlTree.parse("t", yaml.replace("/", "\n")))
        .isInstanceOf(SpecException.class)
        .hasMessage(message);
  }

  @Test
  void oddTextsAreRefusedInOneLine() {
    for (String text : List.of("[".repeat(1000), "{a: ".repeat(1000), "a: \u0007", "\t- a", "- ".repeat(100) + "a")) {
      assertThatThrownBy(() -> YamlTree.parse("t", text)).isInstanceOf(SpecException.class).hasMessageStartingWith("t:1: ");
    }
    assertThatThrownBy(() -> YamlTree.parse("t", "a".repeat(1 << 21))).hasMessageContaining("at most 1048576 characters");
  }

  @Test
  void marksAndLinesOfWindowsAreRead() {
    YamlTree tree = YamlTree.parse("t", "\uFEFF---\r\na: 1\r\nb:\r\n  - c: 2\r\n");
    assertThat(tree.root().toString()).isEqualTo("{\"a\":1,\"b\":[{\"c\":2}]}");
    assertThat(tree.lines()).containsEntry("a", 2).containsEntry("b[0].c", 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".=3 | --set: expected a key such as train.epochs or methods[1].alpha, was '.' in '.=3'",
        "a..b=3 | --set: expected a key such as train.epochs or methods[1].alpha, was 'a..b' in 'a..b=3'",
        "[0]=3 | --set: expected a key such as train.epochs or methods[1].alpha, was '[0]' in '[0]=3'",
        "a[=3 | --set: expected a key such as train.epochs or methods[1].alpha, was 'a[' in 'a[=3'",
        "a[99999999999]=3 | --set: expected a key such as train.epochs or methods[1].alpha, was 'a[99999999999]' in"
            + " 'a[99999999999]=3'",
        "a=*x | --set a:1: expected a value, was the alias '*x'",
        "a= | --set a: expected a YAML value, was nothing",
      })
  void assignmentsAreReadAsStrictly(String assignment, String message) {
    SpecDocument document = SpecDocument.parse("t", "a: [1]");
    assertThatThrownBy(() -> document.set(assignment)).isInstanceOf(SpecException.class).hasMessage(message);
  }

  /** A whole experiment, mutated: refused with the file's name, or an experiment. */
  @Test
  void mutatedExperimentsAreRefusedByNameOrRead() throws Exception {
    Catalogue catalogue = Catalogue.installed();
    byte[] valid = catalogue.experiment("smoke").getBytes(StandardCharsets.UTF_8);
    Mutations.check(
        valid,
        "fuzz.yaml",
        bytes ->
            new ExperimentReader(catalogue).read("fuzz.yaml", TextFile.decode("fuzz.yaml", bytes), List.of()),
        SpecException.class,
        java.io.IOException.class);
  }
}

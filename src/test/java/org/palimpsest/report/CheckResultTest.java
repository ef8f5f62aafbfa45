package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.experiment.Check;
import org.palimpsest.experiment.RunsCsv;
import org.palimpsest.report.results.Results;

class CheckResultTest {

  private static final Results RESULTS = new SampleLadder(3).slice();

  private static CheckResult check(String text) {
    return CheckResult.of(Check.parse(text), RESULTS);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "private_accuracy(balanced, vanilla, rho=0.99) > 0.9                             | HELD",
    "private_accuracy(balanced, vanilla, rho=0.990) < 0.9                            | NOT_HELD",
    "private_accuracy(balanced, vanilla erased=leace@0.1, rho=.99) <= 0.2            | HELD",
    "target_accuracy(end, rho=0.99) > 0.8                                            | HELD",
    "target_accuracy(end, rho=0.99) - target_accuracy(vanilla, rho=0.99) > 0.1       | HELD",
    "target_accuracy(vanilla, rho=0.99) > target_accuracy(end, rho=0.99)             | NOT_HELD",
    "target_accuracy(vanilla, rho=0.99) + 0.1 > target_accuracy(end, rho=0.99) - .05 | NOT_HELD",
    "target_accuracy(lnl, rho=0.99) > 0.6                                            | CANNOT_BE_TOLD",
    "information_bits(mlp, vanilla, rho=0.99) > 3                                    | HELD",
    "conditional_information_bits(conditional probe=mlp, fairkl, rho=0.99) < 0.1     | HELD",
    "private_accuracy(linear, vanilla, rho=0.99, mix=rho=0.1, split=biased) > 0.9    | HELD",
    "target_accuracy(endd, rho=0.99) > 0.6                                           | CANNOT_BE_TOLD",
    "target_accuracy(end, rho=0.5) > 0.6                                             | CANNOT_BE_TOLD",
  })
  void intervalsDecide(String text, CheckResult.Outcome expected) {
    CheckResult result = check(text);
    assertThat(result.outcome()).as("%s %s", result.sum(), result.because()).isEqualTo(expected);
    assertThat(result.because().isEmpty()).isEqualTo(expected != CheckResult.Outcome.CANNOT_BE_TOLD);
  }

  @Test
  void whatIsNotThereIsNamedWithTheNearest() {
    assertThat(check("target_accuracy(fairkll, rho=0.99) > 0.6").because())
        .isEqualTo("no method 'fairkll' in the results (did you mean 'fairkl'?)");
    assertThat(check("private_accuracy(knnn, end, rho=0.99) > 0.6").because()).contains("did you mean 'knn'?");
    assertThat(check("private_accuracy(mlp, end) > 0.6").because()).contains("no condition ''");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "private_accuracy(balanced, vanilla, rho=0.7)         | column 45: expected one of > < >= <=, + or -, was the end",
    "private_accuracy(vanilla) > 0.9                      | column 18: expected private_accuracy(ATTACKER, METHOD, CONDITION)",
    "target_accuracy(balanced, vanilla, rho=0.7) > 0.9    | column 17: expected target_accuracy(METHOD, CONDITION) of the",
    "target_accuracy vanilla > 0.9                        | column 17: expected '(' after the metric 'target_accuracy'",
    "target_accuracy(vanilla, rho=0.7 > 0.9               | expected ')', was the end",
    "target_accuracy(vanilla, rho=0.7) > 0.9.1            | column 37: expected a number, was '0.9.1'",
    "target_accuracy(vanilla, rho=0.7) > 0.9 beside       | column 41: expected the end, was 'beside'",
    "target_accuracy(vanilla, spilt=biased) > 0.9         | column 17: unknown option 'spilt' (did you mean 'split'?)",
    "0.1 > 0.9                                            | expected a measure, was numbers alone",
    "target_accuracy(vanilla,,) > 0.9                     | expected a name",
  })
  void whatIsNoCheckIsRefusedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> Check.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("check '" + text + "'")
        .hasMessageContaining(message);
  }

  @Test
  void thePageAndATableSayWhatHeld(@TempDir Path folder) throws IOException {
    RunsCsv.write(folder.resolve("runs.csv"), new SampleLadder(3).rows());
    Files.writeString(
        folder.resolve("provenance.json"),
        """
        {"experiment": {"checks": ["private_accuracy(balanced, vanilla, rho=0.99) > 0.9",
          "target_accuracy(end, rho=0.99) < 0.1"], "found": "As expected."}}
        """);
    assertThat(Files.readString(Report.write(folder))).contains("As expected.").contains("not held");
    assertThat(Files.readString(folder.resolve("tables/checks.md")))
        .containsPattern("\\| private_accuracy\\(balanced, vanilla, rho=0.99\\) > 0.9 \\| held \\| 1\\.000 \\[")
        .containsPattern("\\| target_accuracy\\(end, rho=0.99\\) < 0.1 \\| not held \\|");
    Files.writeString(folder.resolve("provenance.json"), "{\"experiment\": {\"checks\": [\"all is well\"]}}");
    assertThatThrownBy(() -> Report.write(folder)).hasMessageContaining("provenance.json: check 'all is well': column");
  }
}

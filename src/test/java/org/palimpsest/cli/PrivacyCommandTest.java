package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.golden.GoldenFiles;
import org.palimpsest.privacy.Sampler;

class PrivacyCommandTest {

  private static final Path TABLE = GoldenFiles.root().resolve("accounting/subsampled_gaussian.csv");

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void epsilonAsJson() throws IOException {
    assertThat(run("privacy epsilon --sampling-rate 0.01 --noise-multiplier 1.1 --steps 10000 --delta 1e-5 --json"))
        .isZero();
    JsonNode values = new ObjectMapper().readTree(out.toString());
    assertThat(values.get("rdp").doubleValue()).isEqualTo(5.63199236854841, within(1e-6));
    assertThat(values.get("pld").doubleValue()).isEqualTo(5.19262012457996, within(1e-4));
    assertThat(values.get("rdp_standard_orders")).isEqualTo(values.get("rdp"));
  }

  /** JSON has no infinity: a strict reader must take what is printed. */
  @Test
  void numbersThatJsonHasNot() throws IOException {
    assertThat(run("privacy epsilon --sampling-rate 0.1 --noise-multiplier 0 --steps 10 --delta 1e-5 --json")).isZero();
    JsonNode values = new ObjectMapper().readTree(out.toString());
    for (String key : List.of("rdp", "pld", "rdp_standard_orders", "gdp_approximation")) {
      assertThat(values.get(key).isTextual()).as(key).isTrue();
      assertThat(values.get(key).asText()).isEqualTo("Infinity");
    }
    assertThat(values.get("rdp_order").isNull()).isTrue();
    assertThat(out.toString()).doesNotContain("NaN");
  }

  /** Little sampling and much noise: the orders of Opacus end too early, and the answer is not theirs. */
  @Test
  void theEdgeOfAnotherGridIsSaid() throws IOException {
    String tiny = "--sampling-rate 0.000609 --noise-multiplier 5.695 --steps 49 --delta 1e-5 --json";
    assertThat(run("privacy epsilon " + tiny)).isZero();
    JsonNode values = new ObjectMapper().readTree(out.toString());
    assertThat(values.get("rdp").doubleValue()).isEqualTo(0.00921, within(1e-4));
    assertThat(values.get("rdp_order_at_edge").booleanValue()).isFalse();
    assertThat(values.get("rdp_standard_orders").doubleValue()).isGreaterThan(0.05);
    assertThat(values.get("rdp_standard_order").doubleValue()).isEqualTo(63);
    assertThat(values.get("rdp_standard_order_at_edge").booleanValue()).isTrue();
  }

  @Test
  void epsilonAsText() {
    assertThat(run("privacy epsilon --sampling-rate 0.01 --noise-multiplier 1.1 --epochs 100 --delta 1e-5")).isZero();
    assertThat(out.toString())
        .contains("pld  5.1926", "rdp  5.6319", "10000 steps", "no bound", "Poisson", "add or remove one example");
  }

  @Test
  void ordersThatEndTooLateAreSaid() {
    assertThat(run("privacy epsilon --sampling-rate 0.5 --noise-multiplier 0.05 --steps 9 --delta 1e-5")).isZero();
    assertThat(out.toString()).contains("order 1.1 (the first of its grid: loose)");
  }

  /** 9.4 expected batches an epoch are 9 steps in training, but 94 in ten epochs by the other rule. */
  @Test
  void epochsAreThoseOfTraining() throws IOException {
    String rest = " --noise-multiplier 1 --delta 1e-5 --json --epochs 10";
    assertThat(run("privacy epsilon --examples 94 --batch-size 10" + rest)).isZero();
    JsonNode training = new ObjectMapper().readTree(out.toString());
    assertThat(training.get("steps").longValue()).isEqualTo(10 * Sampler.stepsPerEpoch(94, 10)).isEqualTo(90);
    assertThat(training.get("sampling_rate").doubleValue()).isEqualTo(10 / 94.0);
    out.getBuffer().setLength(0);
    assertThat(run("privacy epsilon --sampling-rate " + training.get("sampling_rate") + rest)).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).get("steps").longValue()).isEqualTo(94);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epsilon --noise-multiplier 1 --delta 1e-5 --steps 9 | Missing required option: '--sampling-rate'",
        "epsilon --noise-multiplier 1 --delta 1e-5 --steps 9 --sampling-rate .1 --examples 9 | expected either",
        "epsilon --noise-multiplier 1 --delta 1e-5 --steps 9 --examples 9 | Missing required option: '--batch-size'",
        "epsilon --noise-multiplier 1 --delta 1e-5 --steps 9 --examples 9 --batch-size 10 | in 1..examples = 9, was 10",
        "epsilon --noise-multiplier 1 --delta 1e-5 --sampling-rate .1 | expected either --steps or --epochs",
        "epsilon --noise-multiplier 1 --delta 1e-5 --sampling-rate .1 --steps 1 --epochs 1 | expected either --steps",
        "epsilon --noise-multiplier 1 --delta 1e-5 --examples 9 --batch-size 3 --epochs .5 | a whole number",
        "epsilon --noise-multiplier 1 --sampling-rate .1 --steps 1 | Missing required option: '--delta'",
        "epsilon --csv x.csv --json | --json: expected without --csv",
        "epsilon --csv x.csv --delta 1e-5 | --delta: expected without --csv",
        "epsilon --csv x.csv --epochs 3 | --epochs: expected without --csv",
        "calibrate --target-epsilon 1 --delta 1e-5 --sampling-rate .1 | expected either --noise-multiplier",
        "calibrate --target-epsilon 1 --delta 1e-5 --sampling-rate .1 --noise-multiplier 1 --steps 3 | expected either",
        "audit --confidence 1 | --confidence: expected inside (0, 1), was 1.0",
      })
  void wrongUsage(String arguments, String message) {
    assertThat(run("privacy " + arguments)).isEqualTo(2);
    assertThat(err.toString()).contains(message).hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void epsilonOfATable() throws IOException {
    assertThat(run("privacy epsilon --csv " + TABLE)).isZero();
    List<String> given = Files.readAllLines(TABLE);
    List<String> printed = out.toString().lines().toList();
    assertThat(printed).hasSameSizeAs(given);
    assertThat(printed.get(0)).isEqualTo(given.get(0) + ",rdp,pld,rdp_dense_orders");
    int edges = 0;
    for (int i = 1; i < given.size(); i++) {
      assertThat(printed.get(i)).startsWith(given.get(i) + ",");
      String[] cells = printed.get(i).split(",");
      double reference = Double.parseDouble(cells[4]);
      double rdp = Double.parseDouble(cells[8]);
      assertThat(rdp).isEqualTo(reference, within(1e-6 * reference));
      assertThat(Double.parseDouble(cells[10])).isLessThanOrEqualTo(rdp);
      if (cells[5].equals("63.0")) {
        edges++;
        assertThat(err.toString()).contains("line %d: rdp is at order 63.0 (the last of its grid".formatted(i + 1));
      }
    }
    assertThat(err.toString()).hasLineCount(edges);
    assertThat(edges).isEqualTo(8);
  }

  @Test
  void aBadRowIsNamed() throws IOException {
    String text = "sampling_rate,noise_multiplier,steps,delta\n0.1,x,3,1e-5\n";
    Path file = Files.writeString(folder.resolve("bad.csv"), text);
    assertThat(run("privacy epsilon --csv " + file)).isOne();
    assertThat(err.toString()).contains("bad.csv: line 2, column noise_multiplier: expected a number, was 'x'").hasLineCount(1);
    Path lacking = Files.writeString(folder.resolve("lacking.csv"), "sampling_rate\n0.1\n");
    assertThat(run("privacy epsilon --csv " + lacking)).isOne();
    assertThat(err.toString()).contains("lacking.csv: line 1: expected a column 'noise_multiplier', was none");
    Path broken = Files.writeString(folder.resolve("broken.csv"), text.replace("x,3", "1,3.5"));
    assertThat(run("privacy epsilon --csv " + broken)).isOne();
    assertThat(err.toString()).contains("broken.csv: line 2, column steps: expected a whole number in 0..2^53, was '3.5'");
  }

  /** What neighbouring tools write: a mark, blanks, CR LF, an empty line at the end. */
  @Test
  void tablesAreReadAsPeopleMeanThem() throws IOException {
    String text = "\uFEFFsampling_rate, noise_multiplier ,steps,delta,note\r\n0.01, 1.1,1000,1e-5,\"a, b\"\r\n\r\n";
    assertThat(run("privacy epsilon --csv " + Files.writeString(folder.resolve("t.csv"), text))).isZero();
    assertThat(out.toString().lines().toList().get(0))
        .isEqualTo("sampling_rate,noise_multiplier,steps,delta,note,rdp,pld,rdp_dense_orders");
    assertThat(out.toString().lines().toList().get(1)).startsWith("0.01,1.1,1000,1e-5,\"a, b\",1.71177").contains(",1.5153");
  }

  @Test
  void whatOneAccountantCannotTellTheOthersDo() throws IOException {
    assertThat(run("privacy epsilon --sampling-rate .01 --noise-multiplier 1e-4 --steps 1 --delta 1e-5")).isOne();
    assertThat(out.toString())
        .contains("pld  noiseMultiplier: expected at least 0.002 for a privacy-loss distribution, was 1.0E-4")
        .contains("rdp  5.50001e+07");
    assertThat(err.toString()).contains("palimpsest: noiseMultiplier: expected at least 0.002");
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String text = "sampling_rate,noise_multiplier,steps,delta\n.1,1,9,1e-5\n.01,1e-5,1,1e-5\n.1,-1,9,1e-5\n";
    assertThat(run("privacy epsilon --csv " + Files.writeString(folder.resolve("t.csv"), text))).isOne();
    assertThat(out.toString()).hasLineCount(3).containsPattern("\\.01,1e-5,1,1e-5,[0-9.E]+,,[0-9.E]+\n");
    assertThat(err.toString())
        .contains("t.csv: line 3, column pld: noiseMultiplier: expected at least 0.002")
        .contains("t.csv: line 4: noiseMultiplier: expected 0 or in [1e-100, 1e100], was -1.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epsilon --sampling-rate 1e-3 --noise-multiplier 1 --epochs 1e300 --delta .1 | 2 | at most 2^53 steps, was 1.0E303",
        "epsilon --sampling-rate .1 --noise-multiplier 1 --steps 9223372036854775807 --delta .1 | 1 | steps: expected in",
        "epsilon --sampling-rate .1 --noise-multiplier 1e-160 --steps 1 --delta .1 | 1 | 0 or in [1e-100, 1e100], was 1.0E-160",
        "epsilon --sampling-rate .1 --noise-multiplier 1 --steps 1 --delta 1 | 1 | delta: expected inside (0, 1), was 1.0",
        "epsilon --sampling-rate .1 --noise-multiplier 1 --steps 1 --delta 1e-320 | 1 | at least 1e-200",
        "calibrate --target-epsilon 3 --delta 1e-5 --sampling-rate 1e-4 --noise-multiplier 10 | 1 | too many steps",
        "audit --noise-multiplier 1e-4 | 1 | noiseMultiplier: expected at least 0.002",
        "audit --groups 2000000000 | 1 | groups: expected in 2..167772, at this group size, was 2000000000",
        "audit --group-size 2000000000 | 1 | groupSize: expected in 2..4096, was 2000000000",
        "audit --steps 9007199254740992 | 1 | steps: expected at most 167772, with so many groups",
      })
  void numbersOutOfRangeAreNamed(String arguments, int code, String message) {
    assertThat(run("privacy " + arguments)).isEqualTo(code);
    assertThat(err.toString()).contains(message).doesNotContain("\tat ");
  }

  @Test
  void whatIsTypedAgainHasNoLessNoise() {
    assertThat(run("privacy calibrate --target-epsilon 8 --delta 1e-5 --sampling-rate 0.04 --steps 2250")).isZero();
    String sigma = out.toString().split("[ ,]")[2];
    out.getBuffer().setLength(0);
    assertThat(run("privacy epsilon --delta 1e-5 --sampling-rate 0.04 --steps 2250 --noise-multiplier " + sigma)).isZero();
    assertThat(Double.parseDouble(out.toString().split(" +")[1])).isLessThanOrEqualTo(8);
  }

  @Test
  void calibrates() throws IOException {
    String common = "privacy calibrate --target-epsilon 8 --delta 1e-5 --sampling-rate 0.04 --json";
    assertThat(run(common + " --epochs 90")).isZero();
    JsonNode noise = new ObjectMapper().readTree(out.toString());
    assertThat(noise.get("steps").longValue()).isEqualTo(2250);
    assertThat(noise.get("epsilon").doubleValue()).isBetween(7.99, 8.0);
    assertThat(noise.get("pld")).isEqualTo(noise.get("epsilon"));
    assertThat(noise.get("rdp").doubleValue()).isGreaterThan(8);
    out.getBuffer().setLength(0);
    assertThat(run(common + " --noise-multiplier " + noise.get("noise_multiplier"))).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).get("steps").longValue()).isBetween(2250L, 2251L);
  }

  /** What one command finds, the other confirms, by either accountant. */
  @ParameterizedTest
  @ValueSource(strings = {"rdp", "pld"})
  void calibrationAgreesWithEpsilon(String accountant) throws IOException {
    String run = " --delta 1e-5 --sampling-rate 0.000609 --steps 49 --json";
    assertThat(run("privacy calibrate --target-epsilon 0.02 --accountant " + accountant + run)).isZero();
    JsonNode calibrated = new ObjectMapper().readTree(out.toString());
    out.getBuffer().setLength(0);
    assertThat(run("privacy epsilon --noise-multiplier " + calibrated.get("noise_multiplier") + run)).isZero();
    JsonNode spent = new ObjectMapper().readTree(out.toString());
    assertThat(spent.get("rdp")).isEqualTo(calibrated.get("rdp"));
    assertThat(spent.get("pld")).isEqualTo(calibrated.get("pld"));
    assertThat(spent.get(accountant).doubleValue()).isLessThanOrEqualTo(0.02).isGreaterThan(0.0199);
  }

  @Test
  void auditAsJson() throws IOException {
    assertThat(run("privacy audit --groups 60 --json --delta 1e-6 --confidence 0.9")).isZero();
    JsonNode values = new ObjectMapper().readTree(out.toString());
    assertThat(values.get("passed").booleanValue()).isTrue();
    assertThat(values.get("delta").doubleValue()).isEqualTo(1e-6);
    assertThat(values.get("checks")).hasSize(11);
    assertThat(values.get("checks").get(0).get("least").isNull()).isTrue();
    assertThat(values.get("checks").get(0).get("most").isNumber()).isTrue();
    assertThat(values.get("attack").get("confidence").doubleValue()).isEqualTo(0.9);
    double atLeast = values.get("attack").get("epsilon_at_least").doubleValue();
    assertThat(atLeast).isPositive().isLessThan(values.get("pld").doubleValue());
  }

  @Test
  void audits() {
    assertThat(run("privacy audit --groups 60")).isZero();
    assertThat(out.toString())
        .contains("delta(0.5), lower bound", "participations, variance", "nothing contradicts", "at 95 % (");
  }

  private int run(String arguments) {
    return Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true)).execute(arguments.split(" "));
  }
}

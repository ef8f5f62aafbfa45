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
import org.palimpsest.golden.GoldenFiles;

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
  }

  @Test
  void epsilonAsText() {
    assertThat(run("privacy epsilon --sampling-rate 0.01 --noise-multiplier 1.1 --epochs 100 --delta 1e-5")).isZero();
    assertThat(out.toString()).contains("pld  5.1926", "rdp  5.6319", "10000 steps", "no bound");
  }

  @Test
  void epsilonOfATable() throws IOException {
    assertThat(run("privacy epsilon --csv " + TABLE)).isZero();
    List<String> given = Files.readAllLines(TABLE);
    List<String> printed = out.toString().lines().toList();
    assertThat(printed).hasSameSizeAs(given);
    assertThat(printed.get(0)).isEqualTo(given.get(0) + ",rdp,pld");
    for (int i = 1; i < given.size(); i++) {
      assertThat(printed.get(i)).startsWith(given.get(i) + ",");
    }
  }

  @Test
  void aBadRowIsNamed() throws IOException {
    String text = "sampling_rate,noise_multiplier,steps,delta\n0.1,x,3,1e-5\n";
    Path file = Files.writeString(folder.resolve("bad.csv"), text);
    assertThat(run("privacy epsilon --csv " + file)).isOne();
    assertThat(err.toString()).contains("bad.csv, row 1: noise_multiplier: expected a number, was 'x'").hasLineCount(1);
    Path lacking = Files.writeString(folder.resolve("lacking.csv"), "sampling_rate\n0.1\n");
    assertThat(run("privacy epsilon --csv " + lacking)).isOne();
    assertThat(err.toString()).contains("lacking.csv, row 1: no column noise_multiplier");
  }

  @Test
  void calibrates() throws IOException {
    String common = "privacy calibrate --target-epsilon 8 --delta 1e-5 --sampling-rate 0.04 --json";
    assertThat(run(common + " --epochs 90")).isZero();
    JsonNode noise = new ObjectMapper().readTree(out.toString());
    assertThat(noise.get("steps").longValue()).isEqualTo(2250);
    assertThat(noise.get("epsilon").doubleValue()).isBetween(7.99, 8.0);
    out.getBuffer().setLength(0);
    assertThat(run(common + " --noise-multiplier " + noise.get("noise_multiplier"))).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).get("steps").longValue()).isBetween(2250L, 2251L);
  }

  @Test
  void audits() {
    assertThat(run("privacy audit --groups 60")).isZero();
    assertThat(out.toString()).contains("delta(0.5), lower bound", "participations, variance", "nothing contradicts");
  }

  private int run(String arguments) {
    return Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true)).execute(arguments.split(" "));
  }
}

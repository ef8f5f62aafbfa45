package org.palimpsest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.nn.engine.MachineLimits;
import org.palimpsest.nn.engine.StepPart;

class BenchmarkTablesTest {

  @TempDir private Path folder;

  @BeforeEach
  void readme() throws IOException {
    Files.createDirectory(folder.resolve("baselines"));
    Files.writeString(
        folder.resolve("README.md"), "before\n<!-- tables: begin -->\nold\n<!-- tables: end -->\nafter\n");
  }

  @Test
  void comparesWithPeersOfTheSameSittingWhateverTheirFile() throws IOException {
    baseline("box-jdk17", score("bench.TrainingStep.step", "batch: 32", 100, "ms/op"));
    baseline(
        "box-jdk17.more",
        score("nn.engine.DirectLayer.forward", "layer: 3-64-64-56, batch: 32", 20, "ms/op"),
        score("nn.engine.FourierLayer.forward", "layer: 3-64-64-56, batch: 32", 10, "ms/op"),
        score("bench.ThreadScaling.step", "threads: 1, batch: 256", 90, "ms/op"),
        score("bench.ThreadScaling.step", "threads: 2, batch: 256", 50, "ms/op"),
        score("bench.DpStep.plain", "work: small 512", 100, "ms/op"),
        score("bench.DpStep.dpSgd", "work: small 512", 250, "ms/op"),
        score("bench.Ladder.mlp", "", 12.5, "s/op"));
    baseline("box-jdk25", score("bench.TrainingStep.step", "batch: 32", 80, "ms/op"));
    baseline(
        "box.libtorch",
        score("bench.LibtorchTrainingStep.step", "batch: 32", 400, "ms/op"),
        score("bench.LibtorchDirectLayer.forward", "layer: 3-64-64-56, batch: 32", 30, "ms/op"));
    baseline("box.opacus", score("OpacusDpStep.dpSgd", "work: small 512", 500, "ms/op"));

    BenchmarkTables.write(folder);

    String text = Files.readString(folder.resolve("README.md"));
    assertThat(text).startsWith("before\n").endsWith("after\n").doesNotContain("old");
    String jdk17 = text.substring(text.indexOf("### box-jdk17"), text.indexOf("### box-jdk25"));
    assertThat(jdk17)
        .contains("| TrainingStep.step | batch=32 | 100 ms | 1.00 | 320 | 4.00 |")
        .contains("| benchmark | parameters | time | ± (99.9 %) | images/s | × libtorch | × direct |")
        .contains("| FourierLayer.forward | batch=32, layer=3-64-64-56 | 10.0 ms | 1.00 | 3200 | 3.00 | 2.00 |")
        .contains("| ThreadScaling.step | batch=256, threads=2 | 50.0 ms | 1.00 | 5120 | 1.80 |")
        .contains("| DpStep.dpSgd | work=small 512 | 250 ms | 1.00 | 2048 | 2.00 | 2.50 |")
        .contains("| Ladder.mlp | | 12.5 s | 1.00 |");
    assertThat(text.substring(text.indexOf("### box-jdk25")))
        .contains("| TrainingStep.step | batch=32 | 80.0 ms | 1.00 | 400 | 5.00 |");
    assertThat(folder.resolve("baselines/box-jdk17.png")).isNotEmptyFile();
    assertThat(folder.resolve("baselines/box-jdk25.png")).isNotEmptyFile();
  }

  @Test
  void saysOnWhichMachineWhereThatIsKnown() throws IOException {
    baseline("box-jdk17", score("bench.TrainingStep.step", "batch: 32", 100, "ms/op"));
    baseline("box-jdk17.more", score("nn.engine.DirectLayer.forward", "layer: 3-64-64-56, batch: 32", 20, "ms/op"));
    baseline("other-jdk17", score("bench.TrainingStep.step", "batch: 32", 100, "ms/op"));
    String line =
        MeasuredOn.line(
            Map.of(
                "cpu", "Box 9000", "processors", "2", "memory_bytes", "8000000000", "os", "Linux 6.1", "architecture",
                "amd64", "blas", "OpenBLAS", "commit", "abc", "clean", "no"));
    for (String name : List.of("box-jdk17", "box-jdk17.more")) {
      MeasuredOn.write(folder.resolve("baselines").resolve(name + ".json"), line);
    }

    BenchmarkTables.write(folder);

    assertThat(Files.readString(folder.resolve("README.md")))
        .contains(
            "### box-jdk17\n\nJDK 17; Box 9000, 2 processors, memory 8.0 GB, Linux 6.1 (amd64), BLAS OpenBLAS,"
                + " commit abc with changes. Nothing else running;")
        .contains("### other-jdk17\n\nJDK 17. Nothing else running;");
  }

  @Test
  void comparesDirectLayersWithMatrixProducts() throws IOException {
    baseline(
        "box-jdk17",
        // 32 images of 2 x 9 x 64 x 128 x 28 x 28 operations in 100 ms: 37 GFLOP/s, of 100.
        score("nn.engine.DirectLayer.forward", "layer: 3-64-128-56-2, batch: 32", 100, "ms/op"),
        score("nn.engine.DirectLayer.forwardAndBackward", "layer: 3-64-128-56-2, batch: 32", 200, "ms/op"),
        score("nn.engine.FourierLayer.forward", "layer: 3-64-64-56, batch: 32", 10, "ms/op"),
        score("nn.engine.MachineLimits.sgemm", "", MachineLimits.SGEMM_FLOPS / 1e8, "ms/op"));

    BenchmarkTables.write(folder);

    assertThat(Files.readString(folder.resolve("README.md")))
        .contains("| DirectLayer.forward | batch=32, layer=3-64-128-56-2 | 100 ms | 1.00 | 320 | 0.37 |")
        .contains("| DirectLayer.forwardAndBackward | batch=32, layer=3-64-128-56-2 | 200 ms | 1.00 | 160 | 0.55 |")
        .contains("| FourierLayer.forward | batch=32, layer=3-64-64-56 | 10.0 ms | 1.00 | 3200 | |");
  }

  @Test
  void showsWhereTheStepsTimeGoes() throws IOException {
    baseline(
        "box-jdk17",
        step(1, StepPart.LOSS, StepPart.PRODUCTS),
        step(2, StepPart.LOSS, StepPart.PRODUCTS, StepPart.INPUT_PRODUCTS),
        score("nn.engine.MachineLimits.sgemm", "", MachineLimits.SGEMM_FLOPS / 1e8, "ms/op"),
        score("nn.engine.MachineLimits.triad", "", MachineLimits.TRIAD_BYTES / 2e7, "ms/op"));

    BenchmarkTables.write(folder);

    assertThat(Files.readString(folder.resolve("README.md")))
        .contains("add up to 13 ms; the whole step took 20 ms")
        .contains("(100 GFLOP/s)", "(20.0 GB/s)")
        .contains("| loss ||| 1.00 | 7.7 % |||")
        .contains("| products, data gradient || 4.00 | 4.00 | 30.8 % |");
    assertThat(folder.resolve("baselines/box-jdk17-step.png")).isNotEmptyFile();
  }

  @Test
  void partsNeedTheMachinesLimits() throws IOException {
    baseline("box-jdk17", step(1, StepPart.LOSS));
    assertThatThrownBy(() -> BenchmarkTables.write(folder)).hasMessageContaining("expected MachineLimits.sgemm");
  }

  @Test
  void peersNeedASitting() throws IOException {
    baseline("box.libtorch", score("bench.LibtorchTrainingStep.step", "batch: 32", 400, "ms/op"));
    assertThatThrownBy(() -> BenchmarkTables.write(folder)).hasMessageContaining("box-jdkNN");
  }

  private void baseline(String name, String... scores) throws IOException {
    Files.writeString(folder.resolve("baselines").resolve(name + ".json"), "[" + String.join(",", scores) + "]");
  }

  private static String score(String benchmark, String parameters, double time, String unit) {
    return score(benchmark, parameters, time, unit, "{}");
  }

  private static String score(String benchmark, String parameters, double time, String unit, String counters) {
    String params =
        parameters.isEmpty() ? "" : "\"" + parameters.replace(": ", "\": \"").replace(", ", "\", \"") + "\"";
    return """
        {"benchmark": "org.palimpsest.%s", "jdkVersion": "17", "params": {%s}, "secondaryMetrics": %s,
         "primaryMetric": {"score": %s, "scoreError": 1.0, "scoreUnit": "%s"}}
        """
        .formatted(benchmark, params, counters, time, unit);
  }

  /** Ten steps in two iterations; each of {@code parts} takes 1 ms on its own, 4 ms if it is a product. */
  private static String step(int layer, StepPart... parts) {
    String counters =
        Arrays.stream(StepPart.values())
            .map(part -> counter(part.counter(), nanoseconds(part, parts)))
            .collect(Collectors.joining(", ", "{" + counter("steps", 5) + ", ", "}"));
    return score("nn.engine.StepParts.step", "layer: " + layer + ", batch: 256", 20, "ms/op", counters);
  }

  private static double nanoseconds(StepPart part, StepPart... parts) {
    if (!Arrays.asList(parts).contains(part)) {
      return 0;
    }
    return part == StepPart.LOSS ? 5e6 : 20e6;
  }

  private static String counter(String name, double iteration) {
    return "\"%s\": {\"rawData\": [[%s, %s]]}".formatted(name, iteration, iteration);
  }
}

package org.palimpsest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselineTest {

  private static final String JMH =
      """
      [{"jmhVersion": "1.37", "benchmark": "org.palimpsest.bench.TrainingStep.step", "mode": "avgt", "threads": 1,
        "forks": 1, "jvm": "/somebody/jdk/bin/java", "jvmArgs": ["-Xmx4g", "-Dhome=/somebody"],
        "jdkVersion": "17.0.15", "vmName": "VM", "warmupIterations": 3, "measurementIterations": 2,
        "params": {"batch": "256"},
        "primaryMetric": {"score": 15.0, "scoreError": 0.5, "scoreConfidence": [1, 2],
          "scorePercentiles": {"0.0": 14.0}, "scoreUnit": "ms/op", "rawData": [[14.0, 16.0]]},
        "secondaryMetrics": {"steps": {"score": 30.0, "scoreError": "NaN", "scoreUnit": "#",
          "scoreConfidence": ["NaN", "NaN"], "rawData": [[10.0, 20.0]]}}}]
      """;

  @TempDir private Path folder;

  @Test
  void keepsTheFiguresAndNoPaths() throws IOException {
    Path baseline = folder.resolve("machine-jdk17.json");
    Baseline.write(Files.writeString(folder.resolve("jmh.json"), JMH), baseline);

    assertThat(Files.readString(baseline)).doesNotContain("somebody", "jvm", "Percentiles", "Confidence");
    assertThat(Score.read(baseline)).isEqualTo(Score.read(folder.resolve("jmh.json")));
    Score score = Score.read(baseline).get(0);
    assertThat(score.name()).isEqualTo("TrainingStep.step");
    assertThat(score.counters()).containsEntry("steps", 30.0);
    assertThat(score.rate()).isEqualTo(256_000 / 15.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../machine-jdk17", "Machine jdk17", "machine-jdk17.a.b", ""})
  void refusesOtherNames(String name) {
    assertThatThrownBy(() -> Baseline.main(new String[] {"jmh.json", name}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    Path empty = Files.writeString(folder.resolve("jmh.json"), "[]");
    assertThatThrownBy(() -> Baseline.write(empty, folder.resolve("machine-jdk17.json")))
        .hasMessageContaining("at least one benchmark");
  }
}

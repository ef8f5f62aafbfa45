package org.palimpsest.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One line of JMH's JSON.
 *
 * @param name class and method, such as {@code TrainingStep.step}
 * @param parameters JMH parameters by name
 * @param milliseconds per call
 * @param error half the width of JMH's 99.9 % interval, milliseconds; NaN from a single iteration
 */
record Score(String name, Map<String, String> parameters, double milliseconds, double error, String jdk) {

  static List<Score> read(Path json) throws IOException {
    List<Score> scores = new ArrayList<>();
    for (JsonNode entry : new ObjectMapper().readTree(json.toFile())) {
      Map<String, String> parameters = new TreeMap<>();
      entry.path("params").fields().forEachRemaining(p -> parameters.put(p.getKey(), p.getValue().asText()));
      String benchmark = entry.path("benchmark").asText();
      JsonNode metric = entry.path("primaryMetric");
      String unit = metric.path("scoreUnit").asText();
      scores.add(
          new Score(
              benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1),
              parameters,
              metric.path("score").asDouble() * milliseconds(unit),
              metric.path("scoreError").asDouble(Double.NaN) * milliseconds(unit),
              entry.path("jdkVersion").asText()));
    }
    return scores;
  }

  /** Images a second; one image a call where there is no batch. */
  double samplesPerSecond() {
    return Integer.parseInt(parameters.getOrDefault("batch", "1")) * 1000.0 / milliseconds;
  }

  private static double milliseconds(String unit) {
    return switch (unit) {
      case "s/op" -> 1e3;
      case "ms/op" -> 1;
      case "us/op" -> 1e-3;
      case "ns/op" -> 1e-6;
      default -> throw new IllegalArgumentException("scoreUnit: expected a time per call, was " + unit);
    };
  }
}

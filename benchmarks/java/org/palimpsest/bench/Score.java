package org.palimpsest.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * One line of JMH's JSON.
 *
 * @param benchmark class, such as {@code TrainingStep}
 * @param method such as {@code step}
 * @param parameters JMH parameters by name
 * @param unit a unit of time, as JMH names it: {@code ms/op}
 * @param time per call, in that unit
 * @param error half the width of JMH's 99.9 % interval; NaN from a single iteration
 * @param counters sums over all iterations of what the benchmark itself counted
 * @param jdk empty where no JVM was measured
 */
record Score(
    String benchmark,
    String method,
    Map<String, String> parameters,
    String unit,
    double time,
    double error,
    Map<String, Double> counters,
    String jdk) {

  Score {
    milliseconds(unit);
    parameters = Map.copyOf(parameters);
    counters = Map.copyOf(counters);
  }

  static List<Score> read(Path json) throws IOException {
    List<Score> scores = new ArrayList<>();
    for (JsonNode entry : new ObjectMapper().readTree(json.toFile())) {
      scores.add(of(entry));
    }
    return scores;
  }

  private static Score of(JsonNode entry) {
    Map<String, String> parameters = new TreeMap<>();
    entry.path("params").fields().forEachRemaining(p -> parameters.put(p.getKey(), p.getValue().asText()));
    Map<String, Double> counters = new TreeMap<>();
    entry.path("secondaryMetrics").fields().forEachRemaining(c -> counters.put(c.getKey(), sum(c.getValue())));
    String[] path = entry.path("benchmark").asText().split("\\.");
    JsonNode metric = entry.path("primaryMetric");
    return new Score(
        path[path.length - 2],
        path[path.length - 1],
        parameters,
        metric.path("scoreUnit").asText(),
        metric.path("score").asDouble(),
        metric.path("scoreError").asDouble(Double.NaN),
        counters,
        entry.path("jdkVersion").asText());
  }

  private static double sum(JsonNode metric) {
    double sum = 0;
    for (JsonNode fork : metric.path("rawData")) {
      for (JsonNode iteration : fork) {
        sum += iteration.asDouble();
      }
    }
    return sum;
  }

  /** {@code TrainingStep.step}. */
  String name() {
    return benchmark + "." + method;
  }

  double milliseconds() {
    return time * milliseconds(unit);
  }

  /** The images of a call, by the parameter {@code batch} or the second word of {@code work}. */
  OptionalInt batch() {
    String batch = parameters.get("batch");
    if (batch == null && parameters.containsKey("work")) {
      batch = parameters.get("work").split(" ")[1];
    }
    return batch == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(batch));
  }

  /** Images a second; calls a second where a call has no images. */
  double rate() {
    return batch().orElse(1) * 1000.0 / milliseconds();
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

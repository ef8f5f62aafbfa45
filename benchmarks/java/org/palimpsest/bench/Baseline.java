package org.palimpsest.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.experiment.Machine;

/**
 * Takes a JMH JSON among the baselines: only what the tables and a reader of the numbers need, nothing that tells of
 * the folders of the machine it was measured on.
 */
public final class Baseline {

  private static final List<String> KEPT =
      List.of(
          "benchmark",
          "mode",
          "threads",
          "forks",
          "jdkVersion",
          "vmName",
          "warmupIterations",
          "measurementIterations",
          "params",
          "primaryMetric",
          "secondaryMetrics");
  private static final List<String> KEPT_OF_METRIC = List.of("score", "scoreError", "scoreUnit", "rawData");

  private Baseline() {}

  /**
   * A JMH JSON and the baseline's name, {@code MACHINE-jdkNN[.PART]}; run from the repository's root, on the machine
   * and with the libraries that were measured, for a line on them is kept beside the baseline.
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 2 || args[1].isBlank()) {
      throw new IllegalArgumentException(
          "arguments: expected a JMH JSON and the baseline's name (-Dbench.json, -Dbaseline), was " + List.of(args));
    }
    String file = args[1] + ".json";
    Sitting.named(file);
    Path baseline = Path.of("benchmarks", "baselines", file);
    Map<String, String> facts = new LinkedHashMap<>(Machine.describe());
    facts.putAll(Machine.engine());
    write(Path.of(args[0]), baseline);
    MeasuredOn.write(baseline, MeasuredOn.line(facts));
  }

  static void write(Path json, Path baseline) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode kept = mapper.createArrayNode();
    for (JsonNode entry : mapper.readTree(json.toFile())) {
      kept.add(keep((ObjectNode) entry));
    }
    if (kept.isEmpty()) {
      throw new IllegalArgumentException(json + ": expected at least one benchmark, was none");
    }
    Files.writeString(baseline, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(kept) + "\n");
  }

  private static ObjectNode keep(ObjectNode entry) {
    ObjectNode kept = entry.retain(KEPT);
    ((ObjectNode) kept.required("primaryMetric")).retain(KEPT_OF_METRIC);
    for (JsonNode counter : kept.path("secondaryMetrics")) {
      ((ObjectNode) counter).retain(KEPT_OF_METRIC);
    }
    if (kept.path("secondaryMetrics").isEmpty()) {
      kept.remove("secondaryMetrics");
    }
    return kept;
  }
}

package org.palimpsest.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code provenance.json}: how the results came to be. Every part of it is optional; parts this class does not know
 * are shown as they are.
 */
record Provenance(JsonNode root) {

  /** The parts that have their own place on the page. */
  private static final List<String> PLACED = List.of("experiment", "settings", "cells");

  /** One cell of the grid, as far as the file tells. */
  record Cell(
      String id, String method, String variant, double rho, int seed, String state, double elapsedSeconds) {}

  /** Reads the file; a file that does not exist is an empty provenance. */
  static Provenance read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new Provenance(MissingNode.getInstance());
    }
    try {
      return new Provenance(new ObjectMapper().readTree(Files.readString(file)));
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s: line %d: expected JSON, was %s"
              .formatted(file, e.getLocation().getLineNr(), e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    }
  }

  boolean isEmpty() {
    return root.isMissingNode();
  }

  /** A text of the experiment's description, such as {@code title} or {@code command}; empty if not given. */
  String experiment(String key) {
    return root.path("experiment").path(key).asText("");
  }

  /** What was chosen for the run, by name. */
  Map<String, String> settings() {
    return flat(root.path("settings"));
  }

  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (JsonNode cell : root.path("cells")) {
      cells.add(
          new Cell(
              cell.path("id").asText(""), cell.path("method").asText(""), cell.path("variant").asText(""),
              cell.path("rho").asDouble(Double.NaN), cell.path("seed").asInt(0), cell.path("state").asText(""),
              cell.path("seconds").asDouble(Double.NaN)));
    }
    return cells;
  }

  /** Everything else, by heading: what stands directly at the top comes under {@code general}. */
  Map<String, Map<String, String>> rest() {
    Map<String, Map<String, String>> parts = new LinkedHashMap<>();
    Map<String, String> general = new LinkedHashMap<>();
    root.properties().forEach(
        field -> {
          if (field.getValue().isValueNode()) {
            general.put(field.getKey(), field.getValue().asText());
          } else if (!PLACED.contains(field.getKey())) {
            parts.put(field.getKey(), flat(field.getValue()));
          }
        });
    if (!general.isEmpty()) {
      parts.put("general", general);
    }
    return parts;
  }

  /** Nested objects and arrays become one level of dotted names. */
  private static Map<String, String> flat(JsonNode node) {
    Map<String, String> values = new LinkedHashMap<>();
    flatten("", node, values);
    return values;
  }

  private static void flatten(String name, JsonNode node, Map<String, String> values) {
    String prefix = name.isEmpty() ? "" : name + ".";
    if (node.isObject()) {
      node.properties().forEach(field -> flatten(prefix + field.getKey(), field.getValue(), values));
    } else if (node.isArray() && node.valueStream().allMatch(JsonNode::isValueNode)) {
      values.put(name, String.join(", ", node.valueStream().map(JsonNode::asText).toList()));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(prefix + i, node.get(i), values);
      }
    } else if (!node.isMissingNode()) {
      values.put(name, node.asText());
    }
  }
}

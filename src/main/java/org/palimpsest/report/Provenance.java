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
import java.util.Optional;
import java.util.stream.Collectors;

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

  /** What makes the job smaller than the published one, if it is. */
  List<String> reductions() {
    return root.path("experiment").path("reductions").valueStream().map(JsonNode::asText).toList();
  }

  /** The title that the provenance gives to a method, by its catalogue name. */
  Optional<String> title(String method) {
    return root.path("settings").path("methods").valueStream()
        .filter(choice -> choice.path("settings").path("method").asText().equals(method))
        .map(choice -> choice.path("title").asText(""))
        .filter(title -> !title.isEmpty())
        .findFirst();
  }

  /**
   * What was chosen for the run, by name, a line for each item of a list. What an item says again of the whole run
   * is left out.
   */
  Map<String, List<String>> settings() {
    JsonNode settings = root.path("settings");
    Map<String, List<String>> lines = new LinkedHashMap<>();
    settings.properties().forEach(field -> lines.put(field.getKey(), lines(field.getValue(), settings)));
    return lines;
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

  /** What training of a cell promised, by item; empty if nothing, or if that is not recorded. */
  Map<String, List<String>> promise(String cellId) {
    Map<String, List<String>> items = new LinkedHashMap<>();
    root.path("cells").valueStream()
        .filter(cell -> cell.path("id").asText().equals(cellId))
        .flatMap(cell -> cell.path("promise").propertyStream())
        .forEach(item -> items.put(item.getKey(), item.getValue().valueStream().map(JsonNode::asText).toList()));
    return items;
  }

  /** What the grid owes: each cell's features as they are, and without what each eraser takes out of them. */
  List<Cell> promised() {
    List<String> erasures =
        root.path("settings").path("erasers").valueStream().map(eraser -> eraser.path("variant").asText()).toList();
    List<Cell> promised = new ArrayList<>();
    for (Cell cell : cells()) {
      promised.add(cell);
      for (String erasure : erasures) {
        String variant = cell.variant().isEmpty() ? erasure : cell.variant() + " " + erasure;
        promised.add(new Cell(cell.id(), cell.method(), variant, cell.rho(), cell.seed(), cell.state(), Double.NaN));
      }
    }
    return promised;
  }

  /** Everything else, by heading: what stands directly at the top comes under {@code general}. */
  Map<String, Map<String, List<String>>> rest() {
    Map<String, Map<String, List<String>>> parts = new LinkedHashMap<>();
    Map<String, List<String>> general = new LinkedHashMap<>();
    root.properties().forEach(
        field -> {
          if (field.getValue().isValueNode()) {
            general.put(field.getKey(), List.of(field.getValue().asText()));
          } else if (!PLACED.contains(field.getKey())) {
            Map<String, List<String>> part = new LinkedHashMap<>();
            field.getValue().properties().forEach(f -> part.put(f.getKey(), lines(f.getValue(), root)));
            parts.put(field.getKey(), part);
          }
        });
    if (!general.isEmpty()) {
      parts.put("general", general);
    }
    return parts;
  }

  private static List<String> lines(JsonNode value, JsonNode whole) {
    boolean list = value.isArray() && !value.isEmpty() && value.get(0).isObject();
    return list ? value.valueStream().map(item -> inline(item, whole)).toList() : List.of(inline(value, whole));
  }

  /** On one line: {@code epochs 80, network (kernelSize 7, widths 16 32 64 128)}. */
  private static String inline(JsonNode value, JsonNode whole) {
    if (value.isArray()) {
      String between = value.valueStream().allMatch(JsonNode::isValueNode) ? " " : "; ";
      return value.valueStream().map(item -> inline(item, whole)).collect(Collectors.joining(between));
    }
    if (!value.isObject()) {
      return value.asText();
    }
    return value.properties().stream()
        .filter(field -> !field.getValue().equals(whole.path(field.getKey())))
        .map(field -> Map.entry(field.getKey(), inline(field.getValue(), whole)))
        .filter(field -> !field.getValue().isEmpty())
        .map(field -> field.getKey() + (value.path(field.getKey()).isObject()
            ? " (" + field.getValue() + ")" : " " + field.getValue()))
        .collect(Collectors.joining(", "));
  }
}

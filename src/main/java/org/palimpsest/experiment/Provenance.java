package org.palimpsest.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.data.digits.DigitFiles;
import org.palimpsest.data.digits.Pools;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.experiment.spec.SpecJson;

/**
 * Where results come from: what was run, on which data, by which code, on which machine, and how long it took. It is
 * written as {@code provenance.json} and read back as a {@link RecordedRun}.
 */
public final class Provenance {

  static final String EXPERIMENT = "experiment";
  static final String TASK = "task";
  static final String SETTINGS = "settings";
  static final String ATTACKERS = "attackers";
  static final String CELLS = "cells";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String command;
  private final Map<String, String> environment;
  private final String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  private final Map<String, String> data = new LinkedHashMap<>();
  private final Map<String, Object> sweep = new LinkedHashMap<>();
  private final List<AttackerRecord> attackers = new ArrayList<>();
  private Optional<TaskRecord> task = Optional.empty();

  /**
   * @param command what was typed
   * @param environment name and value of whatever describes code and machine, such as {@code commit}
   */
  public Provenance(String command, Map<String, String> environment) {
    this.command = command;
    this.environment = new LinkedHashMap<>(environment);
  }

  /** Takes the checksums of the images in use. */
  void data(DigitFiles dataset, Pools pools) {
    data.put("digits", dataset.name());
    data.put("description", Digits.DESCRIPTIONS.getOrDefault(dataset.name(), dataset.description()));
    data.put("encoder_train_sha256", pools.encoderTrain().checksum());
    pools.validation().ifPresent(images -> data.put("validation_sha256", images.checksum()));
    data.put("attack_train_sha256", pools.attackTrain().checksum());
    data.put("test_sha256", pools.test().checksum());
  }

  /** Takes the task that the run is about. */
  void task(TaskRecord record) {
    task = Optional.of(record);
  }

  /** Takes what attackers and controls declare of themselves. */
  void attackers(List<AttackerRecord> records) {
    attackers.addAll(records);
  }

  /** Takes what makes the run a sweep. */
  void sweep(SweepSpec spec) {
    sweep.put("budget", spec.budget());
    sweep.put("rules", spec.rules());
    sweep.put("attackers", spec.experiment().attackers());
  }

  JsonNode json(ExperimentSpec spec, String dataset, ResultsFolder results) throws IOException {
    ObjectNode root = NODES.objectNode();
    ObjectNode experiment = root.putObject(EXPERIMENT);
    experiment.put("name", spec.name());
    experiment.put("title", spec.title());
    experiment.put("reproduces", spec.reproduces());
    experiment.put("expect", spec.expect());
    experiment.put("cost", spec.cost());
    experiment.put("command", command);
    experiment.put("started", started);
    experiment.put("written", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    experiment.put("scale", spec.scale(dataset));
    experiment.set("reductions", SpecJson.tree(spec.reductions(dataset)));
    task.ifPresent(record -> record.write(root.putObject(TASK)));
    if (!attackers.isEmpty()) {
      ArrayNode records = root.putArray(ATTACKERS);
      attackers.forEach(record -> record.write(records.addObject()));
    }
    ObjectNode settings = root.putObject(SETTINGS);
    settings.put("digits", dataset);
    settings.put("protocol", RecordBinder.spelling(spec.protocol()));
    settings.set("pools", SpecJson.tree(spec.pools()));
    settings.set("network", SpecJson.tree(spec.network()));
    settings.set("train", SpecJson.tree(spec.train()));
    settings.set("rho", SpecJson.tree(spec.rho()));
    settings.set("methods", methods(spec));
    settings.set("attackers", SpecJson.tree(spec.allAttackers()));
    if (!spec.erasers().isEmpty()) {
      settings.set("erasers", erasers(spec));
    }
    settings.put("seeds", spec.seeds());
    settings.put("seed", spec.seed());
    if (!sweep.isEmpty()) {
      root.set("sweep", SpecJson.tree(sweep));
    }
    root.set(CELLS, cells(results));
    root.set("environment", SpecJson.tree(environment));
    root.set("data", SpecJson.tree(data));
    return root;
  }

  private static ArrayNode erasers(ExperimentSpec spec) {
    ArrayNode erasers = NODES.arrayNode();
    for (EraserChoice choice : spec.erasers()) {
      ObjectNode eraser = erasers.addObject();
      eraser.put("title", choice.eraser().title());
      eraser.put("variant", choice.label());
      eraser.put("citation", choice.eraser().citation());
      eraser.set("settings", SpecJson.tree(choice.eraser()));
      eraser.put("rho", choice.rho().map(String::valueOf).orElse("train"));
    }
    return erasers;
  }

  private static ArrayNode methods(ExperimentSpec spec) {
    ArrayNode methods = NODES.arrayNode();
    for (MethodChoice choice : spec.methods()) {
      ObjectNode method = methods.addObject();
      method.put("title", choice.method().title());
      method.put("variant", choice.variant());
      method.put("role", KnownRoles.method(choice.method().name()).label());
      method.put("citation", choice.method().citation());
      method.set("settings", SpecJson.tree(choice.method()));
      if (!choice.at().isEmpty()) {
        method.set("at", SpecJson.tree(choice.at()));
      }
      if (!choice.drawn().isEmpty()) {
        method.set("drawn", SpecJson.tree(choice.drawn()));
      }
      method.set("network", SpecJson.tree(choice.network()));
      method.set("rho", SpecJson.tree(choice.rho()));
    }
    return methods;
  }

  private static ArrayNode cells(ResultsFolder results) throws IOException {
    ArrayNode cells = NODES.arrayNode();
    for (Cell cell : results.cells()) {
      CellFolder folder = results.cell(cell);
      ObjectNode node = cells.addObject();
      node.put("id", cell.id());
      node.put("method", cell.spec().method().name());
      node.put("variant", cell.variant());
      node.put("condition", AxisLabel.rho(cell.spec().rho()).text());
      node.put("rho", cell.spec().rho());
      node.put("seed", cell.spec().number());
      node.put("state", folder.state().label());
      Map<String, Double> seconds = folder.seconds();
      node.put("seconds", seconds.values().stream().mapToDouble(Double::doubleValue).sum());
      node.set("seconds_by_stage", SpecJson.tree(seconds));
      if (folder.failure().isPresent()) {
        node.put("message", folder.failure().get());
      }
      Map<String, List<String>> promise = folder.statement();
      if (!promise.isEmpty()) {
        ObjectNode items = node.putObject("promise");
        promise.forEach((item, lines) -> items.set(item, SpecJson.tree(lines)));
      }
    }
    return cells;
  }
}

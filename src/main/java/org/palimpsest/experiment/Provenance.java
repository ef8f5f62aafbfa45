package org.palimpsest.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palimpsest.data.Condition;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Task;
import org.palimpsest.data.digits.DigitData;
import org.palimpsest.experiment.Cell.CellState;
import org.palimpsest.experiment.MeasurePlan.AttackerChoice;
import org.palimpsest.experiment.MeasurePlan.EraserChoice;
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
  static final String FRONTIER = "frontier";
  static final String SEQUENTIAL = "sequential";

  static final String ORIGIN = "origin";

  /** In the place of who made something, where that was not kept. */
  static final String NOT_RECORDED = "not recorded";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String command;
  private final Map<String, String> environment;
  private final String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  private final Map<String, String> data = new LinkedHashMap<>();
  private Optional<TaskRecord> task = Optional.empty();
  private final Map<String, Object> sweep = new LinkedHashMap<>();

  /**
   * @param command what was typed
   * @param environment name and value of whatever describes code and machine, such as {@code commit}
   */
  public Provenance(String command, Map<String, String> environment) {
    this.command = command;
    this.environment = new LinkedHashMap<>(environment);
  }

  /** Takes more of what describes code and machine. */
  public void environment(Map<String, String> facts) {
    environment.putAll(facts);
  }

  /** Takes what is asked of which images, and their checksums. */
  void task(Dataset dataset, Task task, Condition condition) {
    this.task = Optional.of(TaskRecord.of(dataset, task, condition));
    data.put("dataset", dataset.name());
    data.put("description", dataset.description());
    data.put("encoder_train_sha256", task.train().id());
    task.validation().ifPresent(pool -> data.put("validation_sha256", pool.id()));
    data.put("attack_train_sha256", task.attack().id());
    data.put("test_sha256", task.split(task.headline()).pool().id());
  }

  /** What is asked of which images. */
  TaskRecord task() {
    return task.orElseThrow();
  }

  /** Takes what makes the run a sweep. */
  void sweep(SweepSpec spec) {
    sweep.put("budget", spec.budget());
    sweep.put("rules", spec.rules());
    sweep.put("attackers", spec.experiment().attackers());
  }

  JsonNode json(ExperimentSpec spec, ResultsFolder results) throws IOException {
    ObjectNode root = NODES.objectNode();
    ObjectNode experiment = root.putObject(EXPERIMENT);
    experiment.put("name", spec.name());
    experiment.put("title", spec.title());
    experiment.put("reproduces", spec.reproduces());
    experiment.put("expect", spec.expect());
    experiment.put("found", spec.found());
    experiment.set("checks", SpecJson.tree(spec.checks()));
    experiment.put("cost", spec.cost());
    experiment.put("command", command);
    experiment.put("started", started);
    experiment.put("written", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    experiment.put("scale", spec.scale());
    experiment.set("reductions", SpecJson.tree(spec.reductions()));
    ObjectNode settings = root.putObject(SETTINGS);
    settings.put(spec.dataset() instanceof DigitData ? "digits" : "dataset", spec.dataset().name());
    if (!RecordBinder.settings(spec.dataset()).isEmpty()) {
      settings.set("dataset_settings", SpecJson.tree(RecordBinder.settings(spec.dataset())));
    }
    spec.fingerprint().ifPresent(text -> settings.put("dataset_fingerprint", text));
    settings.put("protocol", RecordBinder.spelling(spec.protocol()));
    settings.set("pools", SpecJson.tree(spec.pools()));
    settings.set("network", SpecJson.tree(spec.network()));
    settings.set("train", SpecJson.tree(spec.train()));
    settings.set("rho", levels(spec.conditions()));
    settings.set("methods", methods(spec));
    spec.frontier().ifPresent(plain -> frontier(settings.putObject(FRONTIER), plain, spec));
    settings.set("attackers", SpecJson.tree(spec.allAttackers()));
    if (!spec.erasers().isEmpty()) {
      settings.set("erasers", erasers(spec));
    }
    settings.put("seeds", spec.seeds());
    if (spec.predictions()) {
      settings.put("predictions", true);
    }
    if (spec.sequential()) {
      settings.put(SEQUENTIAL, true);
    }
    settings.put("seed", spec.seed());
    if (!sweep.isEmpty()) {
      root.set("sweep", SpecJson.tree(sweep));
    }
    task.ifPresent(record -> record.write(root.putObject(TASK)));
    ArrayNode attackers = root.putArray(ATTACKERS);
    Stream.concat(
            spec.attackers().stream().map(choice -> record(spec, choice)),
            spec.modelAttacks().stream().map(AttackerRecord::of))
        .distinct()
        .forEach(record -> record.write(attackers.addObject()));
    root.set(CELLS, cells(results));
    origin(root.putObject(ORIGIN), results);
    root.set("environment", SpecJson.tree(environment));
    root.set("data", SpecJson.tree(data));
    return root;
  }

  private static void frontier(ObjectNode json, MethodChoice plain, ExperimentSpec spec) {
    json.put("method", plain.method().name());
    json.put("variant", plain.variant());
    json.set("conditions", SpecJson.tree(plain.conditions().stream().map(Condition::label).toList()));
    Set<Condition> grid = new HashSet<>();
    spec.methods().stream()
        .filter(choice -> choice.method().equals(plain.method()) && choice.variant().equals(plain.variant()))
        .forEach(choice -> grid.addAll(choice.conditions()));
    List<Condition> only = plain.conditions().stream().filter(condition -> !grid.contains(condition)).toList();
    json.set("only", SpecJson.tree(only.stream().map(Condition::label).toList()));
  }

  private static ArrayNode erasers(ExperimentSpec spec) {
    ArrayNode erasers = NODES.arrayNode();
    for (EraserChoice choice : spec.erasers()) {
      ObjectNode eraser = erasers.addObject();
      eraser.put("title", choice.eraser().title());
      eraser.put("variant", choice.label());
      eraser.put("citation", choice.eraser().citation());
      eraser.set("settings", SpecJson.tree(choice.eraser()));
      eraser.put("rho", choice.mix().map(Mix::seedName).orElse("train"));
    }
    return erasers;
  }

  private static ArrayNode methods(ExperimentSpec spec) {
    ArrayNode methods = NODES.arrayNode();
    for (MethodChoice choice : spec.methods()) {
      ObjectNode method = methods.addObject();
      method.put("title", choice.method().title());
      method.put("role", MethodRole.of(choice.method()).label());
      method.put("variant", choice.variant());
      method.put("citation", choice.method().citation());
      method.set("settings", SpecJson.tree(choice.method()));
      choice.start().ifPresent(start -> method.set("start", SpecJson.tree(start.of(0, spec.seed()))));
      if (!choice.at().isEmpty()) {
        ObjectNode at = method.putObject("at");
        choice.at().forEach((condition, other) -> at.set(condition.value(), SpecJson.tree(other)));
      }
      if (!choice.drawn().isEmpty()) {
        method.set("drawn", SpecJson.tree(choice.drawn()));
      }
      method.set("network", SpecJson.tree(choice.network()));
      method.set("rho", levels(choice.conditions()));
    }
    return methods;
  }

  /** Numbers on an axis of numbers, labels elsewhere. */
  private static ArrayNode levels(List<Condition> conditions) {
    ArrayNode levels = NODES.arrayNode();
    for (Condition condition : conditions) {
      condition.level().ifPresentOrElse(levels::add, () -> levels.add(condition.label()));
    }
    return levels;
  }

  private static ArrayNode cells(ResultsFolder results) throws IOException {
    ArrayNode cells = NODES.arrayNode();
    for (Cell cell : results.cells()) {
      CellFolder folder = results.cell(cell);
      ObjectNode node = cells.addObject();
      node.put("id", cell.id());
      node.put("method", cell.spec().method().name());
      node.put("variant", cell.variant());
      cell.spec().condition().level().ifPresent(rho -> node.put("rho", rho));
      node.put("condition", cell.spec().condition().label());
      node.put("seed", cell.spec().number());
      node.put("state", folder.state().label());
      Map<String, Double> seconds = folder.seconds();
      node.put("seconds", seconds.values().stream().mapToDouble(Double::doubleValue).sum());
      node.set("seconds_by_stage", SpecJson.tree(seconds));
      makers(node, "trained_by", folder.state().isTrained(), folder.trainedBy());
      makers(node, "measured_by", folder.state() == CellState.FINISHED, folder.measuredBy().stream().toList());
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

  private static AttackerRecord record(ExperimentSpec spec, AttackerChoice choice) {
    AttackerRecord record = AttackerRecord.of(choice);
    return spec.reduction(choice).isPresent() ? record.reduced() : record;
  }

  private static void makers(ObjectNode cell, String key, boolean done, List<MadeBy> makers) {
    if (!makers.isEmpty()) {
      cell.set(key, SpecJson.tree(makers));
    } else if (done) {
      cell.put(key, NOT_RECORDED);
    }
  }

  /** The same of all cells together: how many were trained, and measured, by which code and where. */
  private static void origin(ObjectNode node, ResultsFolder results) throws IOException {
    Map<String, Integer> trained = new LinkedHashMap<>();
    Map<String, Integer> measured = new LinkedHashMap<>();
    for (Cell cell : results.cells()) {
      CellFolder folder = results.cell(cell);
      if (folder.state().isTrained()) {
        trained.merge(words(folder.trainedBy()), 1, Integer::sum);
      }
      if (folder.state() == CellState.FINISHED) {
        measured.merge(words(folder.measuredBy().stream().toList()), 1, Integer::sum);
      }
    }
    node.set("trained", counted(trained));
    node.set("measured", counted(measured));
  }

  private static String words(List<MadeBy> makers) {
    return makers.isEmpty()
        ? NOT_RECORDED
        : makers.stream().map(MadeBy::words).distinct().collect(Collectors.joining(", then "));
  }

  private static ArrayNode counted(Map<String, Integer> cells) {
    ArrayNode lines = NODES.arrayNode();
    cells.forEach((words, count) -> lines.add(count + (count == 1 ? " cell: " : " cells: ") + words));
    return lines;
  }
}

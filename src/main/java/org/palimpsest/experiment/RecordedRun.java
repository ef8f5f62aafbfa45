package org.palimpsest.experiment;

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
 * A {@code provenance.json} that was read, see {@link Provenance}. Every part of it is optional; parts that this class
 * does not know are there as they are.
 */
public record RecordedRun(JsonNode root) {

  /** Parts that {@link #rest} leaves out. */
  private static final List<String> KNOWN =
      List.of(Provenance.EXPERIMENT, Provenance.SETTINGS, Provenance.CELLS, Provenance.TASK, Provenance.ATTACKERS);

  /** One cell of the grid, as far as the file tells. */
  public record RecordedCell(String id, Case at, int seed, String state, double elapsedSeconds) {}

  /**
   * The plain training against which methods are compared at equal target accuracy.
   *
   * @param only those of its conditions that the grid has it not under: they are there for the frontier alone
   */
  public record RecordedFrontier(Arm arm, List<AxisLabel> conditions, List<AxisLabel> only) {

    /** Whether a case, erased or not, is there for the frontier alone. */
    public boolean alone(Case at) {
      return at.arm().trained().equals(arm) && only.contains(at.condition());
    }
  }

  /** No provenance. */
  public static RecordedRun none() {
    return new RecordedRun(MissingNode.getInstance());
  }

  /**
   * Reads the file; a file that does not exist is an empty provenance.
   *
   * @throws IOException if it is no JSON, or says what no run writes; the message names the file
   */
  public static RecordedRun read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return none();
    }
    try {
      RecordedRun run = new RecordedRun(new ObjectMapper().readTree(Files.readString(file)));
      run.task("");
      run.attackers();
      run.roles();
      run.checks().forEach(Check::parse);
      return run;
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s: line %d: expected JSON, was %s"
              .formatted(file, e.getLocation().getLineNr(), e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  public boolean isEmpty() {
    return root.isMissingNode();
  }

  /** A text of the experiment's description, such as {@code title} or {@code command}; empty if not given. */
  public String experiment(String key) {
    return root.path(Provenance.EXPERIMENT).path(key).asText("");
  }

  /** What makes the job smaller than the published one, if it is. */
  public List<String> reductions() {
    return texts(root.path(Provenance.EXPERIMENT).path("reductions"));
  }

  /** The claims that the experiment's file asks to be checked. */
  public List<String> checks() {
    return texts(root.path(Provenance.EXPERIMENT).path("checks"));
  }

  /** The task; where none is recorded, that of coloured digits on {@code dataset}. */
  public TaskRecord task(String dataset) {
    JsonNode task = root.path(Provenance.TASK);
    return task.isObject() ? TaskRecord.of(task) : TaskRecord.digits(dataset);
  }

  /** Attackers and controls by {@link AttackerRecord#key}, those of the run over those that the suite knows. */
  public Map<String, AttackerRecord> attackers() {
    Map<String, AttackerRecord> all = new LinkedHashMap<>(KnownRoles.attackers());
    root.path(Provenance.ATTACKERS).valueStream().map(AttackerRecord::of).forEach(one -> all.put(one.key(), one));
    return all;
  }

  /** The part that a method has, by its catalogue name. */
  public MethodRole role(String method) {
    return roles().getOrDefault(method, KnownRoles.method(method));
  }

  private Map<String, MethodRole> roles() {
    Map<String, MethodRole> roles = new LinkedHashMap<>();
    for (JsonNode choice : root.path(Provenance.SETTINGS).path("methods")) {
      if (choice.hasNonNull("role")) {
        roles.put(choice.path("settings").path("method").asText(), MethodRole.of(choice.path("role").asText()));
      }
    }
    return roles;
  }

  /** The frontier, where the experiment has one. */
  public Optional<RecordedFrontier> frontier() {
    JsonNode json = root.path(Provenance.SETTINGS).path(Provenance.FRONTIER);
    return json.isObject()
        ? Optional.of(
            new RecordedFrontier(
                new Arm(json.path("method").asText(), json.path("variant").asText()),
                texts(json.path("conditions")).stream().map(AxisLabel::new).toList(),
                texts(json.path("only")).stream().map(AxisLabel::new).toList()))
        : Optional.empty();
  }

  /** Whether seeds were added after a look at results. */
  public boolean sequential() {
    return root.path(Provenance.SETTINGS).path(Provenance.SEQUENTIAL).asBoolean(false);
  }

  /** The title that the provenance gives to a method, by its catalogue name. */
  public Optional<String> title(String method) {
    return root.path(Provenance.SETTINGS).path("methods").valueStream()
        .filter(choice -> choice.path("settings").path("method").asText().equals(method))
        .map(choice -> choice.path("title").asText(""))
        .filter(title -> !title.isEmpty())
        .findFirst();
  }

  /**
   * What was chosen for the run, by name, a line for each item of a list. What an item says again of the whole run
   * is left out.
   */
  public Map<String, List<String>> settings() {
    JsonNode settings = root.path(Provenance.SETTINGS);
    Map<String, List<String>> lines = new LinkedHashMap<>();
    settings.properties().forEach(field -> lines.put(field.getKey(), lines(field.getValue(), settings)));
    return lines;
  }

  public List<RecordedCell> cells() {
    List<RecordedCell> cells = new ArrayList<>();
    for (JsonNode cell : root.path(Provenance.CELLS)) {
      AxisLabel condition =
          cell.hasNonNull("condition")
              ? new AxisLabel(cell.path("condition").asText())
              : AxisLabel.rho(cell.path("rho").asDouble(Double.NaN));
      cells.add(
          new RecordedCell(
              cell.path("id").asText(""),
              new Case(new Arm(cell.path("method").asText(""), cell.path("variant").asText("")), condition),
              cell.path("seed").asInt(0), cell.path("state").asText(""), cell.path("seconds").asDouble(Double.NaN)));
    }
    return cells;
  }

  /** Who trained the networks and who measured them, a line for each with the number of cells; empty if not recorded. */
  public Map<String, List<String>> origin() {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    root.path(Provenance.ORIGIN).properties().forEach(field -> lines.put(field.getKey(), texts(field.getValue())));
    return lines;
  }

  /** What training of a cell promised, by item; empty if nothing, or if that is not recorded. */
  public Map<String, List<String>> promise(String cellId) {
    Map<String, List<String>> items = new LinkedHashMap<>();
    root.path(Provenance.CELLS).valueStream()
        .filter(cell -> cell.path("id").asText().equals(cellId))
        .flatMap(cell -> cell.path("promise").propertyStream())
        .forEach(item -> items.put(item.getKey(), texts(item.getValue())));
    return items;
  }

  /** What the grid owes: each cell's features as they are, and without what each eraser takes out of them. */
  public List<RecordedCell> promised() {
    List<String> erasures =
        root.path(Provenance.SETTINGS).path("erasers").valueStream()
            .map(eraser -> eraser.path("variant").asText())
            .toList();
    List<RecordedCell> promised = new ArrayList<>();
    for (RecordedCell cell : cells()) {
      promised.add(cell);
      for (String erasure : erasures) {
        Arm arm = cell.at().arm();
        Arm erased = new Arm(arm.method(), arm.variant().isEmpty() ? erasure : arm.variant() + " " + erasure);
        promised.add(
            new RecordedCell(
                cell.id(), new Case(erased, cell.at().condition()), cell.seed(), cell.state(), Double.NaN));
      }
    }
    return promised;
  }

  /** Everything else, by heading: what stands directly at the top comes under {@code general}. */
  public Map<String, Map<String, List<String>>> rest() {
    Map<String, Map<String, List<String>>> parts = new LinkedHashMap<>();
    Map<String, List<String>> general = new LinkedHashMap<>();
    root.properties().forEach(
        field -> {
          if (field.getValue().isValueNode()) {
            general.put(field.getKey(), List.of(field.getValue().asText()));
          } else if (!KNOWN.contains(field.getKey())) {
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

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
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

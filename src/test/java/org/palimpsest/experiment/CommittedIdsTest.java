package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cells of all results kept in the repository, and of some that were, still have the ids under which they were
 * trained. If this fails, every network on anybody's disk has become somebody else's.
 */
class CommittedIdsTest {

  private static final Path RESULTS = Path.of("results");
  private static final Path RETIRED = Path.of("src/test/resources/ids");
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Path> provenances() {
    try (Stream<Path> folders = Files.list(RESULTS); Stream<Path> retired = Files.list(RETIRED)) {
      return Stream.concat(folders.map(folder -> folder.resolve("provenance.json")).filter(Files::exists), retired).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void thereAreResults() {
    assertThat(provenances()).hasSizeGreaterThan(3);
  }

  @ParameterizedTest
  @MethodSource("provenances")
  void cellsKeepTheirIds(Path file) throws IOException {
    JsonNode provenance = JSON.readTree(file.toFile());
    ExperimentSpec spec =
        new ExperimentReader(Catalogue.standard()).read(file.toString(), experiment(provenance).toString(), List.of());
    List<String> expected = new ArrayList<>();
    provenance
        .get("cells")
        .forEach(
            cell -> expected.add(label(cell.get("method").asText(), cell.get("variant").asText(), cell.get("id").asText())));
    List<String> found =
        spec.grid().stream()
            .map(cell -> label(cell.spec().method().name(), cell.variant(), cell.id()))
            .toList();
    assertThat(found).containsExactlyElementsOf(expected);
  }

  private static String label(String method, String variant, String id) {
    return id + " " + method + " " + variant;
  }

  /** The experiment file, which is YAML as all JSON is, that says what the provenance says was run. */
  private static ObjectNode experiment(JsonNode provenance) {
    ObjectNode spec = JSON.createObjectNode();
    spec.set("name", provenance.at("/experiment/name"));
    spec.set("title", provenance.at("/experiment/title"));
    JsonNode settings = provenance.get("settings");
    for (String key : List.of("digits", "dataset", "protocol", "pools", "network", "train", "rho", "seeds", "seed")) {
      if (settings.has(key)) {
        spec.set(key, settings.get(key));
      }
    }
    spec.putArray("attackers");
    ArrayNode methods = spec.putArray("methods");
    for (JsonNode method : settings.get("methods")) {
      ObjectNode choice = given(method.get("settings"));
      if (choice.has("base")) {
        ObjectNode dp = given(choice.get("dp"));
        dp.remove("method");
        choice = given(choice.get("base"));
        choice.set("dp", dp);
      }
      choice.set("network", method.get("network"));
      choice.set("rho", method.get("rho"));
      if (method.has("at")) {
        choice.set("at", method.get("at"));
      }
      methods.add(choice);
    }
    if (settings.has("frontier")) {
      spec.putObject("frontier").set("conditions", settings.get("frontier").get("conditions"));
    }
    return spec;
  }

  /** The settings that have a value. */
  private static ObjectNode given(JsonNode settings) {
    ObjectNode given = settings.deepCopy();
    for (Iterator<JsonNode> values = given.elements(); values.hasNext(); ) {
      if (values.next().isNull()) {
        values.remove();
      }
    }
    return given;
  }
}

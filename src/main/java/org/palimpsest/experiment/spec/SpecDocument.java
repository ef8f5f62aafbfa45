package org.palimpsest.experiment.spec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * A YAML text with the line of every key, and with assignments from the command line laid over it. Keys given twice
 * are refused.
 */
public final class SpecDocument {

  private static final YAMLMapper YAML =
      new YAMLMapper(YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private final String name;
  private final ObjectNode root;
  private final Map<String, String> places = new HashMap<>();

  private SpecDocument(String name, ObjectNode root) {
    this.name = name;
    this.root = root;
  }

  /**
   * @param name what error messages call the text, such as its file name
   */
  public static SpecDocument parse(String name, String yaml) {
    try {
      JsonNode tree = YAML.readTree(yaml);
      if (!(tree instanceof ObjectNode root)) {
        throw new SpecException(name + ": expected keys and values, was " + SpecNode.kind(tree));
      }
      SpecDocument document = new SpecDocument(name, root);
      document.locate(yaml);
      return document;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String line = at == null ? "" : ":" + at.getLineNr();
      throw new SpecException(name + line + ": " + e.getOriginalMessage().lines().findFirst().orElse("not YAML"));
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory can be read", e);
    }
  }

  public SpecNode root() {
    return new SpecNode(this, "", root);
  }

  /** Where the value at a dotted path was given, for the start of an error message. */
  public String place(String path) {
    for (String at = path; !at.isEmpty(); at = parent(at)) {
      if (places.containsKey(at)) {
        return places.get(at);
      }
    }
    return name;
  }

  /**
   * Sets one value.
   *
   * @param assignment {@code train.epochs=3}, {@code rho=[.9, .99]} or {@code methods[1].alpha=.5}
   */
  public void set(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new SpecException("--set: expected KEY=VALUE, was '" + assignment + "'");
    }
    String path = assignment.substring(0, equals).trim();
    String text = assignment.substring(equals + 1);
    JsonNode value;
    try {
      value = YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new SpecException("--set " + path + ": expected a YAML value, was '" + text + "'");
    }
    String[] keys = path.replaceAll("\\[(\\d+)]", ".$1").split("\\.");
    JsonNode parent = root;
    for (int i = 0; i < keys.length - 1; i++) {
      parent = step(parent, keys[i], path);
    }
    String last = keys[keys.length - 1];
    if (parent instanceof ObjectNode object) {
      object.set(last, value);
    } else if (parent instanceof ArrayNode array && index(last, array, path) >= 0) {
      array.set(index(last, array, path), value);
    } else {
      throw new SpecException("--set " + path + ": there is nothing below '" + keys[keys.length - 2] + "' to set");
    }
    places.keySet().removeIf(inside -> inside.startsWith(path + ".") || inside.startsWith(path + "["));
    places.put(path, "--set");
  }

  private static JsonNode step(JsonNode parent, String key, String path) {
    if (parent instanceof ArrayNode array) {
      return array.get(index(key, array, path));
    }
    if (parent instanceof ObjectNode object) {
      return object.has(key) ? object.get(key) : object.putObject(key);
    }
    throw new SpecException("--set " + path + ": there is nothing below '" + key + "' to set");
  }

  private static int index(String key, ArrayNode array, String path) {
    if (!key.matches("\\d{1,9}") || Integer.parseInt(key) >= array.size()) {
      throw new SpecException(
          "--set %s: expected an index 0..%d, was '%s'".formatted(path, array.size() - 1, key));
    }
    return Integer.parseInt(key);
  }

  /** A second pass over the text, for the lines alone. */
  private void locate(String yaml) throws IOException {
    try (JsonParser parser = YAML.createParser(yaml)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY) {
          String path = dotted(parser.getParsingContext().pathAsPointer());
          places.putIfAbsent(path, name + ":" + parser.currentTokenLocation().getLineNr());
        }
      }
    }
  }

  private static String dotted(JsonPointer pointer) {
    StringBuilder path = new StringBuilder();
    for (JsonPointer at = pointer; !at.matches(); at = at.tail()) {
      boolean element = at.mayMatchElement() && path.length() > 0;
      path.append(element ? "[" + at.getMatchingIndex() + "]" : (path.isEmpty() ? "" : ".") + at.getMatchingProperty());
    }
    return path.toString();
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
  }
}

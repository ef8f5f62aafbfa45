package org.palimpsest.experiment.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/** A YAML text, read as {@link YamlTree} says, with assignments from the command line laid over it. */
public final class SpecDocument {

  /** Keys joined by points, each with any number of indices: {@code methods[1].alpha}. */
  private static final String PATH = "[^.\\[\\]\\s]+(\\[\\d{1,9}])*(\\.[^.\\[\\]\\s]+(\\[\\d{1,9}])*)*";

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
    YamlTree tree = YamlTree.parse(name, yaml);
    if (!(tree.root() instanceof ObjectNode root)) {
      throw new SpecException(name + ": expected keys and values, was " + SpecNode.kind(tree.root()));
    }
    SpecDocument document = new SpecDocument(name, root);
    tree.lines().forEach((path, line) -> document.places.put(path, name + ":" + line));
    return document;
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
    if (!path.matches(PATH)) {
      throw new SpecException(
          "--set: expected a key such as train.epochs or methods[1].alpha, was '%s' in '%s'"
              .formatted(path, assignment));
    }
    JsonNode value = value(path, text);
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

  private static JsonNode value(String path, String text) {
    JsonNode value = YamlTree.parse("--set " + path, text).root();
    if (value.isMissingNode()) {
      throw new SpecException("--set " + path + ": expected a YAML value, was nothing");
    }
    return value;
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

  private static String parent(String path) {
    return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
  }
}

package org.palimpsest.experiment.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.palimpsest.Nearest;

/**
 * A value in a spec and the dotted path to it, so that whatever is wrong with it can be reported with its place.
 *
 * @param path such as {@code methods[1].alpha}; empty for the whole document
 */
public record SpecNode(SpecDocument document, String path, JsonNode value) {

  public boolean present() {
    return !value.isMissingNode();
  }

  public boolean isObject() {
    return value.isObject();
  }

  /** The value of a key, present or not. */
  public SpecNode get(String key) {
    JsonNode child = value.isObject() && value.has(key) ? value.get(key) : MissingNode.getInstance();
    return new SpecNode(document, path.isEmpty() ? key : path + "." + key, child);
  }

  public List<String> keys() {
    requireObject();
    List<String> keys = new ArrayList<>();
    value.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** Refuses every key that is not among {@code known}. */
  public SpecNode only(Collection<String> known) {
    for (String key : keys()) {
      if (!known.contains(key)) {
        throw get(key).error("unknown key" + Nearest.hint(key, known));
      }
    }
    return this;
  }

  /** The elements of a list. */
  public List<SpecNode> elements() {
    if (!value.isArray()) {
      throw expected("a list");
    }
    return IntStream.range(0, value.size())
        .mapToObj(i -> new SpecNode(document, path + "[" + i + "]", value.get(i)))
        .toList();
  }

  public String text() {
    if (!value.isTextual()) {
      throw expected("a text");
    }
    return value.textValue();
  }

  /** A text, or a number as it was written. */
  public String scalar() {
    if (!value.isTextual() && !value.isNumber()) {
      throw expected("a name or a number");
    }
    return value.asText();
  }

  public String text(String absent) {
    return present() ? text() : absent;
  }

  /** One of a few names; {@code what} says what they name. */
  public String oneOf(String what, Collection<String> known) {
    String name = text();
    if (!known.contains(name)) {
      throw error("unknown " + what + " '" + name + "'" + Nearest.hint(name, known));
    }
    return name;
  }

  /** What one of a few names stands for. */
  public <T> T oneOf(String what, Map<String, T> known) {
    return known.get(oneOf(what, known.keySet()));
  }

  public long whole() {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw expected("a whole number");
    }
    return value.longValue();
  }

  public double number() {
    if (value.isNumber()) {
      return value.doubleValue();
    }
    throw expected("a number");
  }

  public boolean truth() {
    if (!value.isBoolean()) {
      throw expected("true or false");
    }
    return value.booleanValue();
  }

  public void requireObject() {
    if (!value.isObject()) {
      throw expected("keys and values");
    }
  }

  public SpecException expected(String what) {
    return error("expected " + what + ", was " + kind(value));
  }

  public SpecException error(String message) {
    return new SpecException(document.place(path) + ": " + (path.isEmpty() ? "" : path + ": ") + message);
  }

  public static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "keys and values";
      case MISSING, NULL -> "nothing";
      default -> "'" + value.asText() + "'";
    };
  }
}

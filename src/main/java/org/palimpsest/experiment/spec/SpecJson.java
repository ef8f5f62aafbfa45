package org.palimpsest.experiment.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.palimpsest.Implied;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.data.Dataset;
import org.palimpsest.erase.Eraser;
import org.palimpsest.method.Method;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.random.Sha256;

/**
 * Specs as canonical JSON: keys sorted, numbers as Java prints them, enum constants as specs spell them, and the
 * catalogue name of whatever the catalogue lists. Equal specs give equal texts. What is {@link Implied} is not written.
 */
public final class SpecJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private SpecJson() {}

  /** A record that says itself under which keys its settings are written. */
  public interface Spelt {

    /** Key and value of every setting. */
    Map<String, Object> spelt();
  }

  public static JsonNode tree(Object value) {
    if (value instanceof Spelt spelt) {
      return tree(spelt.spelt());
    } else if (value instanceof Enum<?> constant) {
      return NODES.textNode(RecordBinder.spelling(constant));
    } else if (value instanceof Record record) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      named(record, sorted);
      for (RecordComponent component : RecordBinder.components(record)) {
        if (!isImplied(component, record)) {
          RecordBinder.settings(component, record).forEach((name, setting) -> sorted.put(name, tree(setting)));
        }
      }
      return NODES.objectNode().setAll(sorted);
    } else if (value instanceof OptionalInt maybe) {
      return NODES.numberNode((long) maybe.orElse(0));
    } else if (value instanceof Optional<?> maybe) {
      return maybe.map(SpecJson::tree).orElse(NODES.nullNode());
    } else if (value instanceof Iterable<?> list) {
      ArrayNode array = NODES.arrayNode();
      list.forEach(element -> array.add(tree(element)));
      return array;
    } else if (value instanceof Map<?, ?> map) {
      ObjectNode object = NODES.objectNode();
      new TreeMap<>(map).forEach((key, element) -> object.set(key.toString(), tree(element)));
      return object;
    } else if (value instanceof Integer || value instanceof Long) {
      return NODES.numberNode(((Number) value).longValue());
    } else if (value instanceof Double number) {
      return NODES.numberNode(number);
    } else if (value instanceof Boolean truth) {
      return NODES.booleanNode(truth);
    } else if (value instanceof String text) {
      return NODES.textNode(text);
    }
    throw new IllegalStateException(
        (value == null ? "null" : value.getClass().getName()) + " cannot be part of a spec");
  }

  /** The first 12 hexadecimal digits of the SHA-256 of the canonical text. */
  public static String hash(Object spec) {
    return Sha256.of(tree(spec).toString().getBytes(StandardCharsets.UTF_8)).substring(0, 12);
  }

  private static boolean isImplied(RecordComponent component, Record record) {
    Implied implied = component.getAnnotation(Implied.class);
    if (implied == null) {
      return false;
    }
    JsonNode written = tree(RecordBinder.value(component, record));
    return implied.value().equals(written.isTextual() ? written.textValue() : written.toString());
  }

  private static void named(Record record, Map<String, JsonNode> into) {
    if (record instanceof Method method) {
      into.put("method", NODES.textNode(method.name()));
    } else if (record instanceof Attacker attacker) {
      into.put("attacker", NODES.textNode(attacker.name()));
    } else if (record instanceof Eraser eraser) {
      into.put("eraser", NODES.textNode(eraser.name()));
    } else if (record instanceof ModelAttack attack) {
      into.put("attacker", NODES.textNode(attack.name()));
    } else if (record instanceof Dataset dataset) {
      into.put("dataset", NODES.textNode(dataset.name()));
    } else if (record instanceof NetworkSpec network) {
      into.put("architecture", NODES.textNode(network.name()));
    }
  }
}

package org.palimpsest.experiment.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.palimpsest.Implied;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.erase.Eraser;
import org.palimpsest.method.Method;
import org.palimpsest.nn.NetworkSpec;

/**
 * Specs as canonical JSON: keys sorted, numbers as Java prints them, enum constants as specs spell them, and the
 * catalogue name of whatever the catalogue lists. Equal specs give equal texts. What is {@link Implied} is not written.
 */
public final class SpecJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private SpecJson() {}

  public static JsonNode tree(Object value) {
    if (value instanceof Enum<?> constant) {
      return NODES.textNode(RecordBinder.spelling(constant));
    } else if (value instanceof Record record) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      named(record, sorted);
      components(record, sorted);
      return NODES.objectNode().setAll(sorted);
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
    try {
      byte[] text = tree(spec).toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void components(Record record, Map<String, JsonNode> into) {
    for (RecordComponent component : RecordBinder.components(record)) {
      Object value = RecordBinder.value(component, record);
      JsonNode node = tree(value);
      if (isImplied(component, node)) {
        continue;
      }
      if (RecordBinder.inlined(component)) {
        components((Record) value, into);
      } else {
        into.put(component.getName(), node);
      }
    }
  }

  private static boolean isImplied(RecordComponent component, JsonNode node) {
    Implied implied = component.getAnnotation(Implied.class);
    return implied != null && implied.value().equals(node.isTextual() ? node.textValue() : node.toString());
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
    } else if (record instanceof NetworkSpec network) {
      into.put("architecture", NODES.textNode(network.name()));
    }
  }
}

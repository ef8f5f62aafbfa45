package org.palimpsest.experiment.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * A YAML text as a tree, with the line of every key and element. Values are those of YAML 1.2's core schema, as people
 * mean them: {@code no} and {@code on} are texts, {@code 1e-4} is a number. What different readers take for different
 * numbers, or what a double cannot hold, is a text and thereby no number: {@code 0600}, {@code 0x1F}, {@code 1_000},
 * {@code 1:30}, {@code 1e999}. Refused, with the
 * line, is whatever would change a value without a word: keys given twice, anchors and aliases, merge keys, tags, and
 * a second document.
 *
 * @param root the value
 * @param lines from 1, by the path of a key or element, such as {@code methods[1].alpha}
 */
record YamlTree(JsonNode root, Map<String, Integer> lines) {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEEPEST = 40;
  private static final int LONGEST = 1 << 20;
  private static final int LONGEST_NUMBER = 64;

  private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
  private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
  private static final String WHOLE = "[-+]?(0|[1-9][0-9]*)";
  private static final String DECIMAL = "[-+]?(\\.[0-9]+|(0|[1-9][0-9]*)(\\.[0-9]*)?)([eE][-+]?[0-9]+)?";

  /**
   * @param name what messages call the text, such as its file's name
   * @throws SpecException if it is not YAML, or not as described
   */
  static YamlTree parse(String name, String text) {
    String whole = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (whole.length() > LONGEST) {
      throw new SpecException("%s: expected at most %d characters, was %d".formatted(name, LONGEST, whole.length()));
    }
    Reading reading = new Reading(name, new HashMap<>());
    try {
      Iterator<Event> events = new Yaml(new LoaderOptions()).parse(new StringReader(whole)).iterator();
      return new YamlTree(reading.document(events), reading.lines);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new SpecException("%s:%d: %s".formatted(name, line, oneLine(e.getProblem())));
    } catch (ReaderException e) {
      long line = 1 + whole.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      throw new SpecException(
          "%s:%d: expected printable characters, was U+%04X".formatted(name, line, e.getCodePoint()));
    } catch (YAMLException e) {
      throw new SpecException(name + ": " + oneLine(e.getMessage()));
    }
  }

  private static String oneLine(String problem) {
    return String.valueOf(problem).lines().findFirst().orElse("not YAML");
  }

  /** Reads events, each once, from a document's start to its end. */
  private record Reading(String name, Map<String, Integer> lines) {

    JsonNode document(Iterator<Event> events) {
      JsonNode root = NODES.missingNode();
      boolean read = false;
      while (events.hasNext()) {
        Event event = events.next();
        switch (event.getEventId()) {
          case StreamStart, DocumentStart, DocumentEnd, StreamEnd -> {
            if (read && event.is(Event.ID.DocumentStart)) {
              throw refused(event, "expected one document, was a second after '---'");
            }
          }
          default -> {
            root = value(event, events, "", 0);
            read = true;
          }
        }
      }
      return root;
    }

    private JsonNode value(Event event, Iterator<Event> events, String path, int depth) {
      if (depth > DEEPEST) {
        throw refused(event, "expected at most %d levels, was one more".formatted(DEEPEST));
      }
      plain(event);
      lines.putIfAbsent(path, line(event));
      if (event instanceof ScalarEvent scalar) {
        return scalar(scalar);
      } else if (event instanceof SequenceStartEvent) {
        return list(events, path, depth);
      }
      return object(events, path, depth);
    }

    private ArrayNode list(Iterator<Event> events, String path, int depth) {
      ArrayNode list = NODES.arrayNode();
      for (Event event = events.next(); !event.is(Event.ID.SequenceEnd); event = events.next()) {
        list.add(value(event, events, path + "[" + list.size() + "]", depth + 1));
      }
      return list;
    }

    private ObjectNode object(Iterator<Event> events, String path, int depth) {
      ObjectNode object = NODES.objectNode();
      for (Event event = events.next(); !event.is(Event.ID.MappingEnd); event = events.next()) {
        plain(event);
        if (!(event instanceof ScalarEvent key)) {
          throw refused(event, "expected a key, was a list or keys and values");
        }
        boolean unquoted = key.getScalarStyle() == ScalarStyle.PLAIN;
        if (unquoted && key.getValue().equals("<<")) {
          throw refused(event, "expected keys of its own, was the merge key '<<'");
        }
        if (object.has(key.getValue())) {
          throw refused(event, "Duplicate field '" + key.getValue() + "'");
        }
        String below = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
        lines.putIfAbsent(below, line(event));
        object.set(key.getValue(), value(events.next(), events, below, depth + 1));
      }
      return object;
    }

    /** Refuses what stands for something else. */
    private void plain(Event event) {
      if (event instanceof AliasEvent alias) {
        throw refused(event, "expected a value, was the alias '*" + alias.getAnchor() + "'");
      }
      if (event instanceof NodeEvent node && node.getAnchor() != null) {
        throw refused(event, "expected a value, was the anchor '&" + node.getAnchor() + "'");
      }
      String tag =
          event instanceof ScalarEvent scalar
              ? scalar.getTag()
              : event instanceof MappingStartEvent map
                  ? map.getTag()
                  : event instanceof SequenceStartEvent list ? list.getTag() : null;
      if (tag != null) {
        throw refused(event, "expected a value without a tag, was tagged '" + tag + "'");
      }
    }

    private static JsonNode scalar(ScalarEvent scalar) {
      String text = scalar.getValue();
      if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
        return NODES.textNode(text);
      } else if (NOTHING.contains(text)) {
        return NODES.nullNode();
      } else if (TRUE.contains(text) || FALSE.contains(text)) {
        return NODES.booleanNode(TRUE.contains(text));
      } else if (text.length() > LONGEST_NUMBER) {
        return NODES.textNode(text);
      } else if (text.matches(WHOLE)) {
        BigInteger number = new BigInteger(text);
        return number.bitLength() < Integer.SIZE
            ? NODES.numberNode(number.intValue())
            : number.bitLength() < Long.SIZE ? NODES.numberNode(number.longValue()) : NODES.numberNode(number);
      }
      return text.matches(DECIMAL) && isHeld(text) ? NODES.numberNode(Double.parseDouble(text)) : NODES.textNode(text);
    }

    /** Whether a decimal is neither too large for a double nor so small that it would be 0. */
    private static boolean isHeld(String decimal) {
      double number = Double.parseDouble(decimal);
      return Double.isFinite(number) && (number != 0 || !decimal.split("[eE]")[0].matches(".*[1-9].*"));
    }

    private static int line(Event event) {
      return event.getStartMark().getLine() + 1;
    }

    private SpecException refused(Event event, String message) {
      return new SpecException("%s:%d: %s".formatted(name, line(event), message));
    }
  }
}

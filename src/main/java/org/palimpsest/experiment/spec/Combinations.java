package org.palimpsest.experiment.spec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A spec in which {@code key: [a, b]} stands for one spec with {@code key: a} and one with {@code key: b}. */
public final class Combinations {

  private Combinations() {}

  /**
   * Every combination, later keys varying fastest. A list for a setting that is a list itself is taken as it is.
   *
   * @param settings names and default values of what may be set
   */
  public static List<SpecNode> of(SpecNode node, Map<String, Object> settings) {
    List<ObjectNode> combinations = List.of(node.value().deepCopy());
    for (String key : node.keys()) {
      SpecNode given = node.get(key);
      boolean several = given.value().isArray() && !(settings.get(key) instanceof List);
      if (several && given.elements().isEmpty()) {
        throw given.expected("one value or more");
      }
      List<ObjectNode> longer = new ArrayList<>();
      for (ObjectNode one : combinations) {
        for (SpecNode value : several ? given.elements() : List.of(given)) {
          longer.add(one.deepCopy().set(key, value.value()));
        }
      }
      combinations = longer;
    }
    return combinations.stream().map(one -> new SpecNode(node.document(), node.path(), one)).toList();
  }
}

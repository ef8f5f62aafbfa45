package org.palimpsest.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A statement of differential privacy that networks of one method made.
 *
 * @param method as tables name it
 * @param cells how many of the method's networks made this very statement
 * @param items its text, by item
 */
record Promise(String method, int cells, Map<String, List<String>> items) {

  /** The item that names the neighbouring relation. */
  static final String NEIGHBOURS = "neighbours";

  /** The item that names the sampling scheme. */
  static final String SAMPLING = "sampling";

  /** The metric that every network with a promise has. */
  static final String EPSILON = "epsilon_pld";

  /** All statements that the provenance records, by method. */
  static List<Promise> of(Slice slice, Provenance provenance) {
    List<Promise> promises = new ArrayList<>();
    for (Arm arm : slice.arms()) {
      Map<Map<String, List<String>>, Integer> counts = new LinkedHashMap<>();
      slice.conditions().stream()
          .filter(at -> at.arm().equals(arm))
          .flatMap(at -> all(slice, provenance, at).stream())
          .forEach(items -> counts.merge(items, 1, Integer::sum));
      counts.forEach((items, count) -> promises.add(new Promise(slice.label(arm), count, items)));
    }
    return promises;
  }

  /** What the networks of a condition say under an item, each answer once; empty if nothing is recorded. */
  static String said(Slice slice, Provenance provenance, Condition at, String item) {
    return all(slice, provenance, at).stream()
        .flatMap(items -> items.getOrDefault(item, List.of()).stream())
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static List<Map<String, List<String>>> all(Slice slice, Provenance provenance, Condition at) {
    Query epsilon = Query.of(at, Attack.NONE, "train", EPSILON);
    return slice.bySeed(epsilon).keySet().stream()
        .map(seed -> provenance.promise(slice.cell(epsilon, seed).orElseThrow()))
        .filter(items -> !items.isEmpty())
        .toList();
  }
}

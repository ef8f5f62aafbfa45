package org.palimpsest.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;

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

  /** All statements that the run records, by method. */
  static List<Promise> of(Results results, RecordedRun run) {
    List<Promise> promises = new ArrayList<>();
    for (Arm arm : results.grid().arms()) {
      Map<Map<String, List<String>>, Integer> counts = new LinkedHashMap<>();
      results.grid().cases().stream()
          .filter(at -> at.arm().equals(arm))
          .flatMap(at -> all(results, run, at).stream())
          .forEach(items -> counts.merge(items, 1, Integer::sum));
      counts.forEach((items, count) -> promises.add(new Promise(results.labels().of(arm), count, items)));
    }
    return promises;
  }

  /** What the networks of a case say under an item, each answer once; empty if nothing is recorded. */
  static String said(Results results, RecordedRun run, Case at, String item) {
    return all(results, run, at).stream()
        .flatMap(items -> items.getOrDefault(item, List.of()).stream())
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static List<Map<String, List<String>>> all(Results results, RecordedRun run, Case at) {
    Query epsilon = Query.of(at, AttackKey.NONE, Metrics.TRAIN, EPSILON);
    return results.bySeed(epsilon).keySet().stream()
        .map(seed -> run.promise(results.cell(epsilon, seed).orElseThrow()))
        .filter(items -> !items.isEmpty())
        .toList();
  }
}

package org.palimpsest.report.results;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun.RecordedCell;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.Source;
import org.palimpsest.metric.Metrics;

/**
 * The cells that results should have: what the provenance promises and what was found. Without a promise it is every
 * method seen under every condition seen with every seed seen.
 *
 * @param arms methods with their variants, in the order of the file
 * @param conditions by level, where they have one
 * @param seeds ascending
 * @param promised cells of the provenance; may be none
 * @param measured the seeds whose target accuracy was found, by case
 */
public record Grid(
    Source source,
    List<Arm> arms,
    List<AxisLabel> conditions,
    List<Integer> seeds,
    List<RecordedCell> promised,
    Map<Case, SortedSet<Integer>> measured) {

  /** {@code headline} is the split on which target accuracy shows that a cell was measured. */
  static Grid of(Source source, List<ResultRow> rows, List<RecordedCell> promised, String headline) {
    List<ResultRow> ofMethods = rows.stream().filter(row -> !row.method().isEmpty()).toList();
    Map<Case, SortedSet<Integer>> measured = new LinkedHashMap<>();
    for (ResultRow row : ofMethods) {
      boolean target = row.metric().equals(Metrics.TARGET_ACCURACY) && row.attack().isNone() && row.epoch() == 0;
      if (target && row.split().equals(headline) && row.group().equals(Metrics.ALL) && !Double.isNaN(row.value())) {
        measured.computeIfAbsent(row.origin().at(), at -> new TreeSet<>()).add(row.seed());
      }
    }
    List<Case> cases =
        Stream.concat(promised.stream().map(RecordedCell::at), ofMethods.stream().map(row -> row.origin().at()))
            .distinct()
            .toList();
    Comparator<AxisLabel> byLevel = Comparator.comparingDouble(c -> c.level().orElse(Double.NEGATIVE_INFINITY));
    return new Grid(
        source,
        cases.stream().map(Case::arm).distinct().toList(),
        cases.stream().map(Case::condition).distinct().sorted(byLevel).toList(),
        Stream.concat(promised.stream().map(RecordedCell::seed), ofMethods.stream().map(ResultRow::seed))
            .distinct()
            .sorted()
            .toList(),
        promised,
        measured);
  }

  /** The same of some of the arms. */
  Grid of(List<Arm> some) {
    return new Grid(source, some, conditions, seeds, promised, measured);
  }

  /** What was erased after training, each once. */
  public List<String> erasures() {
    return arms.stream().filter(Arm::erased).map(Arm::erasure).distinct().toList();
  }

  /** Methods under conditions that the grid has, by method, then condition. */
  public List<Case> cases() {
    return arms.stream()
        .flatMap(arm -> conditions.stream().map(condition -> new Case(arm, condition)))
        .filter(at -> promised.isEmpty() || measured.containsKey(at) || isPromised(at))
        .toList();
  }

  /** The same by condition, in the order of conditions. */
  public Map<AxisLabel, List<Case>> byCondition() {
    Map<AxisLabel, List<Case>> all = new LinkedHashMap<>();
    conditions.forEach(condition -> all.put(condition, cases(condition)));
    return all;
  }

  /** Methods that the grid has under a condition. */
  public List<Case> cases(AxisLabel condition) {
    return cases().stream().filter(at -> at.condition().equals(condition)).toList();
  }

  /** The seeds that the grid has in a case. */
  public List<Integer> seeds(Case at) {
    if (promised.isEmpty()) {
      return seeds;
    }
    return Stream.concat(
            measured.getOrDefault(at, new TreeSet<>()).stream(),
            promised.stream().filter(cell -> cell.at().equals(at)).map(RecordedCell::seed))
        .distinct()
        .sorted()
        .toList();
  }

  private boolean isPromised(Case at) {
    return promised.stream().anyMatch(cell -> cell.at().equals(at));
  }
}

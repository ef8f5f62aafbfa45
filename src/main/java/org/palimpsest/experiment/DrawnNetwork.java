package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.metric.Metrics;

/** A network of a sweep and its target accuracy after each epoch, by the split of its {@link ResultRow}. */
record DrawnNetwork(Cell cell, String headline, Map<String, List<Double>> bySplit) {

  /**
   * @param rows what was measured of the cell
   */
  static DrawnNetwork of(Cell cell, String headline, List<ResultRow> rows) {
    Map<String, List<Double>> bySplit = new HashMap<>();
    for (ResultRow row : rows) {
      if (row.epoch() > 0 && row.metric().equals(Metrics.TARGET_ACCURACY)) {
        List<Double> accuracies = bySplit.computeIfAbsent(row.split(), split -> new ArrayList<>());
        if (row.epoch() != accuracies.size() + 1) {
          throw new IllegalStateException(
              "%s: expected epoch %d of %s, was %d"
                  .formatted(cell.id(), accuracies.size() + 1, row.split(), row.epoch()));
        }
        accuracies.add(row.value());
      }
    }
    return new DrawnNetwork(cell, headline, bySplit);
  }

  /** By epoch, the first at index 0; empty if the set was not watched. */
  List<Double> accuracies(String set) {
    return bySplit.getOrDefault(SelectionRule.split(set, headline), List.of());
  }

  /** After an epoch; NaN if the set was not watched. */
  double accuracy(String set, int epoch) {
    List<Double> accuracies = accuracies(set);
    return accuracies.isEmpty() ? Double.NaN : accuracies.get(epoch - 1);
  }
}

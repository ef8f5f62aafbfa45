package org.palimpsest.report.results;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Summary;

/**
 * A difference of means over the seeds that both have.
 *
 * @param clear whether its 95 % interval excludes zero: Student's over pairs of a seed when there are two or more,
 *     else whether the intervals over test images lie apart
 */
public record Difference(double mean, boolean clear) {

  /** {@code a - b}; empty if they share no seed. */
  public static Optional<Difference> of(Results results, Query a, Query b) {
    SortedMap<Integer, Double> first = results.bySeed(a);
    SortedMap<Integer, Double> second = results.bySeed(b);
    List<Integer> shared = first.keySet().stream().filter(second::containsKey).toList();
    if (shared.isEmpty()) {
      return Optional.empty();
    }
    double[] differences = shared.stream().mapToDouble(seed -> first.get(seed) - second.get(seed)).toArray();
    Summary summary = Summary.of(differences);
    boolean clear =
        summary.interval(Measurement.LEVEL).map(interval -> !interval.contains(0)).orElseGet(() -> apart(results, a, b));
    return Optional.of(new Difference(summary.mean(), clear));
  }

  private static boolean apart(Results results, Query a, Query b) {
    Optional<Interval> first = results.estimate(a).flatMap(Estimate::interval);
    Optional<Interval> second = results.estimate(b).flatMap(Estimate::interval);
    return first.isPresent()
        && second.isPresent()
        && (first.get().low() > second.get().high() || second.get().low() > first.get().high());
  }
}

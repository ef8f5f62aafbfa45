package org.palimpsest.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Proportion;
import org.palimpsest.metric.Summary;

/**
 * Several attacks of one kind that differ by chance alone, as one: its measurements are their means. It answers as the
 * first does.
 *
 * @param repetitions two or more
 * @param diagnostics of all
 */
record Repetitions(List<FittedAttack> repetitions, Map<String, Double> diagnostics) implements FittedAttack {

  @Override
  public int[] predict(Features features) {
    return repetitions.get(0).predict(features);
  }

  /**
   * Of measurements of the same images the mean of each that all attacks have, with Student's interval over attacks;
   * a single attack's own.
   */
  static List<Measurement> mean(List<List<Measurement>> attacks) {
    if (attacks.size() == 1) {
      return attacks.get(0);
    }
    List<Measurement> means = new ArrayList<>();
    for (Measurement first : attacks.get(0)) {
      double[] values =
          attacks.stream()
              .flatMap(List::stream)
              .filter(other -> other.metric().equals(first.metric()) && other.group().equals(first.group()))
              .mapToDouble(Measurement::value)
              .toArray();
      if (values.length == attacks.size()) {
        Summary summary = Summary.of(values);
        Interval interval = summary.interval(Measurement.LEVEL).orElseThrow();
        means.add(
            new Measurement(
                first.metric(), first.group(), summary.mean(), interval.low(), interval.high(), first.n()));
      }
    }
    return means;
  }
}

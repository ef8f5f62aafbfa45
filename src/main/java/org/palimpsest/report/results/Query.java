package org.palimpsest.report.results;

import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;

/** What was measured on what, apart from the seed: the address of one {@link Estimate}. */
public record Query(Case at, AttackKey attack, String split, String group, String metric) {

  /** A measure over the whole split. */
  public static Query of(Case at, AttackKey attack, String split, String metric) {
    return new Query(at, attack, split, Metrics.ALL, metric);
  }

  /** The same of another case. */
  public Query at(Case other) {
    return new Query(other, attack, split, group, metric);
  }
}

package org.palimpsest.report.results;

import java.util.Collection;
import java.util.Optional;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Summary;

/**
 * A mean over seeds with its 95 % interval: Student's over seeds when there are two or more; with a single seed the
 * interval over test images that the run itself reported, which knows nothing of the spread between encoders.
 *
 * @param interval empty if neither exists
 */
public record Estimate(double mean, double sd, int seeds, Optional<Interval> interval) {

  static Estimate of(Collection<ResultRow> rows) {
    Summary summary = Summary.of(rows.stream().mapToDouble(ResultRow::value).toArray());
    Optional<Interval> interval = interval(summary, rows.iterator().next());
    return new Estimate(summary.mean(), summary.standardDeviation(), summary.n(), interval);
  }

  /** A value that somebody else printed, of which nothing more is known. */
  public static Estimate printed(PublishedValue value) {
    return new Estimate(value.mean(), Double.NaN, 0, Optional.empty());
  }

  private static Optional<Interval> interval(Summary summary, ResultRow first) {
    if (summary.n() > 1) {
      return summary.interval(Measurement.LEVEL);
    }
    return Double.isNaN(first.ciLow()) || Double.isNaN(first.ciHigh())
        ? Optional.empty()
        : Optional.of(new Interval(first.ciLow(), first.ciHigh()));
  }

  public double low() {
    return interval.map(Interval::low).orElse(mean);
  }

  public double high() {
    return interval.map(Interval::high).orElse(mean);
  }
}

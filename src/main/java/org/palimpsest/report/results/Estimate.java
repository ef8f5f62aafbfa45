package org.palimpsest.report.results;

import java.util.Collection;
import java.util.Optional;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Summary;

/**
 * A mean over seeds with its 95 % interval. With two seeds or more it says where the mean of other seeds on other test
 * images may lie: half its width is that of Student's interval over seeds and that of the mean interval over test
 * images, added as squares. Images are the same for all seeds, so the second does not shrink with their number. With a
 * single seed it is the interval over test images that the run reported, which knows nothing of the spread between
 * encoders. {@link org.palimpsest.metric.TwoLevel} draws from the same two levels.
 *
 * @param interval empty if neither exists
 */
public record Estimate(double mean, double sd, int seeds, Optional<Interval> interval) {

  private static final double Z = new NormalDistribution().inverseCumulativeProbability((1 + Measurement.LEVEL) / 2);

  static Estimate of(Collection<ResultRow> rows) {
    Summary summary = Summary.of(rows.stream().mapToDouble(ResultRow::value).toArray());
    return new Estimate(summary.mean(), summary.standardDeviation(), summary.n(), interval(summary, rows));
  }

  /** A value that somebody else printed, of which nothing more is known. */
  public static Estimate printed(PublishedValue value) {
    return new Estimate(value.mean(), Double.NaN, 0, Optional.empty());
  }

  /** The standard error over test images that a row's interval says; empty without one. */
  static Optional<Double> imageError(ResultRow row) {
    double width = row.ciHigh() - row.ciLow();
    return Double.isNaN(width) ? Optional.empty() : Optional.of(width / (2 * Z));
  }

  private static Optional<Interval> interval(Summary summary, Collection<ResultRow> rows) {
    ResultRow first = rows.iterator().next();
    if (summary.n() > 1) {
      double images =
          rows.stream().flatMap(row -> imageError(row).stream()).mapToDouble(error -> error * error).average().orElse(0);
      Interval seeds = summary.interval(Measurement.LEVEL).orElseThrow();
      double half = Math.hypot((seeds.high() - seeds.low()) / 2, Z * Math.sqrt(images));
      return Optional.of(new Interval(summary.mean() - half, summary.mean() + half));
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

package org.palimpsest.metric;

import java.util.Map;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.palimpsest.Require;
import org.palimpsest.metric.Grouping.Group;

/** The mean of a value that every image has, such as bits, with each group's share. */
public final class GroupedMean {

  private static final double Z = new NormalDistribution().inverseCumulativeProbability((1 + Measurement.LEVEL) / 2);

  private GroupedMean() {}

  /**
   * The mean with the interval that the normal approximation gives it. With images as they come its variance is
   * s^2 / n; with shares w it is {@code sum(w^2 s^2 / n)} over the groups, s^2 within each; a group of one image takes
   * the square of its distance to the mean. No interval for a single image.
   *
   * @param values (N)
   * @param targets (N), to group by
   * @param privateAttributes (N), to group by
   */
  public static Measurement of(
      String metric, double[] values, int[] targets, int[] privateAttributes, Grouping grouping) {
    grouping.requireLabels(targets, privateAttributes);
    if (grouping.shares().isEmpty()) {
      Summary all = Summary.of(values);
      return measurement(metric, all.mean(), Z * all.standardDeviation() / Math.sqrt(all.n()), all.n());
    }
    Map<Group, int[]> rows = grouping.rows(targets, privateAttributes);
    Require.that(!rows.isEmpty(), "values", "one or more of a group that counts", "none of " + values.length);
    double total = rows.keySet().stream().mapToDouble(grouping::share).sum();
    double mean = 0;
    for (Map.Entry<Group, int[]> group : rows.entrySet()) {
      mean += grouping.share(group.getKey()) / total * summary(values, group.getValue()).mean();
    }
    double variance = 0;
    for (Map.Entry<Group, int[]> group : rows.entrySet()) {
      double weight = grouping.share(group.getKey()) / total;
      Summary within = summary(values, group.getValue());
      double spread = within.n() == 1 ? within.mean() - mean : within.standardDeviation();
      variance += weight * weight * spread * spread / within.n();
    }
    int n = rows.values().stream().mapToInt(group -> group.length).sum();
    return measurement(metric, mean, n == 1 ? Double.NaN : Z * Math.sqrt(variance), n);
  }

  private static Summary summary(double[] values, int[] rows) {
    return Summary.of(IntStream.of(rows).mapToDouble(row -> values[row]).toArray());
  }

  private static Measurement measurement(String metric, double mean, double half, int n) {
    return new Measurement(metric, Measurement.ALL, mean, mean - half, mean + half, n);
  }
}

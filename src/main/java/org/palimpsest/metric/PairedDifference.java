package org.palimpsest.metric;

import java.util.Map;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.palimpsest.Require;
import org.palimpsest.metric.Grouping.Group;

/**
 * By how much one way to see rows differs from another in the mean, seen on the same rows: what rows have in common
 * cancels, so that the interval is narrower than that of two separate samples.
 *
 * @param mean of the differences, each group with its share
 * @param interval of {@link Measurement#LEVEL}
 * @param p of the two-sided test that the mean is zero, with the interval's centre and width
 * @param n rows that count
 */
public record PairedDifference(double mean, Interval interval, double p, int n) {

  private static final NormalDistribution NORMAL = new NormalDistribution();
  private static final double Z = NORMAL.inverseCumulativeProbability((1 + Measurement.LEVEL) / 2);

  /**
   * Of shares: each row is right or wrong in both ways, or right in part where several attackers have learned. Two rows
   * are added that differ by 1 and by -1 (Bonett and Price, Adjusted Wald confidence interval for a difference of
   * binomial proportions based on paired data, J. Educ. Behav. Stat. 2012, 37:479-488), so that rows that never differ
   * do not have an interval without width.
   *
   * <p>Deviation: of several groups each has its share of these two rows.
   *
   * @param differences (N), in [-1, 1]
   * @param targets (N), to group by
   * @param privateAttributes (N), to group by
   * @param grouping with shares
   */
  public static PairedDifference ofShares(
      double[] differences, int[] targets, int[] privateAttributes, Grouping grouping) {
    grouping.requireLabels(targets, privateAttributes);
    Require.that(grouping.shares().isPresent(), "grouping", "shares of the groups", "none");
    Map<Group, int[]> rows = grouping.rows(targets, privateAttributes);
    Require.that(!rows.isEmpty(), "differences", "one or more of a group that counts", "none of " + differences.length);
    double total = rows.keySet().stream().mapToDouble(grouping::share).sum();
    double mean = 0;
    double centre = 0;
    double variance = 0;
    for (Map.Entry<Group, int[]> group : rows.entrySet()) {
      double share = grouping.share(group.getKey()) / total;
      double sum = IntStream.of(group.getValue()).mapToDouble(row -> differences[row]).sum();
      double squares = IntStream.of(group.getValue()).mapToDouble(row -> differences[row] * differences[row]).sum();
      double size = group.getValue().length + 2 * share;
      double shrunk = sum / size;
      mean += share * sum / group.getValue().length;
      centre += share * shrunk;
      variance += share * share * Math.max(0, (squares + 2 * share) / size - shrunk * shrunk) / size;
    }
    return of(mean, centre, Math.sqrt(variance), rows.values().stream().mapToInt(group -> group.length).sum());
  }

  /** Of values such as bits, with the interval of {@link GroupedMean}. */
  public static PairedDifference ofValues(
      double[] differences, int[] targets, int[] privateAttributes, Grouping grouping) {
    Measurement mean = GroupedMean.of("difference", differences, targets, privateAttributes, grouping);
    return of(mean.value(), mean.value(), (mean.high() - mean.low()) / (2 * Z), mean.n());
  }

  private static PairedDifference of(double mean, double centre, double error, int n) {
    double p = error > 0 ? 2 * NORMAL.cumulativeProbability(-Math.abs(centre) / error) : centre == 0 ? 1 : 0;
    return new PairedDifference(mean, new Interval(centre - Z * error, centre + Z * error), p, n);
  }
}

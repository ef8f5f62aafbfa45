package org.palimpsest.metric;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.palimpsest.Require;

/**
 * How much a network leaks that was trained plainly and attains a target accuracy: a curve through networks trained on
 * several mixes, of which those that are given less of the correlation name the target more often and tell less of the
 * private attribute.
 *
 * <p>The points, one a mix, are put in order of target accuracy. Where leaks rise from one to the next, neighbours are
 * replaced by their mean until they nowhere do (isotonic regression by pooling adjacent violators: Ayer, Brunk, Ewing,
 * Reid, Silverman, Annals of Mathematical Statistics 1955, 26:641-647); each keeps its own target accuracy. Between
 * points the curve is a straight line, beyond the outermost it goes on level.
 *
 * @param targets (M), ascending
 * @param leaks (M), nowhere ascending
 */
public record Frontier(double[] targets, double[] leaks) {

  /** Through points, in any order; M at least 2. */
  public static Frontier through(double[] targets, double[] leaks) {
    Require.that(targets.length >= 2, "targets", "2 or more", targets.length);
    Require.that(leaks.length == targets.length, "leaks", targets.length + ", one a target", leaks.length);
    int[] order =
        IntStream.range(0, targets.length)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(i -> targets[i]).thenComparingDouble(i -> -leaks[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] sums = new double[order.length];
    int[] sizes = new int[order.length];
    int blocks = 0;
    for (int i : order) {
      sums[blocks] = leaks[i];
      sizes[blocks++] = 1;
      while (blocks > 1 && sums[blocks - 1] / sizes[blocks - 1] > sums[blocks - 2] / sizes[blocks - 2]) {
        sums[blocks - 2] += sums[blocks - 1];
        sizes[blocks - 2] += sizes[blocks - 1];
        blocks--;
      }
    }
    double[] pooled = new double[order.length];
    int at = 0;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < sizes[block]; i++) {
        pooled[at++] = sums[block] / sizes[block];
      }
    }
    return new Frontier(IntStream.of(order).mapToDouble(i -> targets[i]).toArray(), pooled);
  }

  /** The lowest target accuracy of a point. */
  public double lowest() {
    return targets[0];
  }

  public double highest() {
    return targets[targets.length - 1];
  }

  /** The leak at a target accuracy. */
  public double at(double target) {
    if (target <= targets[0]) {
      return leaks[0];
    }
    for (int i = 1; i < targets.length; i++) {
      if (target <= targets[i]) {
        double width = targets[i] - targets[i - 1];
        double share = width == 0 ? 1 : (target - targets[i - 1]) / width;
        return leaks[i - 1] + share * (leaks[i] - leaks[i - 1]);
      }
    }
    return leaks[leaks.length - 1];
  }
}

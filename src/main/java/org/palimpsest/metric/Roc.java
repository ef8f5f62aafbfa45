package org.palimpsest.metric;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.special.Beta;

/**
 * How well a score tells members from non-members: high scores say "member".
 *
 * @param members scores of members (m), m at least 2, none NaN; sorted copies are kept
 * @param nonMembers scores of non-members (n), n at least 2, none NaN
 */
public record Roc(double[] members, double[] nonMembers) {

  public Roc {
    members = sorted("members", members);
    nonMembers = sorted("nonMembers", nonMembers);
  }

  private static double[] sorted(String name, double[] scores) {
    if (scores.length < 2) {
      throw new IllegalArgumentException("%s: expected at least 2 scores, was %d".formatted(name, scores.length));
    }
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException("%s[%d]: expected a number, was NaN".formatted(name, i));
      }
    }
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /**
   * The area under the curve: the share of pairs in which the member scores higher, ties counting half; .5 is chance.
   */
  public double auc() {
    double wins = 0;
    int below = 0;
    int upTo = 0;
    for (double score : members) {
      while (below < nonMembers.length && nonMembers[below] < score) {
        below++;
      }
      while (upTo < nonMembers.length && nonMembers[upTo] <= score) {
        upTo++;
      }
      wins += (below + upTo) / 2.0;
    }
    return wins / ((double) members.length * nonMembers.length);
  }

  /**
   * The areas A with {@code |auc - A| <= z sqrt(V(A))}, where V is Hanley and McNeil's variance with both sample sizes
   * less one replaced by {@code s = (m + n) / 2 - 1}:
   * {@code V(A) = A (1 - A) (1 + s (1 - A) / (2 - A) + s A / (1 + A)) / (m n)}. It stays within [0, 1] and has a width
   * where the scores are perfectly separated.
   *
   * <p>Source: R. G. Newcombe, Statistics in Medicine 2006, 25:559-573, method 5.
   *
   * @param level confidence in (0, 1), such as 0.95
   */
  public Interval aucInterval(double level) {
    Interval.requireLevel(level);
    double z = new NormalDistribution().inverseCumulativeProbability((1 + level) / 2);
    double auc = auc();
    return new Interval(end(auc, 0, z), end(auc, 1, z));
  }

  /** Between the estimate, which the interval holds, and an end of [0, 1], which it does not: where it ends. */
  private double end(double auc, double outside, double z) {
    double in = auc;
    double out = outside;
    while (Math.abs(in - out) > 1e-12) {
      double middle = (in + out) / 2;
      if (Math.abs(auc - middle) <= z * Math.sqrt(variance(middle))) {
        in = middle;
      } else {
        out = middle;
      }
    }
    return in;
  }

  private double variance(double area) {
    double s = (members.length + nonMembers.length) / 2.0 - 1;
    return area * (1 - area) * (1 + s * (1 - area) / (2 - area) + s * area / (1 + area))
        / ((double) members.length * nonMembers.length);
  }

  /**
   * The share of members that score above the lowest threshold at which at most a share {@code falsePositiveRate} of
   * the non-members do. The intervals of this proportion take the threshold as given, which is estimated, too: see
   * {@link #truePositivesInterval}.
   *
   * @param falsePositiveRate in [0, 1]; below 1 / n no non-member may score above the threshold
   */
  public Proportion truePositives(double falsePositiveRate) {
    if (!(falsePositiveRate >= 0 && falsePositiveRate <= 1)) {
      throw new IllegalArgumentException("falsePositiveRate: expected in [0, 1], was " + falsePositiveRate);
    }
    int allowed = (int) Math.floor(falsePositiveRate * nonMembers.length + 1e-9);
    if (allowed >= nonMembers.length) {
      return new Proportion(members.length, members.length);
    }
    return new Proportion(above(members, nonMembers[nonMembers.length - 1 - allowed]), members.length);
  }

  /**
   * The share of members above the threshold that a share {@code falsePositiveRate} of the non-members in the
   * population exceeds: what {@link #truePositives} estimates. Two thresholds between which that one lies are order
   * statistics of the non-members, whatever their distribution; the share above each is bounded after Clopper and
   * Pearson. Each of the four bounds fails at most once in 4 / (1 - level), so that the interval covers at least at the
   * level; an interval that takes the threshold as given covers 84 % in place of 95 where scores know nothing.
   *
   * @param level confidence in (0, 1), such as 0.95
   */
  public Interval truePositivesInterval(double falsePositiveRate, double level) {
    Interval.requireLevel(level);
    int n = nonMembers.length;
    double each = (1 - level) / 4;
    // Above the j-th largest of n lies a share of Beta(j, n - j + 1) of the population.
    int surelyFewer = last(n, j -> Beta.regularizedBeta(falsePositiveRate, j, n - j + 1.0) >= 1 - each);
    int surelyMore = 1 + last(n, j -> Beta.regularizedBeta(falsePositiveRate, j, n - j + 1.0) > each);
    int least = surelyFewer == 0 ? 0 : above(members, nonMembers[n - surelyFewer]);
    int most = surelyMore > n ? members.length : from(members, nonMembers[n - surelyMore]);
    return new Interval(
        new Proportion(least, members.length).clopperPearson(1 - 2 * each).low(),
        new Proportion(most, members.length).clopperPearson(1 - 2 * each).high());
  }

  /** The last of 1..n for which it holds, as it then does for those before; 0 if for none. */
  private static int last(int n, IntPredicate holds) {
    int low = 0;
    int high = n + 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (holds.test(middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** How many of the sorted scores are at least a threshold. */
  private static int from(double[] sorted, double threshold) {
    return threshold == Double.NEGATIVE_INFINITY ? sorted.length : above(sorted, Math.nextDown(threshold));
  }

  /** How many of the sorted scores are above a threshold. */
  private static int above(double[] sorted, double threshold) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] > threshold) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return sorted.length - low;
  }

  /** The threshold with the highest balanced accuracy when "member" means a score above it; the lowest of equals. */
  public double bestThreshold() {
    double best = Double.NEGATIVE_INFINITY;
    double bestAccuracy = 0.5;
    for (double[] thresholds : new double[][] {members, nonMembers}) {
      for (double threshold : thresholds) {
        double accuracy =
            ((double) above(members, threshold) / members.length
                    + 1
                    - (double) above(nonMembers, threshold) / nonMembers.length)
                / 2;
        if (accuracy > bestAccuracy || accuracy == bestAccuracy && threshold < best) {
          bestAccuracy = accuracy;
          best = threshold;
        }
      }
    }
    return best;
  }

  /** How many members score above a threshold. */
  public Proportion members(double threshold) {
    return new Proportion(above(members, threshold), members.length);
  }

  /** How many non-members do not score above a threshold. */
  public Proportion nonMembers(double threshold) {
    return new Proportion(nonMembers.length - above(nonMembers, threshold), nonMembers.length);
  }
}

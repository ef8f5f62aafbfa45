package org.palimpsest.metric;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.palimpsest.Require;
import org.palimpsest.random.Seed;

/**
 * A parametric bootstrap of means over seeds, at two levels: other training runs, and other test images. Several
 * quantities of the same seeds are drawn together, so that a function of them, such as a difference, can be evaluated
 * draw by draw.
 *
 * <p>For Q quantities with values {@code x} (Q, k), draw d is {@code mean + e + z}. At the first level
 * {@code e = sqrt(1 / c) sum_i g_i (x_i - mean) / sqrt(k)}, g standard normal, c chi-squared with k - 1 degrees of
 * freedom: the multivariate t around the mean, with the covariance that the seeds show, so that quantities are paired
 * by seed. Of one quantity, the quantiles are those of Student's interval. To draw k seeds anew from k = 5, as the
 * plain bootstrap does, covers 83 % where it says 95. At the second level {@code z} is normal with the standard
 * error that the test images give each quantity: images are the same for every seed, so it does not shrink with k. How
 * the errors of two quantities on the same images go together, runs do not record: a share {@code common} of the
 * variance is drawn once for all quantities of a kind.
 *
 * <p>With one seed there is no first level: draws say what other test images would do to these networks, and nothing
 * of other training runs.
 */
public final class TwoLevel {

  private final double[] means;
  private final double[] errors;
  private final double[][] draws;
  private final int seeds;

  private TwoLevel(double[] means, double[] errors, double[][] draws, int seeds) {
    this.means = means;
    this.errors = errors;
    this.draws = draws;
    this.seeds = seeds;
  }

  /** Of quantities whose errors over test images have nothing in common. */
  public static TwoLevel of(double[][] bySeed, double[] imageErrors, int count, Seed seed) {
    return of(bySeed, imageErrors, new int[bySeed.length], 0, count, seed);
  }

  /**
   * @param bySeed (Q, k), Q and k at least 1, all finite
   * @param imageErrors (Q), standard errors over test images, each at least 0
   * @param kinds (Q), whose errors over test images have something in common, from 0
   * @param common the share of their variance that quantities of a kind have in common, in [0, 1]
   * @param count how many draws, at least 1
   */
  public static TwoLevel of(
      double[][] bySeed, double[] imageErrors, int[] kinds, double common, int count, Seed seed) {
    Require.that(bySeed.length > 0 && bySeed[0].length > 0, "bySeed", "a value or more", "none");
    Require.that(imageErrors.length == bySeed.length, "imageErrors", bySeed.length + ", one a quantity", imageErrors.length);
    Require.that(kinds.length == bySeed.length, "kinds", bySeed.length + ", one a quantity", kinds.length);
    Require.that(common >= 0 && common <= 1, "common", "in [0, 1]", common);
    Require.that(count > 0, "count", "at least 1", count);
    int k = bySeed[0].length;
    double[] means = new double[bySeed.length];
    double[] errors = new double[bySeed.length];
    for (int q = 0; q < bySeed.length; q++) {
      Require.that(bySeed[q].length == k, "bySeed[" + q + "]", k + " seeds", bySeed[q].length);
      Require.that(imageErrors[q] >= 0, "imageErrors[" + q + "]", "at least 0", imageErrors[q]);
      Summary summary = Summary.of(bySeed[q]);
      means[q] = summary.mean();
      double spread = k == 1 ? 0 : summary.standardDeviation();
      errors[q] = Math.sqrt(spread * spread / k + imageErrors[q] * imageErrors[q]);
    }
    int families = Arrays.stream(kinds).max().orElseThrow() + 1;
    RandomGenerator random = seed.generator();
    double[][] draws = new double[bySeed.length][count];
    double[] g = new double[k];
    double[] together = new double[families];
    for (int d = 0; d < count; d++) {
      double chi = 0;
      for (int i = 0; i < k - 1; i++) {
        double normal = random.nextGaussian();
        chi += normal * normal;
      }
      double scale = k == 1 ? 0 : 1 / Math.sqrt(chi * k);
      for (int i = 0; i < k; i++) {
        g[i] = random.nextGaussian();
      }
      for (int family = 0; family < families; family++) {
        together[family] = random.nextGaussian();
      }
      for (int q = 0; q < bySeed.length; q++) {
        double e = 0;
        for (int i = 0; i < k; i++) {
          e += g[i] * (bySeed[q][i] - means[q]);
        }
        double z = Math.sqrt(common) * together[kinds[q]] + Math.sqrt(1 - common) * random.nextGaussian();
        draws[q][d] = means[q] + scale * e + imageErrors[q] * z;
      }
    }
    return new TwoLevel(means, errors, draws, k);
  }

  /** Q. */
  public int quantities() {
    return means.length;
  }

  /** How many seeds the means are over. */
  public int seeds() {
    return seeds;
  }

  public double mean(int quantity) {
    return means[quantity];
  }

  /** The draws of one quantity, as many as there are, not to be changed. */
  public double[] draws(int quantity) {
    return draws[quantity];
  }

  /** Between the quantiles of the draws that leave out {@code (1 - level) / 2} at either side. */
  public Interval interval(int quantity, double level) {
    return interval(draws[quantity], level);
  }

  /** The same of draws of a function of the quantities. */
  public static Interval interval(double[] draws, double level) {
    Interval.requireLevel(level);
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    return new Interval(quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2));
  }

  /**
   * Lower bounds of all quantities that hold together with confidence {@code level}: {@code mean - c error}, c the
   * level's quantile of the largest standardised deviation (max-t). The largest of them is a bound of the largest
   * quantity, whichever was seen to be the largest.
   */
  public double[] simultaneousLower(double level) {
    Interval.requireLevel(level);
    double[] largest = largestDeviations();
    Arrays.sort(largest);
    double c = quantile(largest, level);
    double[] lower = new double[means.length];
    for (int q = 0; q < lower.length; q++) {
      lower[q] = means[q] - c * errors[q];
    }
    return lower;
  }

  /** The p-value of "no quantity is above the line", by the same largest deviation. */
  public double pNoneAbove(double line) {
    double seen = Double.NEGATIVE_INFINITY;
    for (int q = 0; q < means.length; q++) {
      seen = Math.max(seen, standardised(means[q] - line, q));
    }
    double threshold = seen;
    return share(Arrays.stream(largestDeviations()).filter(deviation -> deviation >= threshold).count());
  }

  /** The p-value of "some quantity is at or above the line": every one has to be shown to lie below it. */
  public double pSomeAbove(double line) {
    return Arrays.stream(draws).mapToDouble(one -> pAbove(one, line)).max().orElseThrow();
  }

  /** The p-value of "the true value is at or above the line" from draws around what was seen. */
  public static double pAbove(double[] draws, double line) {
    return share(Arrays.stream(draws).filter(value -> value >= line).count(), draws.length);
  }

  /** The p-value of "the true value is at or below the line". */
  public static double pBelow(double[] draws, double line) {
    return share(Arrays.stream(draws).filter(value -> value <= line).count(), draws.length);
  }

  /**
   * The p-value of "the true value is outside (-margin, margin)": two one-sided tests (D. J. Schuirmann, Journal of
   * Pharmacokinetics and Biopharmaceutics 1987, 15:657-680), of which the larger counts.
   */
  public static double pNotEquivalent(double[] draws, double margin) {
    return Math.max(pAbove(draws, margin), pBelow(draws, -margin));
  }

  private double[] largestDeviations() {
    double[] largest = new double[draws[0].length];
    Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    for (int q = 0; q < draws.length; q++) {
      for (int d = 0; d < largest.length; d++) {
        largest[d] = Math.max(largest[d], standardised(draws[q][d] - means[q], q));
      }
    }
    return largest;
  }

  private double standardised(double deviation, int q) {
    return errors[q] == 0 ? Math.signum(deviation) * Double.MAX_VALUE : deviation / errors[q];
  }

  private double share(long count) {
    return share(count, draws[0].length);
  }

  private static double share(long count, int of) {
    return (count + 1.0) / (of + 1.0);
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}

package org.palimpsest.privacy;

import java.util.List;
import org.palimpsest.Require;

/**
 * Clipping to a bound that follows a quantile of the gradients' norms, at unit sensitivity: g min(1/C, 1/|g|), of norm 1
 * at most whatever the bound C. A step also releases the noised count of gradients of norm kappa C or less, centred, and
 * the bound becomes
 *
 * <pre>C exp(-eta (b - gamma)), in [least, most], b = (sum of (1[|g| &lt;= kappa C] - 1/2) + sigma_b N(0, 1)) / L + 1/2</pre>
 *
 * with L the expected batch size, fixed: the batch drawn is as private as all else. Counts and gradients come of one
 * draw and are one Gaussian mechanism, of noise multiplier {@code sigma = (sigma_g^-2 + (2 sigma_b)^-2)^-1/2}: what is
 * accounted is sigma, and gradients get the larger sigma_g. The bound depends on releases alone.
 *
 * <p>Andrew, Thakkar, McMahan &amp; Ramaswamy, Differentially private learning with adaptive clipping, NeurIPS 2021,
 * arXiv:1905.03871; bounded: Zhao, Rehn, Heikkil&auml;, Tajeddine &amp; Honkela, arXiv:2506.01396; DPSGD-Global-Adapt
 * (Esipova, Ghomi, Luo &amp; Cresswell, ICLR 2023, arXiv:2206.07737) is the same rule with gamma = .9 and eta = 1.
 * Deviation: none of their codes divides by a constant, accounts for both releases as one, and centres the count.
 */
public final class AdaptiveClipping implements Clipping {

  private static final double SMALLEST = 1e-6;

  private final Rule rule;
  private double bound;
  private double count;

  /**
   * @param initial C before the first step, above 0
   * @param quantile gamma, the share of norms that is to lie within kappa C, in (0, 1)
   * @param rate eta, above 0
   * @param tolerance kappa, above 0
   * @param least of C, at least 0
   * @param most of C, at least the least
   * @param countNoise sigma_b, above 0
   */
  public record Rule(
      double initial, double quantile, double rate, double tolerance, double least, double most, double countNoise) {
    public Rule {
      Clipping.requirePositive("initial", initial);
      Require.that(quantile > 0 && quantile < 1, "quantile", "in (0, 1)", quantile);
      Clipping.requirePositive("rate", rate);
      Clipping.requirePositive("tolerance", tolerance);
      Require.weight("leastNorm", least);
      Require.that(most >= least && most > 0, "most", "at least " + least + " and above 0", most);
      Clipping.requirePositive("countNoise", countNoise);
    }

    /** As Andrew et al. have it: the median, and counts noised by a twentieth of the expected batch size. */
    public static Rule quantile(double initial, double expectedBatchSize) {
      return new Rule(initial, .5, .2, 1, 0, Double.POSITIVE_INFINITY, expectedBatchSize / 20);
    }

    /** As Zhao et al. have it for MNIST: norms of 2.5 C or less are counted, and C stays above a bound. */
    public static Rule bounded(double initial, double least, double expectedBatchSize) {
      return new Rule(initial, .5, .2, 2.5, least, Double.POSITIVE_INFINITY, expectedBatchSize / 10);
    }

    /** As Esipova et al. have it. */
    public static Rule global(double initial) {
      return new Rule(initial, .9, 1, .7, 0, Double.POSITIVE_INFINITY, 10);
    }

    /** The next bound. */
    double next(double bound, double share) {
      double moved = bound * Math.exp(-rate * (share - quantile));
      return Math.max(SMALLEST, Math.max(least, Math.min(most, moved)));
    }
  }

  public AdaptiveClipping(Rule rule) {
    this.rule = rule;
    this.bound = rule.initial();
  }

  /** C of the next step. */
  public double bound() {
    return bound;
  }

  @Override
  public double sensitivity() {
    return 1;
  }

  @Override
  public double add(float[] gradients, int offset, double[] sum) {
    double norm = Clipping.norm(gradients, offset, offset + sum.length);
    if (!Double.isFinite(norm)) {
      return 0;
    }
    count += norm <= rule.tolerance() * bound ? .5 : -.5;
    Clipping.addScaled(norm > bound ? 1 / norm : 1 / bound, gradients, offset, sum, 0, sum.length);
    return norm > bound ? bound / norm : 1;
  }

  @Override
  public double sumNoise(double noiseMultiplier) {
    if (noiseMultiplier == 0) {
      return 0;
    }
    double left = 1 / (noiseMultiplier * noiseMultiplier) - 1 / (4 * rule.countNoise() * rule.countNoise());
    Require.that(left > 0, "countNoise", "above half the noise multiplier " + noiseMultiplier, rule.countNoise());
    return 1 / Math.sqrt(left);
  }

  @Override
  public boolean counts() {
    return true;
  }

  @Override
  public void released(double standardNoise, double expectedBatchSize) {
    double share = (count + rule.countNoise() * standardNoise) / expectedBatchSize + .5;
    bound = rule.next(bound, share);
    count = 0;
  }

  @Override
  public List<Double> place() {
    return List.of(bound);
  }

  @Override
  public void resume(List<Double> place) {
    Require.that(place.size() == 1, "place", "a bound", place);
    bound = place.get(0);
  }

  @Override
  public String rule() {
    return ("adaptive, divided by a bound C that begins at %s and follows the %s quantile at rate %s, C in [%s, %s]; norms"
            + " of %s C or less are counted with noise %s, which is accounted for with the gradients")
        .formatted(
            rule.initial(), rule.quantile(), rule.rate(), rule.least(), rule.most(), rule.tolerance(),
            rule.countNoise());
  }
}

package org.palimpsest.privacy.audit;

import java.util.Arrays;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Proportion;

/**
 * How far the scores of canaries that were in are from those of canaries that were not, at given epsilons.
 *
 * @param in scores of those included
 * @param out scores of the others
 */
record CanaryScores(double[] in, double[] out) {

  CanaryScores {
    if (in.length == 0 || out.length == 0) {
      throw new IllegalArgumentException("canaries: expected some included and some not, was %d and %d"
          .formatted(in.length, out.length));
    }
  }

  /** TPR - e^epsilon FPR of the rule "score above {@code threshold}": at the threshold epsilon it estimates delta. */
  double excess(double threshold, double epsilon) {
    return share(in, threshold).value() - Math.exp(epsilon) * share(out, threshold).value();
  }

  /**
   * What {@link #excess} is in the population, with probability {@code confidence} at least, whatever the counts:
   * Clopper and Pearson for both rates, each of which may fail half as often.
   */
  Interval interval(double threshold, double epsilon, double confidence) {
    double each = (1 + confidence) / 2;
    Interval found = share(in, threshold).clopperPearson(each);
    Interval falsely = share(out, threshold).clopperPearson(each);
    return new Interval(
        found.low() - Math.exp(epsilon) * falsely.high(), found.high() - Math.exp(epsilon) * falsely.low());
  }

  /** What {@link #excess} is at least, as sure: at its lower ends, two-sided intervals fail half as often already. */
  double lowerBound(double threshold, double epsilon, double confidence) {
    return share(in, threshold).clopperPearson(confidence).low()
        - Math.exp(epsilon) * share(out, threshold).clopperPearson(confidence).high();
  }

  /** The threshold with the largest {@link #excess}. */
  double bestThreshold(double epsilon) {
    double[] included = in.clone();
    double[] excluded = out.clone();
    Arrays.sort(included);
    Arrays.sort(excluded);
    double best = Double.NEGATIVE_INFINITY;
    double threshold = included[included.length - 1];
    int above = excluded.length;
    for (int i = included.length - 1; i >= 1; i--) {
      double candidate = included[i - 1];
      while (above > 0 && excluded[above - 1] > candidate) {
        above--;
      }
      double truePositives = (included.length - i) / (double) included.length;
      double falsePositives = (excluded.length - above) / (double) excluded.length;
      double excess = truePositives - Math.exp(epsilon) * falsePositives;
      if (excess > best) {
        best = excess;
        threshold = candidate;
      }
    }
    return threshold;
  }

  private static Proportion share(double[] scores, double threshold) {
    int above = 0;
    for (double score : scores) {
      above += score > threshold ? 1 : 0;
    }
    return new Proportion(above, scores.length);
  }
}

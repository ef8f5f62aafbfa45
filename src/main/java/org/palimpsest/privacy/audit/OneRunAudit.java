package org.palimpsest.privacy.audit;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.hipparchus.special.Gamma;

/**
 * A lower bound on epsilon from one training run: each of m canaries is included by a fair coin, an attacker guesses
 * the coins of r of them and gets v right. Steinke, Nasr &amp; Jagielski 2023 (arXiv:2305.08846), Theorem 5.2.
 *
 * @param canaries m
 * @param guesses r, in 1..m
 * @param correct v, in 0..r
 */
public record OneRunAudit(int canaries, int guesses, int correct) {

  private static final double MOST_EPSILON = 60;
  private static final int BISECTIONS = 60;

  public OneRunAudit {
    if (guesses < 1 || guesses > canaries) {
      throw new IllegalArgumentException(
          "guesses: expected in 1..canaries = %d, was %d".formatted(canaries, guesses));
    }
    if (correct < 0 || correct > guesses) {
      throw new IllegalArgumentException("correct: expected in 0..%d, was %d".formatted(guesses, correct));
    }
  }

  /**
   * Guesses "included" for the highest scores and "not included" for the lowest.
   *
   * @param scores (m), higher for canaries that look included
   * @param included (m), the coins
   * @param asIncluded how many to guess included
   * @param asExcluded how many to guess not included
   */
  public static OneRunAudit of(double[] scores, boolean[] included, int asIncluded, int asExcluded) {
    int m = scores.length;
    if (included.length != m || asIncluded < 0 || asExcluded < 0 || asIncluded + asExcluded > m) {
      throw new IllegalArgumentException(
          "guesses: expected at most %d scores and coins, was %d + %d of %d coins"
              .formatted(m, asIncluded, asExcluded, included.length));
    }
    int[] ascending =
        IntStream.range(0, m).boxed().sorted(Comparator.comparingDouble(i -> scores[i])).mapToInt(i -> i).toArray();
    int correct = 0;
    for (int k = 0; k < asExcluded; k++) {
      correct += included[ascending[k]] ? 0 : 1;
    }
    for (int k = m - asIncluded; k < m; k++) {
      correct += included[ascending[k]] ? 1 : 0;
    }
    return new OneRunAudit(m, asIncluded + asExcluded, correct);
  }

  /**
   * At most how probable this many correct guesses were if the run was (epsilon, delta)-private: with X ~ Bin(r,
   * e^epsilon / (1 + e^epsilon)), P(X &gt;= v) + 2 m delta max over i of P(v - i &lt;= X &lt; v) / i.
   */
  public double pValue(double epsilon, double delta) {
    double logRight = -Math.log1p(Math.exp(-epsilon));
    double logWrong = -epsilon + logRight;
    double atLeast = 0;
    for (int k = guesses; k >= correct; k--) {
      atLeast += probability(k, logRight, logWrong);
    }
    double below = 0;
    double worst = 0;
    for (int i = 1; i <= correct && delta > 0; i++) {
      below += probability(correct - i, logRight, logWrong);
      worst = Math.max(worst, below / i);
    }
    return Math.min(1, atLeast + 2 * canaries * delta * worst);
  }

  /** The largest epsilon that is refuted at {@code confidence} in (0, 1); 0 if none is. */
  public double lowerBound(double delta, double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence: expected inside (0, 1), was " + confidence);
    }
    double low = 0;
    double high = MOST_EPSILON;
    if (pValue(low, delta) > 1 - confidence) {
      return 0;
    }
    for (int step = 0; step < BISECTIONS; step++) {
      double middle = (low + high) / 2;
      if (pValue(middle, delta) <= 1 - confidence) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The lower bound if every guess had been right: no audit of this size can show more. */
  public double ceiling(double delta, double confidence) {
    return new OneRunAudit(canaries, guesses, guesses).lowerBound(delta, confidence);
  }

  private double probability(int k, double logRight, double logWrong) {
    double logChoices =
        Gamma.logGamma(guesses + 1.0) - Gamma.logGamma(k + 1.0) - Gamma.logGamma(guesses - k + 1.0);
    return Math.exp(logChoices + k * logRight + (guesses - k) * logWrong);
  }
}

package org.palimpsest.attack.network;

import org.palimpsest.Require;
import org.palimpsest.attack.network.LikelihoodRatioAttack.Variance;

/**
 * Gaussian fits to the scores that shadow networks give each image when they were trained with it and without it.
 *
 * @param inMean (N)
 * @param inDeviation (N), above 0
 * @param outMean (N)
 * @param outDeviation (N), above 0
 */
record LikelihoodRatio(double[] inMean, double[] inDeviation, double[] outMean, double[] outDeviation) {

  /** Added to every standard deviation, as in the authors' code: scores that never vary have one, too. */
  static final double FLOOR = 1e-30;

  /**
   * Source: N. Carlini, S. Chien, M. Nasr, S. Song, A. Terzis, F. Tramèr, Membership inference attacks from first
   * principles, IEEE SP 2022, algorithm 1. A global variance is the mean over images of the squared deviations from
   * the image's own mean.
   *
   * <p>Deviation: the authors' code takes the variance of all scores around one common mean.
   *
   * @param scores (S, N), of shadow and image
   * @param in (S, N), whether the shadow was trained with the image; two or more with each, two or more without
   */
  static LikelihoodRatio of(double[][] scores, boolean[][] in, Variance variance) {
    double[][] with = fit(scores, in, true, variance);
    double[][] without = fit(scores, in, false, variance);
    return new LikelihoodRatio(with[0], with[1], without[0], without[1]);
  }

  private static double[][] fit(double[][] scores, boolean[][] in, boolean side, Variance variance) {
    int n = scores[0].length;
    double[] mean = new double[n];
    double[] deviation = new double[n];
    double pooled = 0;
    int freedom = 0;
    for (int i = 0; i < n; i++) {
      int count = 0;
      for (int s = 0; s < scores.length; s++) {
        if (in[s][i] == side) {
          mean[i] += scores[s][i];
          count++;
        }
      }
      Require.that(count >= 2, "shadows", "two or more with and without image " + i, count);
      mean[i] /= count;
      double squares = 0;
      for (int s = 0; s < scores.length; s++) {
        if (in[s][i] == side) {
          squares += (scores[s][i] - mean[i]) * (scores[s][i] - mean[i]);
        }
      }
      deviation[i] = Math.sqrt(squares / (count - 1)) + FLOOR;
      pooled += squares;
      freedom += count - 1;
    }
    for (int i = 0; i < n && variance == Variance.GLOBAL; i++) {
      deviation[i] = Math.sqrt(pooled / freedom) + FLOOR;
    }
    return new double[][] {mean, deviation};
  }

  /** {@code log N(score; in) - log N(score; out)} (N). */
  double[] online(double[] scores) {
    double[] ratios = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      ratios[i] =
          logDensity(scores[i], inMean[i], inDeviation[i]) - logDensity(scores[i], outMean[i], outDeviation[i]);
    }
    return ratios;
  }

  /** How many standard deviations the score lies above what shadows without the image give (N). */
  double[] offline(double[] scores) {
    double[] distances = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      distances[i] = (scores[i] - outMean[i]) / outDeviation[i];
    }
    return distances;
  }

  /** Less a constant that cancels. */
  private static double logDensity(double x, double mean, double deviation) {
    double z = (x - mean) / deviation;
    return -z * z / 2 - Math.log(deviation);
  }
}

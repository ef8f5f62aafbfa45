package org.palimpsest.fair;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.random.Seed;

/**
 * The expected calibration error of answers: the mean over bins of |accuracy - mean confidence|, each bin with its share
 * of the images; bins of equal mass. It is above 0 for calibrated answers, too, by the noise in the bins, so that the
 * error of answers whose truth is redrawn from their confidences is taken off: what is left is 0 on average if they are
 * calibrated, and may be below.
 *
 * @param bins at least 1
 * @param redraws of the truth, at least 1
 */
public record Calibration(int bins, int redraws) {

  /** With 15 bins and 200 redraws. */
  public static final Calibration USUAL = new Calibration(15, 200);

  /** Fewer images than this have no calibration error of ours. */
  public static final int FEWEST_IMAGES = 500;

  public Calibration {
    Require.that(bins >= 1, "bins", "at least 1", bins);
    Require.that(redraws >= 1, "redraws", "at least 1", redraws);
  }

  /**
   * The error less what calibrated answers of these confidences show.
   *
   * @param confidence (N), of the answer given, in [0, 1]
   * @param right (N)
   */
  public double debiased(double[] confidence, boolean[] right, Seed seed) {
    int[] order = order(confidence);
    RandomGenerator random = seed.generator();
    boolean[] drawn = new boolean[right.length];
    double bias = 0;
    for (int r = 0; r < redraws; r++) {
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = random.nextDouble() < confidence[i];
      }
      bias += error(confidence, drawn, order) / redraws;
    }
    return error(confidence, right, order) - bias;
  }

  /** The error as it is. */
  public double raw(double[] confidence, boolean[] right) {
    return error(confidence, right, order(confidence));
  }

  private static int[] order(double[] confidence) {
    return IntStream.range(0, confidence.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> confidence[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private double error(double[] confidence, boolean[] right, int[] order) {
    int n = order.length;
    double[] excess = new double[bins];
    for (int rank = 0; rank < n; rank++) {
      int i = order[rank];
      excess[(int) ((long) rank * bins / n)] += confidence[i] - (right[i] ? 1 : 0);
    }
    return Arrays.stream(excess).map(Math::abs).sum() / n;
  }
}

package org.palimpsest.fair;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.metric.Interval;
import org.palimpsest.random.Seed;

/**
 * The least epsilon at which an accuracy is reached, read off a grid: between the last epsilon below it and the first at
 * or above it, accuracy is taken to be linear in log epsilon.
 *
 * @param epsilon above 0
 * @param atMost whether the least epsilon of the grid reaches it, so that less may do
 */
public record EpsilonNeeded(double epsilon, boolean atMost) {

  private static final int DRAWS = 2000;

  /**
   * Empty if no epsilon of the grid reaches it.
   *
   * @param epsilons (L), above 0, ascending
   * @param accuracies (L)
   * @param wanted accuracy, in (0, 1)
   */
  public static Optional<EpsilonNeeded> of(double[] epsilons, double[] accuracies, double wanted) {
    Require.that(
        accuracies.length == epsilons.length, "accuracies", epsilons.length + ", one per epsilon", accuracies.length);
    for (int i = 0; i < epsilons.length; i++) {
      Require.that(
          epsilons[i] > (i == 0 ? 0 : epsilons[i - 1]), "epsilons", "above 0 and ascending", Arrays.toString(epsilons));
      if (accuracies[i] >= wanted) {
        return Optional.of(i == 0 ? new EpsilonNeeded(epsilons[0], true) : between(epsilons, accuracies, wanted, i));
      }
    }
    return Optional.empty();
  }

  private static EpsilonNeeded between(double[] epsilons, double[] accuracies, double wanted, int at) {
    double part = (wanted - accuracies[at - 1]) / (accuracies[at] - accuracies[at - 1]);
    double log = Math.log(epsilons[at - 1]) + part * Math.log(epsilons[at] / epsilons[at - 1]);
    return new EpsilonNeeded(Math.exp(log), false);
  }

  /**
   * A bootstrap interval of something that is read off mean accuracies: runs are drawn anew within each level. Empty if
   * one draw in ten or more says nothing.
   *
   * @param runs (L), how many runs a level has
   * @param level confidence in (0, 1)
   */
  public static Optional<Interval> bootstrap(int[] runs, Reading reading, double level, Seed seed) {
    RandomGenerator random = seed.generator();
    double[] values =
        IntStream.range(0, DRAWS)
            .mapToObj(draw -> Arrays.stream(runs).mapToObj(n -> random.ints(n, 0, n).toArray()).toArray(int[][]::new))
            .mapToDouble(reading::of)
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    int tail = (int) ((1 - level) / 2 * values.length);
    return values.length <= .9 * DRAWS
        ? Optional.empty()
        : Optional.of(new Interval(values[tail], values[values.length - 1 - tail]));
  }

  /** What runs drawn by level, (L) of their numbers, say; NaN if nothing. */
  public interface Reading {
    double of(int[][] drawn);
  }
}

package org.palimpsest.privacy.toy;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.random.Seed;

/**
 * A hundred points in the unit square, of two colours: odd ones are red (0) around (.2, .2), even ones blue (1) around
 * (.8, .8), standard deviation .1; red ones have y in [0, .4], all coordinates lie in [.03, .97]. Point
 * {@value #LONELY} stands alone at (.25, .55), and either colour can be given it. As in Google PAIR's explorable "Can a
 * model be differentially private and fair?" (2021), which moves a line by scores and does not train.
 *
 * @param x (N, 2)
 * @param colours (N), 0 or 1
 */
public record ToyPoints(double[][] x, int[] colours) {

  /** The point that stands alone. */
  public static final int LONELY = 51;

  private static final int COUNT = 100;

  public ToyPoints {
    Require.labels("colours", colours, x.length, 2);
  }

  /** The points of a seed. */
  public static ToyPoints of(Seed seed) {
    RandomGenerator random = seed.derive("toy points").generator();
    double[][] x = new double[COUNT][];
    int[] colours = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      boolean red = i % 2 == 1;
      double centre = red ? .2 : .8;
      double first = centre + .1 * random.nextGaussian();
      double second = centre + .1 * random.nextGaussian();
      if (red) {
        second = Math.max(0, Math.min(.4, second));
      }
      x[i] = new double[] {inside(first), inside(second)};
      colours[i] = red ? 0 : 1;
    }
    x[LONELY] = new double[] {.25, .55};
    return new ToyPoints(x, colours);
  }

  private static double inside(double value) {
    return Math.max(.03, Math.min(.97, value));
  }

  public int size() {
    return x.length;
  }

  /** The same with another colour of one point. */
  public ToyPoints with(int point, int colour) {
    int[] other = colours.clone();
    other[point] = colour;
    return new ToyPoints(x, other);
  }

  /** The mean distance of a point to the five nearest others. */
  public double loneliness(int point) {
    return IntStream.range(0, size())
        .filter(i -> i != point)
        .mapToDouble(i -> Math.hypot(x[i][0] - x[point][0], x[i][1] - x[point][1]))
        .sorted()
        .limit(5)
        .average()
        .orElseThrow();
  }
}

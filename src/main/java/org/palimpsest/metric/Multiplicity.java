package org.palimpsest.metric;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.palimpsest.Require;

/** Errors over many claims, and over one claim that is looked at again as seeds are added. */
public final class Multiplicity {

  /** The chance that a table makes any false claim, at most. */
  public static final double ALPHA = .05;

  /**
   * One look of an experiment whose seeds are added until something is clear.
   *
   * @param seeds at which it is taken
   * @param alpha what it may spend
   */
  public record Look(int seeds, double alpha) {}

  /** Looks at 3, 5 and 10 seeds, which spend {@link #ALPHA} between them. */
  public static final List<Look> LOOKS = List.of(new Look(3, .01), new Look(5, .02), new Look(10, .02));

  private Multiplicity() {}

  /**
   * p-values adjusted so that claims with an adjusted value of at most alpha are all true with probability
   * {@code 1 - alpha}, whatever their dependence: in ascending order, the i-th of n times {@code n - i}, from i = 0,
   * and none below the one before (S. Holm, Scandinavian Journal of Statistics 1979, 6:65-70).
   *
   * @param p each in [0, 1]
   */
  public static double[] holm(double... p) {
    for (int i = 0; i < p.length; i++) {
      Require.that(p[i] >= 0 && p[i] <= 1, "p[" + i + "]", "in [0, 1]", p[i]);
    }
    int[] ascending =
        IntStream.range(0, p.length).boxed().sorted(Comparator.comparingDouble(i -> p[i])).mapToInt(i -> i).toArray();
    double[] adjusted = new double[p.length];
    double before = 0;
    for (int i = 0; i < ascending.length; i++) {
      before = Math.max(before, Math.min(1, (p.length - i) * p[ascending[i]]));
      adjusted[ascending[i]] = before;
    }
    return adjusted;
  }

  /**
   * What may be spent with so many seeds: all of {@link #ALPHA} where the number was fixed beforehand, else what the
   * latest of the {@link #LOOKS} may spend, nothing before the first. Spent at each look, the chance that any of them
   * claims what is not so is at most the sum.
   *
   * @param seeds at least 1
   * @param sequential whether seeds were added after a look at results
   */
  public static double alpha(int seeds, boolean sequential) {
    Require.that(seeds >= 1, "seeds", "at least 1", seeds);
    if (!sequential) {
      return ALPHA;
    }
    return LOOKS.stream().filter(look -> look.seeds() == seeds).mapToDouble(Look::alpha).findFirst().orElse(0);
  }
}

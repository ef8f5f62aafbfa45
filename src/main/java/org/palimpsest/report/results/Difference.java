package org.palimpsest.report.results;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Summary;

/**
 * A difference of means over the seeds that both have.
 *
 * @param seeds how many these are
 * @param interval of 95 %, from two seeds on: half its width is that of Student's interval over pairs of a seed and that
 *     over test images, added as squares. How errors on the same images go together is not recorded; {@link #COMMON}
 *     of their variance is taken to be common to both and to cancel
 * @param apart with one seed, whether the intervals over test images lie apart: of these networks, and no others
 */
public record Difference(double mean, int seeds, Optional<Interval> interval, boolean apart) {

  /** The share of the variance over test images that two networks, or two attackers, are taken to have in common. */
  public static final double COMMON = .5;

  private static final double Z = new NormalDistribution().inverseCumulativeProbability((1 + Measurement.LEVEL) / 2);

  /** {@code a - b}; empty if they share no seed. */
  public static Optional<Difference> of(Results results, Query a, Query b) {
    SortedMap<Integer, Double> first = results.bySeed(a);
    SortedMap<Integer, Double> second = results.bySeed(b);
    List<Integer> shared = first.keySet().stream().filter(second::containsKey).toList();
    if (shared.isEmpty()) {
      return Optional.empty();
    }
    double[] differences = shared.stream().mapToDouble(seed -> first.get(seed) - second.get(seed)).toArray();
    Summary summary = Summary.of(differences);
    double images = (1 - COMMON) * (variance(results.imageErrors(a).values()) + variance(results.imageErrors(b).values()));
    Optional<Interval> interval =
        summary
            .interval(Measurement.LEVEL)
            .map(seeds -> Math.hypot((seeds.high() - seeds.low()) / 2, Z * Math.sqrt(images)))
            .map(half -> new Interval(summary.mean() - half, summary.mean() + half));
    return Optional.of(
        new Difference(summary.mean(), summary.n(), interval, summary.n() == 1 && apart(results, a, b)));
  }

  /** Whether other seeds and images would hardly turn it round: the interval excludes zero. Never of one seed. */
  public boolean clear() {
    return interval.filter(ends -> !ends.contains(0)).isPresent();
  }

  /** {@code clear}, {@code not clear}, {@code one seed}. */
  public String words() {
    return seeds == 1 ? "one seed" : clear() ? "clear" : "not clear";
  }

  private static double variance(Collection<Double> errors) {
    return errors.stream().mapToDouble(error -> error * error).average().orElse(0);
  }

  private static boolean apart(Results results, Query a, Query b) {
    Optional<Interval> first = results.estimate(a).flatMap(Estimate::interval);
    Optional<Interval> second = results.estimate(b).flatMap(Estimate::interval);
    return first.isPresent()
        && second.isPresent()
        && (first.get().low() > second.get().high() || second.get().low() > first.get().high());
  }
}

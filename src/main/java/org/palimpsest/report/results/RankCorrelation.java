package org.palimpsest.report.results;

import java.util.Optional;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;

/**
 * Spearman's rank correlation of two attacks over methods: 1 if both order the methods alike, 0 if their orders have
 * nothing in common, -1 if one is the other's reverse. Ties share the mean of their ranks.
 *
 * @param methods how many were ordered
 */
public record RankCorrelation(double value, int methods) {

  /** Fewer methods have no correlation worth the name. */
  public static final int FEWEST = 3;

  /** Fewer have none that could be said to hold: of three, one order in six is the same by chance. */
  public static final int FEWEST_FOR_A_CLAIM = 5;

  /** Of two values for each method; empty for fewer than {@value #FEWEST}, or where all values of one are equal. */
  public static Optional<RankCorrelation> of(double[] one, double[] other) {
    return one.length < FEWEST
        ? Optional.empty()
        : Optional.of(new RankCorrelation(new SpearmansCorrelation().correlation(one, other), one.length))
            .filter(found -> !Double.isNaN(found.value()));
  }

  public boolean enoughForAClaim() {
    return methods >= FEWEST_FOR_A_CLAIM;
  }

  /** At 95 %. */
  public Optional<Interval> interval() {
    return interval(Measurement.LEVEL);
  }

  /**
   * An interval, as if the methods were a random sample of methods: Fisher's z with the variance
   * (1 + r^2 / 2) / (n - 3) (Bonett and Wright, Psychometrika 65, 2000). None for fewer than
   * {@value #FEWEST_FOR_A_CLAIM} methods, and none for orders that are the same or reversed.
   *
   * @param level confidence in (0, 1)
   */
  public Optional<Interval> interval(double level) {
    if (!enoughForAClaim() || Math.abs(value) > 1 - 1e-12) {
      return Optional.empty();
    }
    double z = .5 * Math.log((1 + value) / (1 - value));
    double error = Math.sqrt((1 + value * value / 2) / (methods - 3));
    double half = new NormalDistribution().inverseCumulativeProbability((1 + level) / 2) * error;
    return Optional.of(new Interval(Math.tanh(z - half), Math.tanh(z + half)));
  }

  /** {@code 0.97 [0.87, 0.99]}. */
  public String words() {
    return Text.signed(value, 2) + brackets().map(end -> " " + end).orElse("");
  }

  public Optional<String> brackets() {
    return interval().map(i -> "[" + Text.signed(i.low(), 2) + ", " + Text.signed(i.high(), 2) + "]");
  }
}

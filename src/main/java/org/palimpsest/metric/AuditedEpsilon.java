package org.palimpsest.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What an audit of one training run proves of epsilon, from below, with confidence {@link Measurement#LEVEL}.
 *
 * @param atLeast no smaller epsilon is true of the run, at {@code delta}; 0 if nothing is proven
 * @param ceiling what {@code atLeast} would have been had every guess been right: an audit of this size shows no more
 * @param canaries images whose membership was decided by a coin
 * @param guesses how many of these coins were guessed
 * @param right how many of the guesses were right
 * @param delta in (0, 1)
 * @param claimed the epsilon that the same run promises at {@code delta}; empty if it promises none
 */
public record AuditedEpsilon(
    double atLeast, double ceiling, int canaries, int guesses, int right, double delta, OptionalDouble claimed) {

  /** The name that results have for canaries, as the images that were measured on. */
  public static final String SPLIT = "canaries";

  public static final String AT_LEAST = "epsilon_at_least";
  public static final String CEILING = "epsilon_ceiling";
  public static final String CANARIES = "canaries";
  public static final String GUESSES = "canary_guesses";
  public static final String RIGHT = "canary_guesses_right";
  public static final String DELTA = "audit_delta";
  public static final String CLAIMED = "epsilon_claimed";

  /** Whether less was promised than is proven to be true. */
  public boolean refutesTheClaim() {
    return claimed.isPresent() && atLeast > claimed.getAsDouble();
  }

  /** For rows of results. */
  public List<Measurement> measurements() {
    List<Measurement> rows = new ArrayList<>();
    rows.add(Measurement.plain(AT_LEAST, atLeast));
    rows.add(Measurement.plain(CEILING, ceiling));
    rows.add(Measurement.plain(CANARIES, canaries));
    rows.add(Measurement.plain(GUESSES, guesses));
    rows.add(Measurement.plain(RIGHT, right));
    rows.add(Measurement.plain(DELTA, delta));
    claimed.ifPresent(epsilon -> rows.add(Measurement.plain(CLAIMED, epsilon)));
    return rows;
  }

  /** From what {@link #measurements} made, by metric. */
  public static AuditedEpsilon of(Map<String, Double> values) {
    return new AuditedEpsilon(
        values.get(AT_LEAST),
        values.get(CEILING),
        values.get(CANARIES).intValue(),
        values.get(GUESSES).intValue(),
        values.get(RIGHT).intValue(),
        values.get(DELTA),
        values.containsKey(CLAIMED) ? OptionalDouble.of(values.get(CLAIMED)) : OptionalDouble.empty());
  }
}

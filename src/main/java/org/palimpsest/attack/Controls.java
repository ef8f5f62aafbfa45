package org.palimpsest.attack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.palimpsest.metric.Leakage;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.StratifiedProportion;

/** The floors below an attack: what can be answered without looking at features. */
public final class Controls {

  private Controls() {}

  /** The controls that learn from a source. */
  public static List<Attacker> of(AttackSource source) {
    return List.of(new Majority(source), new TargetOnly(source), new Shuffled(source));
  }

  /**
   * Uniform guessing, under the name {@code chance}: accuracy 1 / classes, and as its interval the central 95 % of
   * what guessing scores on so many images; where groups have shares, on as many as have the same variance.
   */
  public static AttackResult chance(Map<String, Features> splits) {
    Map<String, List<Measurement>> measured = new LinkedHashMap<>();
    splits.forEach((split, features) -> measured.put(split, List.of(guessing(features))));
    return new AttackResult(
        "chance", null, Map.of(), Optional.empty(), Optional.empty(), measured, Map.of());
  }

  private static Measurement guessing(Features features) {
    double chance = Leakage.chance(features.classes());
    StratifiedProportion counted = features.accuracy(features.targets(), features.targets()).all();
    int n = (int) Math.max(1, Math.floor(counted.effectiveSize()));
    BinomialDistribution hits = new BinomialDistribution(n, chance);
    double tail = (1 - Measurement.LEVEL) / 2;
    return new Measurement(
        Metrics.PRIVATE_ACCURACY,
        Measurement.ALL,
        chance,
        (double) hits.inverseCumulativeProbability(tail) / n,
        (double) hits.inverseCumulativeProbability(1 - tail) / n,
        counted.n());
  }
}

package org.palimpsest.attack;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * A control: the balanced probe with the private attributes of its training images shuffled among them, so that there
 * is nothing to learn. What it scores beside chance is what such a probe can score by memorising (Hewitt & Liang,
 * EMNLP 2019, call the distance of the true attack to it selectivity).
 * {@code shuffled_train_accuracy} says how much it memorised.
 *
 * @param source the images it learns from
 */
public record Shuffled(AttackSource source) implements Attacker {

  @Override
  public String name() {
    return "shuffled";
  }

  @Override
  public String title() {
    return "Shuffled labels";
  }

  @Override
  public String description() {
    return "Floor: the balanced probe, taught with private attributes shuffled among the images";
  }

  @Override
  public FittedAttack fit(Features train, Seed seed) {
    int[] shuffled = train.privateAttributes().clone();
    Shuffle.inPlace(shuffled, seed.derive("shuffled labels"));
    Features meaningless =
        new Features(train.values(), train.predicted(), train.targets(), shuffled, train.classes());
    FittedAttack probe = BalancedAttack.on(source).fit(meaningless, seed);
    Map<String, Double> fit = new LinkedHashMap<>(probe.diagnostics());
    fit.put("shuffled_train_accuracy", fit.get("train_accuracy"));
    fit.put("train_accuracy", Proportion.agreement(probe.predict(train), train.privateAttributes()).value());
    return new FittedAttack() {
      @Override
      public int[] predict(Features features) {
        return probe.predict(features);
      }

      @Override
      public Map<String, Double> diagnostics() {
        return Collections.unmodifiableMap(fit);
      }
    };
  }
}

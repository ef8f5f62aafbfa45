package org.palimpsest.attack;

import java.util.Arrays;
import java.util.Map;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;

/**
 * A floor: always answers the most frequent private attribute of its training images (the lowest of equals), looking
 * at nothing.
 *
 * @param source the images it counts
 */
public record Majority(AttackSource source) implements Attacker {

  @Override
  public String name() {
    return "majority";
  }

  @Override
  public String title() {
    return "Majority";
  }

  @Override
  public String description() {
    return "Floor: answers the most frequent private attribute, looking at nothing";
  }

  @Override
  public Reach reach() {
    return Reach.CONTROL;
  }

  @Override
  public FittedAttack fit(Features train, Seed seed) {
    int answer = largest(train.privateCounts());
    double accuracy = new Proportion(train.privateCounts()[answer], train.size()).value();
    return new FittedAttack() {
      @Override
      public int[] predict(Features features) {
        int[] answers = new int[features.size()];
        Arrays.fill(answers, answer);
        return answers;
      }

      @Override
      public Map<String, Double> diagnostics() {
        return Map.of(Metrics.TRAIN_ACCURACY, accuracy);
      }
    };
  }

  /** The index of the largest count, the first of equals. */
  static int largest(int[] counts) {
    int best = 0;
    for (int k = 1; k < counts.length; k++) {
      if (counts[k] > counts[best]) {
        best = k;
      }
    }
    return best;
  }
}

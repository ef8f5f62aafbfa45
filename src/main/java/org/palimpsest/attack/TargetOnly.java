package org.palimpsest.attack;

import java.util.Arrays;
import java.util.Map;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;

/**
 * A floor: sees only the true target and answers the private attribute that was most frequent with it
 * among its training images (the lowest of equals); for a target never seen, the most frequent of all. What it reads
 * says how far the private attribute follows from the task alone, without any leakage from the features.
 *
 * @param source the images it counts
 */
public record TargetOnly(AttackSource source) implements Attacker {

  @Override
  public String name() {
    return "digit-only";
  }

  @Override
  public String title() {
    return "Target only";
  }

  @Override
  public String description() {
    return "Floor: sees only the true target and answers the private attribute most frequent with it";
  }

  @Override
  public Reach reach() {
    return Reach.CONTROL;
  }

  @Override
  public FittedAttack fit(Features train, Seed seed) {
    int targets = Arrays.stream(train.targets()).max().getAsInt() + 1;
    int[][] counts = new int[targets][train.classes()];
    for (int i = 0; i < train.size(); i++) {
      counts[train.targets()[i]][train.privateAttributes()[i]]++;
    }
    int unseen = Majority.largest(train.privateCounts());
    int[] answers = new int[targets];
    for (int y = 0; y < targets; y++) {
      int answer = Majority.largest(counts[y]);
      answers[y] = counts[y][answer] == 0 ? unseen : answer;
    }
    return new Table(answers, unseen, train);
  }

  private static final class Table implements FittedAttack {

    private final int[] answers;
    private final int unseen;
    private final double trainAccuracy;

    Table(int[] answers, int unseen, Features train) {
      this.answers = answers;
      this.unseen = unseen;
      this.trainAccuracy = Proportion.agreement(predict(train), train.privateAttributes()).value();
    }

    @Override
    public int[] predict(Features features) {
      return Arrays.stream(features.targets()).map(y -> y < answers.length ? answers[y] : unseen).toArray();
    }

    @Override
    public Map<String, Double> diagnostics() {
      return Map.of(Metrics.TRAIN_ACCURACY, trainAccuracy);
    }
  }
}

package mine;

import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.Features;
import org.palimpsest.attack.FittedAttack;
import org.palimpsest.attack.Reach;
import org.palimpsest.random.Seed;

/**
 * A start: answers the private value whose mean lies nearest to the features.
 *
 * @param source what it learns from
 */
public record {{Type}}(AttackSource source) implements Attacker {

  public {{Type}}() {
    this(AttackSource.BALANCED);
  }

  @Override
  public String name() {
    return "{{name}}";
  }

  @Override
  public String title() {
    return "{{Type}}";
  }

  @Override
  public String description() {
    return "Answers the private value whose mean lies nearest to the features";
  }

  /** Linear, and its failure says nothing: a better linear reader may read what it does not. */
  @Override
  public Reach reach() {
    return Reach.LINEAR.inconclusive();
  }

  @Override
  public FittedAttack fit(Features train, Seed seed) {
    DMatrixRMaj values = train.values();
    double[][] means = new double[train.classes()][train.width()];
    int[] counts = new int[train.classes()];
    for (int row = 0; row < train.size(); row++) {
      int own = train.privateAttributes()[row];
      counts[own]++;
      for (int d = 0; d < train.width(); d++) {
        means[own][d] += values.get(row, d);
      }
    }
    for (int b = 0; b < means.length; b++) {
      for (int d = 0; d < means[b].length; d++) {
        means[b][d] /= Math.max(1, counts[b]);
      }
    }
    return new FittedAttack() {
      @Override
      public int[] predict(Features features) {
        DMatrixRMaj rows = features.values();
        int[] answers = new int[features.size()];
        for (int row = 0; row < answers.length; row++) {
          for (int b = 1; b < means.length; b++) {
            answers[row] = distance(rows, row, means[b]) < distance(rows, row, means[answers[row]]) ? b : answers[row];
          }
        }
        return answers;
      }

      @Override
      public Map<String, Double> diagnostics() {
        return Map.of();
      }
    };
  }

  private static double distance(DMatrixRMaj rows, int row, double[] mean) {
    double sum = 0;
    for (int d = 0; d < mean.length; d++) {
      double difference = rows.get(row, d) - mean[d];
      sum += difference * difference;
    }
    return sum;
  }
}

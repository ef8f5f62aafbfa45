package org.palimpsest.attack;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * A class of functions unlike the others, with nothing to converge: the most frequent private attribute among the k
 * nearest training images (the lowest of equals), by Euclidean distance on standardised features, exactly. The k with
 * the highest leave-one-out accuracy is used, the largest of equals. So that time stays within bounds, a random
 * {@code references} of the training images are searched where there are more. The search is the suite's own, for it
 * is to be exact, with ties in one order whatever the threads, and fast on all cores.
 *
 * <p>Diagnostics: {@code train_accuracy}, over the images searched, each left out of its own search;
 * {@code neighbours}, the chosen k; {@code references}.
 *
 * @param source what it learns from
 * @param neighbours values of k that are tried, each at least 1; those above the references minus 1 are left out
 * @param references at most so many images are searched, at least 2
 */
public record NearestNeighbours(AttackSource source, List<Integer> neighbours, int references) implements Attacker {

  /** Images that are standardised at once. */
  private static final int BLOCK = 8192;

  public NearestNeighbours {
    neighbours = List.copyOf(neighbours);
    Require.that(
        !neighbours.isEmpty() && neighbours.stream().allMatch(k -> k >= 1),
        "neighbours", "one number or more, each at least 1", neighbours);
    Require.that(references >= 2, "references", "at least 2", references);
  }

  /** 1, 3, 10, 30 or 100 neighbours among at most 10,000 images. */
  public NearestNeighbours() {
    this(AttackSource.BALANCED, List.of(1, 3, 10, 30, 100), 10_000);
  }

  @Override
  public String name() {
    return "knn";
  }

  @Override
  public String title() {
    return "Nearest neighbours";
  }

  @Override
  public String description() {
    return "The most frequent private attribute among the nearest training images, their number chosen by leaving one"
        + " out";
  }

  @Override
  public Reach reach() {
    return Reach.NON_LINEAR;
  }

  @Override
  public FittedAttack fit(Features train, Seed seed) {
    train.requireEnough();
    int size = Math.min(references, train.size());
    int[] chosen =
        size == train.size()
            ? IntStream.range(0, size).toArray()
            : Arrays.copyOf(Shuffle.permutation(train.size(), seed.derive("references")), size);
    return new Fitted(train.select(chosen), chosen);
  }

  private final class Fitted implements FittedAttack {

    private final Standardiser standardiser;
    private final NeighbourSearch search;
    private final int[] labels;
    private final int classes;
    private final int k;
    private final TrainingAnswers own;
    private final Map<String, Double> diagnostics = new LinkedHashMap<>();

    Fitted(Features references, int[] chosen) {
      standardiser = Standardiser.of(references.rows());
      float[][] rows = FloatRows.of(standardiser.apply(references.rows()));
      search = new NeighbourSearch(rows);
      labels = references.privateAttributes();
      classes = references.classes();
      List<Integer> tried = neighbours.stream().filter(n -> n < rows.length).sorted().toList();
      Require.that(!tried.isEmpty(), "neighbours", "some below the number of images, " + rows.length, neighbours);
      int[][] nearest = search.nearest(rows, tried.get(tried.size() - 1), true);
      int best = 0;
      int[] bestVote = null;
      double accuracy = -1;
      for (int candidate : tried) {
        int[] vote = vote(nearest, candidate);
        double right = Proportion.agreement(vote, labels).value();
        if (right >= accuracy) {
          accuracy = right;
          best = candidate;
          bestVote = vote;
        }
      }
      k = best;
      own = new TrainingAnswers(chosen, bestVote);
      diagnostics.put("neighbours", (double) k);
      diagnostics.put("references", (double) rows.length);
      diagnostics.put(Metrics.TRAIN_ACCURACY, accuracy);
    }

    @Override
    public int[] predict(Features features) {
      features.requireWidth(standardiser.mean().length);
      int[] answers = new int[features.size()];
      for (int from = 0; from < answers.length; from += BLOCK) {
        int to = Math.min(answers.length, from + BLOCK);
        float[][] points = FloatRows.of(standardiser.apply(features.rows(), from, to));
        System.arraycopy(vote(search.nearest(points, k, false), k), 0, answers, from, to - from);
      }
      return answers;
    }

    @Override
    public Map<String, Double> diagnostics() {
      return Collections.unmodifiableMap(diagnostics);
    }

    @Override
    public TrainingAnswers ownAnswers(Features train) {
      return own;
    }

    private int[] vote(int[][] nearest, int count) {
      return Arrays.stream(nearest)
          .mapToInt(
              found -> {
                int[] votes = new int[classes];
                for (int i = 0; i < count; i++) {
                  votes[labels[found[i]]]++;
                }
                return Majority.largest(votes);
              })
          .toArray();
    }
  }
}

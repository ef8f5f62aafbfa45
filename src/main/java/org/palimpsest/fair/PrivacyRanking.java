package org.palimpsest.fair;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.palimpsest.Require;

/**
 * Images ranked by how much privacy a network may have and still read them. There are L levels of privacy, the most
 * private first, each with networks of its own, and of each network it is known which of N images it reads.
 *
 * <p>Three answers of one image: its first level, the most private at which most networks read it, which Carlini et al.
 * rank by; its settled level, from which on most do at every level; and its score, the share of all networks that read
 * it, each level counting alike. The score ranks, ties by log-odds: with few networks a level the other two are chance
 * among images that are easy. Carlini, Erlingsson &amp; Papernot, Distribution density, tails, and outliers in machine
 * learning: metrics and applications, 2019, arXiv:1910.13427. Deviation: how many levels and networks theirs has is not
 * known here.
 *
 * @param read (L) of (M, N): whether a network of a level reads an image; M may differ by level
 * @param logOdds (N), the mean over networks of log p / (1 - p), p the probability of the true answer
 */
public record PrivacyRanking(List<boolean[][]> read, double[] logOdds) {

  public PrivacyRanking {
    read = List.copyOf(read);
    Require.that(!read.isEmpty(), "levels", "at least 1", read.size());
    for (boolean[][] level : read) {
      Require.that(level.length >= 1, "networks of a level", "at least 1", level.length);
      for (boolean[] network : level) {
        Require.that(
            network.length == logOdds.length, "images of a network", logOdds.length + ", as many as log-odds",
            network.length);
      }
    }
  }

  /** N. */
  public int images() {
    return logOdds.length;
  }

  /** (N), from 1 for the most private; L + 1 for an image that no level reads. */
  public int[] firstLevels() {
    return levels(this::most);
  }

  /** (N), the same of levels that all others after them agree with. */
  public int[] settledLevels() {
    return levels((level, image) -> IntStream.range(level, read.size()).allMatch(later -> most(later, image)));
  }

  private interface LevelTest {
    boolean holds(int level, int image);
  }

  /** Of each image the first level of which something holds. */
  private int[] levels(LevelTest test) {
    return IntStream.range(0, images())
        .map(
            image ->
                1 + IntStream.range(0, read.size()).filter(level -> test.holds(level, image)).findFirst().orElse(read.size()))
        .toArray();
  }

  private boolean most(int level, int image) {
    return 2 * Arrays.stream(read.get(level)).filter(network -> network[image]).count() > read.get(level).length;
  }

  /** (N), in [0, 1]; low for images that privacy takes first. */
  public double[] scores() {
    return scores(network -> true);
  }

  private interface Networks {
    boolean has(int network);
  }

  private double[] scores(Networks chosen) {
    double[] scores = new double[images()];
    for (boolean[][] level : read) {
      int[] own = IntStream.range(0, level.length).filter(chosen::has).toArray();
      for (int network : own) {
        for (int image = 0; image < scores.length; image++) {
          scores[image] += level[network][image] ? 1.0 / own.length / read.size() : 0;
        }
      }
    }
    return scores;
  }

  /** The numbers of the images, the most sensitive to privacy first: by score, then log-odds, then number. */
  public int[] order() {
    double[] scores = scores();
    return IntStream.range(0, images())
        .boxed()
        .sorted(
            Comparator.<Integer>comparingLong(image -> Math.round(1e9 * scores[image]))
                .thenComparingDouble(image -> logOdds[image])
                .thenComparingInt(image -> image))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * Spearman's correlation of the scores by every other network and by the rest: how far a ranking with half the
   * networks would come out again. NaN where a level has fewer than two.
   */
  public double splitHalfCorrelation() {
    return read.stream().anyMatch(level -> level.length < 2)
        ? Double.NaN
        : new SpearmansCorrelation().correlation(scores(n -> n % 2 == 0), scores(n -> n % 2 == 1));
  }

  /** The share of some images that the networks of a level read, in [0, 1]. */
  public double accuracy(int level, int[] some) {
    return IntStream.range(0, read.get(level).length).mapToDouble(n -> accuracy(level, n, some)).average().orElseThrow();
  }

  /** The same of one network. */
  public double accuracy(int level, int network, int[] some) {
    boolean[] right = read.get(level)[network];
    return (double) Arrays.stream(some).filter(image -> right[image]).count() / some.length;
  }
}

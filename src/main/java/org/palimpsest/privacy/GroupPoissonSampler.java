package org.palimpsest.privacy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.privacy.accounting.SubsampledGaussian;

/**
 * Poisson sampling at a rate of each group's own: an example of group a enters every step independently with
 * probability {@code q_a = min(1, w_a L / sum over examples of their w)}. Neighbours that differ by an example of group
 * a see the Gaussian mechanism at rate q_a, so that every group has an epsilon of its own, and the run's is the largest.
 *
 * <p>That holds if rates are constants: weights, L and the sizes of groups are taken to be public, and the group of an
 * example is its own attribute, not a function of others. Kulynych, Yang, Yu, Blasiok &amp; Nakkiran, What you see is
 * what you get: principled deep learning via distributional generalization, NeurIPS 2022, arXiv:2204.03230 (DP-IS-SGD).
 * With equal weights it draws what {@link PoissonSampler} draws, bit for bit.
 */
public final class GroupPoissonSampler implements Sampler {

  private final int population;
  private final double expectedBatchSize;
  private final SamplingSeed source;
  private final SortedMap<String, Double> rates = new TreeMap<>();
  private final Map<Double, int[]> members = new LinkedHashMap<>();

  /**
   * @param groups (N), the group of each example, in [0, G)
   * @param names (G)
   * @param weights (G), each above 0
   * @param expectedBatchSize L, in (0, N]
   */
  public GroupPoissonSampler(
      int[] groups, List<String> names, List<Double> weights, double expectedBatchSize, SamplingSeed source) {
    Require.that(groups.length >= 1, "population", "at least 1", groups.length);
    Require.that(
        expectedBatchSize > 0 && expectedBatchSize <= groups.length,
        "expectedBatchSize", "in (0, population = %d]".formatted(groups.length), expectedBatchSize);
    Require.that(weights.size() == names.size(), "weights", names.size() + ", one per group", weights.size());
    Require.labels("groups", groups, groups.length, names.size());
    weights.forEach(weight -> Require.positive("weights", weight));
    this.population = groups.length;
    this.expectedBatchSize = expectedBatchSize;
    this.source = source;
    int[] sizes = new int[names.size()];
    Arrays.stream(groups).forEach(group -> sizes[group]++);
    double first = weights.get(0);
    double total = IntStream.range(0, sizes.length).mapToDouble(g -> sizes[g] * (weights.get(g) / first)).sum();
    double[] rate = new double[sizes.length];
    for (int g = 0; g < sizes.length; g++) {
      rate[g] = Math.min(1, weights.get(g) / first * expectedBatchSize / total);
      if (sizes[g] > 0) {
        rates.put(names.get(g), rate[g]);
      }
    }
    for (double each : Arrays.stream(rate).distinct().toArray()) {
      int[] drawn = IntStream.range(0, groups.length).filter(i -> rate[groups[i]] == each).toArray();
      if (drawn.length > 0) {
        members.put(each, drawn);
      }
    }
  }

  @Override
  public int population() {
    return population;
  }

  @Override
  public double expectedBatchSize() {
    return expectedBatchSize;
  }

  /** q of each group that has examples, by name. */
  public SortedMap<String, Double> rates() {
    return new TreeMap<>(rates);
  }

  @Override
  public int[] sample(long step) {
    List<int[]> chosen = new ArrayList<>();
    int stratum = 0;
    for (Map.Entry<Double, int[]> each : members.entrySet()) {
      String stream = stratum == 0 ? "poisson-sampling" : "poisson-sampling " + stratum;
      chosen.add(drawn(each.getValue(), each.getKey(), source.generator(stream, step)));
      stratum++;
    }
    return chosen.size() == 1
        ? chosen.get(0)
        : chosen.stream().flatMapToInt(Arrays::stream).sorted().toArray();
  }

  private static int[] drawn(int[] members, double rate, RandomGenerator random) {
    int[] places = PoissonSampler.places(members.length, rate, random);
    for (int i = 0; i < places.length; i++) {
      places[i] = members[places[i]];
    }
    return places;
  }

  /** At the largest rate: what every example is promised. */
  @Override
  public List<SubsampledGaussian> events(double noiseMultiplier, long steps) {
    double most = rates.values().stream().max(Double::compare).orElseThrow();
    return List.of(new SubsampledGaussian(most, noiseMultiplier, steps));
  }

  @Override
  public SortedMap<String, Double> ratesByGroup() {
    return members.size() == 1 ? new TreeMap<>() : rates();
  }

  @Override
  public boolean isRepeatable() {
    return !source.isSecret();
  }

  @Override
  public String scheme() {
    String each =
        rates.entrySet().stream()
            .map(entry -> "%s %.6g".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", "));
    return SubsampledGaussian.SAMPLING + ": each of %d examples enters a step independently with its group's probability (%s), %s"
        .formatted(population, each, source.source());
  }

  @Override
  public String neighbours() {
    return SubsampledGaussian.NEIGHBOURS;
  }
}

package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.TwoLevel;
import org.palimpsest.random.Seed;
import org.palimpsest.report.results.Difference;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;

/**
 * Pairs of methods, and whether the balanced attack orders them as the published one does.
 *
 * @param all how many there are
 * @param published how many are clearly different under the published attack; of networks of one seed, by test images
 * @param balanced the same under the balanced one
 * @param both the same under both
 * @param kept how many of these have the same order
 * @param share of the pairs that are clearly different under the published attack, the share in [0, 1] that the balanced
 *     one orders alike, whether it tells them apart or not; a tie, as at a ceiling, counts half. Its interval is drawn
 *     ({@link TwoLevel}); empty without such a pair, or without two seeds that all methods share
 */
record PairOrder(int all, int published, int balanced, int both, int kept, Optional<Share> share) {

  private static final int DRAWS = 4_000;

  /** A share over so many seeds, and where it lies in {@code Measurement.LEVEL} of draws. */
  record Share(double value, Interval interval, int seeds) {}

  /** The private accuracies of one method under the two attacks. */
  private record Method(Query published, Query balanced) {}

  private record Pair(int first, int second, double sign) {}

  static PairOrder of(Results results, List<Case> methods, Function<Case, Query> published, Function<Case, Query> balanced) {
    List<Method> read =
        methods.stream().map(at -> new Method(published.apply(at), balanced.apply(at))).toList();
    List<Pair> ordered = new ArrayList<>();
    int[] counts = new int[4];
    for (int i = 0; i < read.size(); i++) {
      for (int j = i + 1; j < read.size(); j++) {
        double first = apart(results, read.get(i).published(), read.get(j).published());
        double second = apart(results, read.get(i).balanced(), read.get(j).balanced());
        counts[0]++;
        counts[1] += second != 0 ? 1 : 0;
        counts[2] += first * second != 0 ? 1 : 0;
        counts[3] += first * second > 0 ? 1 : 0;
        if (first != 0) {
          ordered.add(new Pair(i, j, first));
        }
      }
    }
    return new PairOrder(counts[0], ordered.size(), counts[1], counts[2], counts[3], share(results, read, ordered));
  }

  /** The sign of a difference that is clear; 0 of one that is not. */
  private static double apart(Results results, Query a, Query b) {
    return Difference.of(results, a, b)
        .filter(difference -> difference.clear() || difference.apart())
        .map(difference -> Math.signum(difference.mean()))
        .orElse(0.0);
  }

  private static Optional<Share> share(Results results, List<Method> methods, List<Pair> ordered) {
    List<SortedMap<Integer, Double>> values = methods.stream().map(one -> results.bySeed(one.balanced())).toList();
    List<Integer> seeds =
        values.isEmpty()
            ? List.of()
            : values.get(0).keySet().stream().filter(seed -> values.stream().allMatch(one -> one.containsKey(seed))).toList();
    if (ordered.isEmpty() || seeds.size() < 2) {
      return Optional.empty();
    }
    TwoLevel drawn =
        TwoLevel.of(
            values.stream().map(one -> seeds.stream().mapToDouble(one::get).toArray()).toArray(double[][]::new),
            methods.stream().mapToDouble(one -> imageError(results, one.balanced())).toArray(),
            new int[methods.size()], Difference.COMMON, DRAWS, new Seed(0).derive("order of pairs"));
    double[] shares = new double[DRAWS];
    for (int d = 0; d < DRAWS; d++) {
      int draw = d;
      shares[d] = share(ordered, i -> drawn.draws(i)[draw]);
    }
    return Optional.of(
        new Share(share(ordered, drawn::mean), TwoLevel.interval(shares, Measurement.LEVEL), seeds.size()));
  }

  private static double share(List<Pair> ordered, Function<Integer, Double> balanced) {
    return ordered.stream()
        .mapToDouble(
            pair -> (1 + pair.sign() * Math.signum(balanced.apply(pair.first()) - balanced.apply(pair.second()))) / 2)
        .average()
        .orElseThrow();
  }

  private static double imageError(Results results, Query query) {
    return Math.sqrt(
        results.imageErrors(query).values().stream().mapToDouble(error -> error * error).average().orElse(0));
  }
}

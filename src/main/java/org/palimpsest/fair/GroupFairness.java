package org.palimpsest.fair;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Proportion;
import org.palimpsest.metric.StratifiedProportion;
import org.palimpsest.metric.Summary;
import org.palimpsest.random.Seed;

/**
 * The answers of a network to images in groups, and what they say of fairness. The first group is the majority; every
 * other is compared with it. A group of fewer than {@value #FEWEST_IMAGES} images has an accuracy and is compared with
 * nothing.
 *
 * <p>Intervals are for other images of this one network, at 95 %: Wilson's for shares, Newcombe's for the gap (paired
 * where the images are), normal ones for means, and for measures of many rates the percentiles of
 * {@value #RESAMPLES} bootstrap samples, of pairs where there are pairs, within groups else. A maximum over classes is
 * above 0 also where groups are alike.
 *
 * @param groupNames (G), the majority's first
 * @param predicted (N), in [0, classes)
 * @param targets (N), in [0, classes)
 * @param groups (N), in [0, G)
 * @param confidence (N), the probability that the network gives its answer, in [0, 1]
 * @param crossEntropy (N), in nats
 * @param paired whether images 2i and 2i + 1 are one image in group 0 and in group 1
 */
public record GroupFairness(
    List<String> groupNames, int classes, int[] predicted, int[] targets, int[] groups, double[] confidence,
    double[] crossEntropy, boolean paired) {

  /** Fewer images have no gap. */
  public static final int FEWEST_IMAGES = 200;

  public static final String ACCURACY = "group_accuracy";
  public static final String GAP = "accuracy_gap";
  public static final String PARITY_MAX = "parity_max";
  public static final String PARITY_TV = "parity_tv";
  public static final String OPPORTUNITY_MEAN = "opportunity_mean";
  public static final String OPPORTUNITY_MAX = "opportunity_max";
  public static final String ODDS_MAX = "odds_max";
  public static final String CROSS_ENTROPY = "group_cross_entropy";
  public static final String OVER_CONFIDENCE = "over_confidence";
  public static final String CALIBRATION = "calibration_error";
  public static final String WORST = "cross_fitted_worst_accuracy";
  public static final String SPREAD = "class_spread";
  public static final String SPREAD_FLOOR = "class_spread_floor";

  private static final int RESAMPLES = 400;
  private static final int FLOOR_DRAWS = 2000;
  private static final double Z = 1.959963984540054;

  public GroupFairness {
    groupNames = List.copyOf(groupNames);
    int n = targets.length;
    Require.labels("predicted", predicted, n, classes);
    Require.labels("targets", targets, n, classes);
    Require.labels("groups", groups, n, groupNames.size());
    Require.that(confidence.length == n, "confidence", n + ", one per image", confidence.length);
    Require.that(crossEntropy.length == n, "crossEntropy", n + ", one per image", crossEntropy.length);
    if (paired) {
      Require.that(n % 2 == 0, "images", "pairs", n);
      for (int i = 0; i < n; i++) {
        Require.that(
            groups[i] == i % 2 && targets[i] == targets[i - i % 2], "image " + i,
            "group %d and its pair's target".formatted(i % 2), "group " + groups[i] + " and target " + targets[i]);
      }
    }
  }

  /** All measures. */
  public List<Measurement> measurements(Seed seed) {
    List<Measurement> all = new ArrayList<>();
    GroupCounts counts = counts(IntStream.range(0, targets.length).toArray());
    for (int g = 0; g < groupNames.size(); g++) {
      ofGroup(g, counts, seed, all);
    }
    for (int g = 1; g < groupNames.size(); g++) {
      if (counts.size(0) >= FEWEST_IMAGES && counts.size(g) >= FEWEST_IMAGES) {
        between(g, counts, seed.derive("bootstrap", groupNames.get(g)), all);
      }
    }
    worst(seed.derive("halves")).ifPresent(all::add);
    spread(counts, seed.derive("floor"), all);
    return all;
  }

  private void ofGroup(int g, GroupCounts counts, Seed seed, List<Measurement> all) {
    String name = groupNames.get(g);
    counts.accuracy(g).ifPresent(share -> all.add(Measurement.of(ACCURACY, name, share)));
    int[] members = members(g);
    if (members.length < 2) {
      return;
    }
    all.add(mean(CROSS_ENTROPY, name, members, i -> crossEntropy[i]));
    all.add(mean(OVER_CONFIDENCE, name, members, i -> confidence[i] - (right(i) ? 1 : 0)));
    if (members.length >= Calibration.FEWEST_IMAGES) {
      all.add(calibration(name, members, seed.derive("calibration", name)));
    }
  }

  private Measurement calibration(String name, int[] members, Seed seed) {
    double value = Calibration.USUAL.debiased(confidences(members), rights(members), seed.derive("redraws"));
    RandomGenerator random = seed.derive("bootstrap").generator();
    double[] again = new double[RESAMPLES / 4];
    for (int r = 0; r < again.length; r++) {
      int[] drawn = Arrays.stream(members).map(any -> members[random.nextInt(members.length)]).toArray();
      again[r] = Calibration.USUAL.raw(confidences(drawn), rights(drawn));
    }
    double half = Z * Summary.of(again).standardDeviation();
    return new Measurement(CALIBRATION, name, value, value - half, value + half, members.length);
  }

  private void between(int g, GroupCounts counts, Seed seed, List<Measurement> all) {
    String name = groupNames.get(g);
    int n = counts.size(g);
    ShareDifference gap = gap(g, counts);
    all.add(new Measurement(GAP, name, gap.value(), gap.interval().low(), gap.interval().high(), n));
    List<GroupCounts> resampled = resampled(g, seed);
    addResampled(PARITY_MAX, name, n, counts, resampled, c -> c.parityMax(0, g), all);
    addResampled(PARITY_TV, name, n, counts, resampled, c -> c.parityTotalVariation(0, g), all);
    addResampled(OPPORTUNITY_MEAN, name, n, counts, resampled, c -> c.opportunityMean(0, g), all);
    addResampled(OPPORTUNITY_MAX, name, n, counts, resampled, c -> c.opportunityMax(0, g), all);
    addResampled(ODDS_MAX, name, n, counts, resampled, c -> c.oddsMax(0, g), all);
  }

  /** The majority's accuracy less a group's. */
  private ShareDifference gap(int g, GroupCounts counts) {
    if (!paired) {
      return ShareDifference.independent(
          counts.accuracy(0).orElseThrow(), counts.accuracy(g).orElseThrow(), Measurement.LEVEL);
    }
    int[] of = new int[4];
    for (int i = 0; i < targets.length; i += 2) {
      of[(right(i) ? 0 : 2) + (right(i + 1) ? 0 : 1)]++;
    }
    return ShareDifference.paired(of[0], of[1], of[2], of[3], Measurement.LEVEL);
  }

  private static void addResampled(
      String metric, String group, int n, GroupCounts counts, List<GroupCounts> resampled,
      Function<GroupCounts, Optional<Double>> measure, List<Measurement> all) {
    Optional<Double> value = measure.apply(counts);
    if (value.isEmpty()) {
      return;
    }
    double[] again = resampled.stream().map(measure).flatMap(Optional::stream).mapToDouble(x -> x).sorted().toArray();
    double tail = (1 - Measurement.LEVEL) / 2;
    double low = again[(int) (tail * (again.length - 1))];
    double high = again[(int) Math.ceil((1 - tail) * (again.length - 1))];
    all.add(
        new Measurement(
            metric, group, value.get(), Math.min(low, value.get()), Math.max(high, value.get()), n));
  }

  private List<GroupCounts> resampled(int g, Seed seed) {
    RandomGenerator random = seed.generator();
    int[] majority = members(0);
    int[] minority = members(g);
    List<GroupCounts> all = new ArrayList<>();
    for (int r = 0; r < RESAMPLES; r++) {
      IntStream rows =
          paired
              ? IntStream.range(0, targets.length / 2)
                  .map(any -> 2 * random.nextInt(targets.length / 2))
                  .flatMap(i -> IntStream.of(i, i + 1))
              : IntStream.concat(drawn(majority, random), drawn(minority, random));
      all.add(counts(rows.toArray()));
    }
    return all;
  }

  private static IntStream drawn(int[] members, RandomGenerator random) {
    return Arrays.stream(members).map(any -> members[random.nextInt(members.length)]);
  }

  /**
   * The accuracy of the group and class that fares worst, chosen on one half of the images and measured on the other,
   * and the other way round. The smallest of many accuracies, measured where it was chosen, is too small.
   */
  Optional<Measurement> worst(Seed seed) {
    RandomGenerator random = seed.generator();
    boolean[] first = new boolean[targets.length];
    for (int i = 0; i < first.length; i++) {
      first[i] = paired && i % 2 == 1 ? first[i - 1] : random.nextBoolean();
    }
    GroupCounts one = counts(IntStream.range(0, first.length).filter(i -> first[i]).toArray());
    GroupCounts other = counts(IntStream.range(0, first.length).filter(i -> !first[i]).toArray());
    List<Proportion> measured = new ArrayList<>();
    crossFitted(one, other).ifPresent(measured::add);
    crossFitted(other, one).ifPresent(measured::add);
    return measured.size() < 2
        ? Optional.empty()
        : Optional.of(
            Measurement.of(WORST, Measurement.ALL, new StratifiedProportion(measured, List.of(1.0, 1.0))));
  }

  private static Optional<Proportion> crossFitted(GroupCounts choose, GroupCounts measure) {
    int classes = choose.classes();
    return IntStream.range(0, choose.groups() * classes)
        .boxed()
        .filter(cell -> choose.size(cell / classes, cell % classes) >= FEWEST_IMAGES / 10)
        .min(Comparator.comparingDouble(c -> choose.truePositives(c / classes, c % classes).orElseThrow().value()))
        .flatMap(c -> measure.truePositives(c / classes, c % classes));
  }

  /** The best class's accuracy less the worst's, beside what that is on average for classes that are equally easy. */
  private void spread(GroupCounts counts, Seed seed, List<Measurement> all) {
    int[] sizes = new int[classes];
    int[] hits = new int[classes];
    for (int i = 0; i < targets.length; i++) {
      sizes[targets[i]]++;
      hits[targets[i]] += right(i) ? 1 : 0;
    }
    if (Arrays.stream(sizes).anyMatch(size -> size < FEWEST_IMAGES)) {
      return;
    }
    List<Proportion> shares =
        IntStream.range(0, classes).mapToObj(c -> new Proportion(hits[c], sizes[c])).toList();
    Comparator<Proportion> byValue = Comparator.comparingDouble(Proportion::value);
    ShareDifference spread =
        ShareDifference.independent(
            shares.stream().max(byValue).orElseThrow(), shares.stream().min(byValue).orElseThrow(),
            Measurement.LEVEL);
    all.add(
        new Measurement(
            SPREAD, Measurement.ALL, spread.value(), spread.interval().low(), spread.interval().high(),
            targets.length));
    double share = (double) Arrays.stream(hits).sum() / targets.length;
    all.add(Measurement.plain(SPREAD_FLOOR, floor(sizes, share, seed)));
  }

  /** The best share less the worst, on average over draws, of groups of these sizes that all have one accuracy. */
  static double floor(int[] sizes, double accuracy, Seed seed) {
    RandomGenerator random = seed.generator();
    double sum = 0;
    for (int draw = 0; draw < FLOOR_DRAWS; draw++) {
      double best = 0;
      double worst = 1;
      for (int size : sizes) {
        double share = accuracy + Math.sqrt(accuracy * (1 - accuracy) / size) * random.nextGaussian();
        best = Math.max(best, share);
        worst = Math.min(worst, share);
      }
      sum += best - worst;
    }
    return sum / FLOOR_DRAWS;
  }

  private Measurement mean(String metric, String group, int[] members, Function<Integer, Double> value) {
    Summary summary = Summary.of(Arrays.stream(members).mapToDouble(i -> value.apply(i)).toArray());
    double half = Z * summary.standardDeviation() / Math.sqrt(summary.n());
    Interval interval = new Interval(summary.mean() - half, summary.mean() + half);
    return new Measurement(metric, group, summary.mean(), interval.low(), interval.high(), summary.n());
  }

  private GroupCounts counts(int[] rows) {
    return GroupCounts.of(at(predicted, rows), at(targets, rows), at(groups, rows), classes, groupNames.size());
  }

  private static int[] at(int[] values, int[] rows) {
    return Arrays.stream(rows).map(row -> values[row]).toArray();
  }

  private int[] members(int group) {
    return IntStream.range(0, groups.length).filter(i -> groups[i] == group).toArray();
  }

  private boolean right(int image) {
    return predicted[image] == targets[image];
  }

  private double[] confidences(int[] members) {
    return Arrays.stream(members).mapToDouble(i -> confidence[i]).toArray();
  }

  private boolean[] rights(int[] members) {
    boolean[] rights = new boolean[members.length];
    for (int i = 0; i < rights.length; i++) {
      rights[i] = right(members[i]);
    }
    return rights;
  }
}

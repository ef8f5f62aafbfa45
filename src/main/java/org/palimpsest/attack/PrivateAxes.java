package org.palimpsest.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.palimpsest.Rounding;
import org.palimpsest.metric.Gaussian;
import org.palimpsest.metric.Measurement;

/**
 * How far apart the features of two private values lie: a Gaussian for each on two axes. After Fig. 8 of Barbano,
 * Tartaglione and Grangetto (ICCVW 2021), where the axis is the first principal component, a different one for each
 * network: it may have nothing to do with the private attribute. The second axis runs through the means of the two.
 *
 * <p>Scores of both values together have mean 0 and standard deviation 1, so that networks can be drawn on shared axes.
 * {@code Deviation:} the paper does not say how it scales them.
 *
 * <p>The first component is that of all images of the two values. The axis of means is fitted to every other image of a
 * value and the scores are those of the rest: on the same images, 128 features without any information would lie half a
 * standard deviation apart. It points from the first value to the second; so does the first component, whose sign is
 * free.
 */
public final class PrivateAxes {

  /** Names of the axes in results. */
  public static final List<String> NAMES = List.of("first_component", "mean_axis");

  /** Fewer images of a value have no spread worth the name. */
  private static final int FEWEST = 8;

  private PrivateAxes() {}

  /**
   * The axes of two private values that are not rare: the two lowest numbers among those with at least half as many
   * images as the second most frequent. Values about equally frequent are not ranked by chance, so that every network
   * and seed is measured on the same two.
   */
  public static List<Measurement> measure(Features features) {
    int[] counts = features.privateCounts();
    int second = Arrays.stream(counts).sorted().toArray()[counts.length - 2];
    int[] frequent = IntStream.range(0, counts.length).filter(b -> 2 * counts[b] >= second).toArray();
    return second < FEWEST ? List.of() : measure(features, frequent[0], frequent[1]);
  }

  /**
   * For each axis {@code AXIS_mean} and {@code AXIS_sd} of the groups {@code b<first>} and {@code b<second>}, and
   * {@code AXIS_d_prime} of both; {@code first_component_explained}, its share of the variance. Nothing for an axis on
   * which all features are alike, and nothing at all with fewer than {@value #FEWEST} images of a value.
   *
   * @param first a private value
   * @param second another
   */
  public static List<Measurement> measure(Features features, int first, int second) {
    int[] ones = rows(features, first);
    int[] others = rows(features, second);
    return ones.length < FEWEST || others.length < FEWEST
        ? List.of()
        : measure(features, features.select(ones), features.select(others), first, second);
  }

  private static List<Measurement> measure(Features all, Features one, Features other, int first, int second) {
    int[] both = IntStream.concat(Arrays.stream(rows(all, first)), Arrays.stream(rows(all, second))).toArray();
    PrincipalAxis principal = PrincipalAxis.of(all.select(both).values());
    double[] scores = principal.scores(one.values());
    double[] others = principal.scores(other.values());
    List<Measurement> measured = new ArrayList<>();
    double size = norm(principal.centre());
    double spread = Gaussian.of(principal.scores(all.select(both).values())).standardDeviation();
    if (!Rounding.explains(spread, size)) {
      boolean turned = Arrays.stream(scores).average().orElseThrow() > Arrays.stream(others).average().orElseThrow();
      measured.addAll(fit(NAMES.get(0), scores, others, turned ? -1 : 1, first, second));
      measured.add(Measurement.plain(NAMES.get(0) + "_explained", principal.explained()));
    }
    double[] from = PrincipalAxis.mean(half(one, 0).values());
    double[] to = PrincipalAxis.mean(half(other, 0).values());
    double[] direction = IntStream.range(0, from.length).mapToDouble(j -> to[j] - from[j]).toArray();
    if (Rounding.explains(norm(direction), size)) {
      return measured;
    }
    measured.addAll(
        fit(
            NAMES.get(1),
            PrincipalAxis.scores(half(one, 1).values(), from, direction),
            PrincipalAxis.scores(half(other, 1).values(), from, direction),
            1,
            first,
            second));
    return measured;
  }

  private static double norm(double[] vector) {
    return Math.sqrt(Arrays.stream(vector).map(v -> v * v).sum());
  }

  private static List<Measurement> fit(
      String axis, double[] scores, double[] others, int sign, int first, int second) {
    Gaussian whole = Gaussian.of(IntStream.range(0, scores.length + others.length)
        .mapToDouble(i -> i < scores.length ? scores[i] : others[i - scores.length]).toArray());
    if (!(whole.standardDeviation() > 0)) {
      return List.of();
    }
    Gaussian one = standardised(scores, whole, sign);
    Gaussian other = standardised(others, whole, sign);
    List<Measurement> measured = new ArrayList<>();
    measured.addAll(rows(axis, "b" + first, one));
    measured.addAll(rows(axis, "b" + second, other));
    double sensitivity = one.sensitivity(other);
    if (Double.isFinite(sensitivity)) {
      measured.add(Measurement.plain(axis + "_d_prime", sensitivity));
    }
    return measured;
  }

  private static Gaussian standardised(double[] scores, Gaussian whole, int sign) {
    return Gaussian.of(
        Arrays.stream(scores).map(x -> sign * (x - whole.mean()) / whole.standardDeviation()).toArray());
  }

  private static List<Measurement> rows(String axis, String group, Gaussian fit) {
    double nan = Double.NaN;
    return List.of(
        new Measurement(axis + "_mean", group, fit.mean(), nan, nan, fit.n()),
        new Measurement(axis + "_sd", group, fit.standardDeviation(), nan, nan, fit.n()));
  }

  private static int[] rows(Features features, int value) {
    int[] attributes = features.privateAttributes();
    return IntStream.range(0, features.size()).filter(i -> attributes[i] == value).toArray();
  }

  /** Every other image, from image {@code start}. */
  private static Features half(Features features, int start) {
    return features.select(IntStream.range(0, features.size()).filter(i -> i % 2 == start).toArray());
  }
}

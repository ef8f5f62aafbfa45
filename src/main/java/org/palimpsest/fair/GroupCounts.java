package org.palimpsest.fair;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.metric.Proportion;

/**
 * How often each answer was given, by group and by truth, and the measures of fairness that need no more than that.
 *
 * <p>Measures between two groups are those of the groups' rates: demographic parity compares P(answer = c given the
 * group), equality of opportunity P(answer = c given truth = c and the group), equalised odds that and P(answer = c
 * given truth other than c and the group), c over all classes, each against the rest. Hardt, Price &amp; Srebro, Equality
 * of opportunity in supervised learning, NeurIPS 2016, arXiv:1610.02413; the maximum over both rates is fairlearn's, and
 * over classes ours. A rate that has no image to be one of is absent, and with it what it is part of: it is not 0.
 *
 * @param counts (G, C, C): {@code counts[g][y][p]} images of group g and truth y were answered with p
 */
public record GroupCounts(int[][][] counts) {

  public GroupCounts {
    Require.that(counts.length >= 2, "groups", "two or more", counts.length);
    Require.that(counts[0].length >= 2, "classes", "two or more", counts[0].length);
  }

  /** Counts answers (N), truths (N) in [0, classes) and groups (N) in [0, groupCount). */
  public static GroupCounts of(int[] predicted, int[] targets, int[] groups, int classes, int groupCount) {
    Require.labels("predicted", predicted, targets.length, classes);
    Require.labels("targets", targets, targets.length, classes);
    Require.labels("groups", groups, targets.length, groupCount);
    int[][][] counts = new int[groupCount][classes][classes];
    for (int i = 0; i < targets.length; i++) {
      counts[groups[i]][targets[i]][predicted[i]]++;
    }
    return new GroupCounts(counts);
  }

  /** G. */
  public int groups() {
    return counts.length;
  }

  /** C. */
  public int classes() {
    return counts[0].length;
  }

  /** The images of a group. */
  public int size(int group) {
    return Arrays.stream(counts[group]).flatMapToInt(Arrays::stream).sum();
  }

  /** The images of a group and a class. */
  public int size(int group, int truth) {
    return Arrays.stream(counts[group][truth]).sum();
  }

  /** The share of right answers in a group; empty without images. */
  public Optional<Proportion> accuracy(int group) {
    int hits = IntStream.range(0, classes()).map(c -> counts[group][c][c]).sum();
    return share(hits, size(group));
  }

  /** The share of right answers among the images of a group and a class: the true-positive rate; empty without any. */
  public Optional<Proportion> truePositives(int group, int c) {
    return share(counts[group][c][c], size(group, c));
  }

  /** The share of a group's images of other classes that were answered with c; empty without any. */
  public Optional<Proportion> falsePositives(int group, int c) {
    return share(answered(group, c) - counts[group][c][c], size(group) - size(group, c));
  }

  /** The share of a group's images that were answered with c; empty without any. */
  public Optional<Proportion> selected(int group, int c) {
    return share(answered(group, c), size(group));
  }

  /** Demographic parity: the largest difference of a class's shares among answers, in [0, 1]. */
  public Optional<Double> parityMax(int a, int b) {
    return max(differences(c -> selected(a, c), c -> selected(b, c)));
  }

  /** Half the sum of these differences: the distance in total variation of the groups' answers, in [0, 1]. */
  public Optional<Double> parityTotalVariation(int a, int b) {
    double[] all = differences(c -> selected(a, c), c -> selected(b, c));
    return all.length == 0 ? Optional.empty() : Optional.of(DoubleStream.of(all).sum() / 2);
  }

  /** Equality of opportunity: the mean over classes of the true-positive rates' differences. */
  public Optional<Double> opportunityMean(int a, int b) {
    double[] all = differences(c -> truePositives(a, c), c -> truePositives(b, c));
    return all.length == 0 ? Optional.empty() : Optional.of(DoubleStream.of(all).average().orElseThrow());
  }

  /** The largest of these. */
  public Optional<Double> opportunityMax(int a, int b) {
    return max(differences(c -> truePositives(a, c), c -> truePositives(b, c)));
  }

  /** Equalised odds: the largest difference of true-positive rates and of false-positive rates over classes. */
  public Optional<Double> oddsMax(int a, int b) {
    Optional<Double> missed = max(differences(c -> falsePositives(a, c), c -> falsePositives(b, c)));
    Optional<Double> found = opportunityMax(a, b);
    return found.isPresent() && missed.isPresent()
        ? Optional.of(Math.max(found.get(), missed.get()))
        : Optional.empty();
  }

  private double[] differences(IntFunction<Optional<Proportion>> first, IntFunction<Optional<Proportion>> second) {
    return IntStream.range(0, classes())
        .filter(c -> first.apply(c).isPresent() && second.apply(c).isPresent())
        .mapToDouble(c -> Math.abs(first.apply(c).get().value() - second.apply(c).get().value()))
        .toArray();
  }

  private static Optional<Double> max(double[] differences) {
    return DoubleStream.of(differences).boxed().max(Double::compare);
  }

  private int answered(int group, int c) {
    return Arrays.stream(counts[group]).mapToInt(row -> row[c]).sum();
  }

  private static Optional<Proportion> share(int hits, int n) {
    return n == 0 ? Optional.empty() : Optional.of(new Proportion(hits, n));
  }
}

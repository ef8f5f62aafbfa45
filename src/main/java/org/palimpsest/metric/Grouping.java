package org.palimpsest.metric;

import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.palimpsest.Require;

/**
 * What the groups of images mean and how much each counts. A group is the images of a target y and a private value b.
 *
 * @param aligned (C, K): {@code aligned[y][b]} if b goes with y where data are biased; empty where the task knows no
 *     such thing, and then no image is aligned or conflicting
 * @param shares (C, K): the part that each group has in every mean, with sum 1; a group with share 0 does not count at
 *     all; empty if every image counts alike
 */
public record Grouping(Optional<boolean[][]> aligned, Optional<double[][]> shares) {

  /** Every image counts alike, and none is aligned or conflicting. */
  public static final Grouping NONE = new Grouping(Optional.empty(), Optional.empty());

  private static final double ROUNDING = 1e-9;

  public Grouping {
    aligned.ifPresent(
        goesWith ->
            requireMatrix("aligned", goesWith.length, Arrays.stream(goesWith).mapToInt(row -> row.length).toArray()));
    shares.ifPresent(Grouping::requireShares);
    if (aligned.isPresent() && shares.isPresent()) {
      String expected = aligned.get().length + " x " + aligned.get()[0].length;
      String found = shares.get().length + " x " + shares.get()[0].length;
      Require.that(expected.equals(found), "shares", expected + " as aligned has", found);
    }
  }

  /** Every image counts alike; it is aligned if its target and its private value have the same number. */
  public static Grouping equalNumbers(int targets, int privateValues) {
    boolean[][] aligned = new boolean[targets][privateValues];
    for (int y = 0; y < Math.min(targets, privateValues); y++) {
      aligned[y][y] = true;
    }
    return new Grouping(Optional.of(aligned), Optional.empty());
  }

  /** The same alignment with other shares. */
  public Grouping withShares(double[][] wanted) {
    return new Grouping(aligned, Optional.of(wanted));
  }

  /** Whether the group has a part in means. */
  public boolean counts(Group group) {
    return shares.isEmpty() || shares.get()[group.target()][group.privateValue()] > 0;
  }

  /** Whether the private value goes with the target; empty where the task knows no such thing. */
  public Optional<Boolean> isAligned(Group group) {
    return aligned.map(goesWith -> goesWith[group.target()][group.privateValue()]);
  }

  /**
   * The private value that goes with each target (C), if each has exactly one and no two have the same: to know the
   * target is then to know it.
   */
  public Optional<int[]> ownValues() {
    return aligned.flatMap(
        goesWith -> {
          int[] own = Arrays.stream(goesWith).mapToInt(Grouping::onlyOne).toArray();
          boolean injective =
              Arrays.stream(own).allMatch(b -> b >= 0) && Arrays.stream(own).distinct().count() == own.length;
          return injective ? Optional.of(own) : Optional.empty();
        });
  }

  /** @throws IllegalArgumentException if an image belongs to no group; the message says which */
  public void requireLabels(int[] targets, int[] privateAttributes) {
    aligned.ifPresent(groups -> requireLabels(groups.length, groups[0].length, targets, privateAttributes));
    shares.ifPresent(groups -> requireLabels(groups.length, groups[0].length, targets, privateAttributes));
  }

  /** The images (rows) of each group that counts and has any. */
  SortedMap<Group, int[]> rows(int[] targets, int[] privateAttributes) {
    SortedMap<Group, IntStream.Builder> rows = new TreeMap<>();
    for (int i = 0; i < targets.length; i++) {
      Group group = new Group(targets[i], privateAttributes[i]);
      if (counts(group)) {
        rows.computeIfAbsent(group, any -> IntStream.builder()).add(i);
      }
    }
    SortedMap<Group, int[]> arrays = new TreeMap<>();
    rows.forEach((group, builder) -> arrays.put(group, builder.build().toArray()));
    return arrays;
  }

  /** The groups that have a share, whether there are images of them or not; none without shares. */
  int wanted() {
    return shares
        .map(all -> (int) Arrays.stream(all).flatMapToDouble(Arrays::stream).filter(share -> share > 0).count())
        .orElse(0);
  }

  /** What one of the groups that have images counts beside the others. */
  double share(Group group) {
    return shares.orElseThrow()[group.target()][group.privateValue()];
  }

  private static int onlyOne(boolean[] goesWith) {
    int[] values = IntStream.range(0, goesWith.length).filter(b -> goesWith[b]).toArray();
    return values.length == 1 ? values[0] : -1;
  }

  private static void requireShares(double[][] shares) {
    requireMatrix("shares", shares.length, Arrays.stream(shares).mapToInt(row -> row.length).toArray());
    double sum = 0;
    for (int y = 0; y < shares.length; y++) {
      for (int b = 0; b < shares[y].length; b++) {
        Require.that(shares[y][b] >= 0, "shares[%d][%d]".formatted(y, b), "at least 0", shares[y][b]);
        sum += shares[y][b];
      }
    }
    Require.that(Math.abs(sum - 1) <= ROUNDING, "shares", "a sum of 1", sum);
  }

  private static void requireMatrix(String name, int rows, int[] widths) {
    Require.that(rows >= 1 && widths[0] >= 1, name, "at least 1 x 1", rows == 0 ? "no row" : "rows without values");
    for (int y = 0; y < rows; y++) {
      Require.that(widths[y] == widths[0], "%s[%d]".formatted(name, y), widths[0] + " private values", widths[y]);
    }
  }

  private static void requireLabels(int targets, int privateValues, int[] ys, int[] bs) {
    for (int i = 0; i < ys.length; i++) {
      Require.that(ys[i] >= 0 && ys[i] < targets, "targets[%d]".formatted(i), "0.." + (targets - 1), ys[i]);
      Require.that(
          bs[i] >= 0 && bs[i] < privateValues, "privateAttributes[%d]".formatted(i), "0.." + (privateValues - 1),
          bs[i]);
    }
  }
}

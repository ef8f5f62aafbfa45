package org.palimpsest.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.palimpsest.metric.Grouping.Group;

/**
 * An accuracy, and the same accuracy within groups of images, see {@link Grouping}.
 *
 * @param all over all images, each group with its share
 * @param aligned over the aligned ones alone; empty if there are none, or no such notion
 * @param conflicting over the others, likewise
 * @param groups over each group that counts and has images
 * @param byPrivateValue over the images of each private value, targets having their shares: of an attacker that is the
 *     value's recall
 * @param elsewhere how often each private value's number is answered on images of other values, the false alarms beside
 *     that recall
 * @param emptyGroups the number of groups that have a share and no image: the means are over the others, whose shares
 *     are scaled to sum to 1
 */
public record GroupedAccuracy(
    StratifiedProportion all,
    Optional<StratifiedProportion> aligned,
    Optional<StratifiedProportion> conflicting,
    SortedMap<Group, Proportion> groups,
    SortedMap<Integer, StratifiedProportion> byPrivateValue,
    SortedMap<Integer, StratifiedProportion> elsewhere,
    int emptyGroups) {

  /** What the name of a group begins with that is all images of one private value; the value follows. */
  public static final String PRIVATE_VALUE = "private=";

  /** Groups with fewer images are not considered as the worst: their accuracy is mostly noise. */
  public static final int SMALLEST_WORST_GROUP = 10;

  /**
   * Accuracy of {@code predictions} as an answer to {@code truth}. With images as they come the intervals of the means
   * are Wilson's, with shares those of {@link StratifiedProportion}.
   *
   * @param predictions (N), N at least 1
   * @param truth (N), the targets or the private attributes
   * @param targets (N), to group by
   * @param privateAttributes (N), to group by
   * @throws IllegalArgumentException if no image is of a group that counts
   */
  public static GroupedAccuracy of(
      int[] predictions, int[] truth, int[] targets, int[] privateAttributes, Grouping grouping) {
    int n = predictions.length;
    requireLength("truth", truth, n);
    requireLength("targets", targets, n);
    requireLength("privateAttributes", privateAttributes, n);
    grouping.requireLabels(targets, privateAttributes);
    SortedMap<Group, Proportion> groups = new TreeMap<>();
    grouping
        .rows(targets, privateAttributes)
        .forEach(
            (group, rows) -> {
              int hits = (int) Arrays.stream(rows).filter(i -> predictions[i] == truth[i]).count();
              groups.put(group, new Proportion(hits, rows.length));
            });
    StratifiedProportion all =
        mean(groups, grouping, group -> true)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "predictions: expected one or more of a group that counts, was none of " + n));
    return new GroupedAccuracy(
        all,
        mean(groups, grouping, group -> grouping.isAligned(group).orElse(false)),
        mean(groups, grouping, group -> !grouping.isAligned(group).orElse(true)),
        groups,
        byPrivateValue(groups, grouping),
        elsewhere(predictions, targets, privateAttributes, grouping),
        Math.max(0, grouping.wanted() - groups.size()));
  }

  private static SortedMap<Integer, StratifiedProportion> elsewhere(
      int[] predictions, int[] targets, int[] privateAttributes, Grouping grouping) {
    SortedMap<Integer, StratifiedProportion> values = new TreeMap<>();
    Map<Group, int[]> rows = grouping.rows(targets, privateAttributes);
    rows.keySet().stream().map(Group::privateValue).distinct().forEach(
        value -> {
          SortedMap<Group, Proportion> named = new TreeMap<>();
          rows.forEach(
              (group, images) ->
                  named.put(
                      group,
                      new Proportion(
                          (int) Arrays.stream(images).filter(i -> predictions[i] == value).count(), images.length)));
          mean(named, grouping, group -> group.privateValue() != value).ifPresent(share -> values.put(value, share));
        });
    return values;
  }

  private static SortedMap<Integer, StratifiedProportion> byPrivateValue(
      SortedMap<Group, Proportion> groups, Grouping grouping) {
    SortedMap<Integer, StratifiedProportion> values = new TreeMap<>();
    for (Group one : groups.keySet()) {
      int value = one.privateValue();
      values.computeIfAbsent(value, b -> mean(groups, grouping, group -> group.privateValue() == b).orElseThrow());
    }
    return values;
  }

  private static Optional<StratifiedProportion> mean(
      SortedMap<Group, Proportion> groups, Grouping grouping, Predicate<Group> belongs) {
    List<Group> among = groups.keySet().stream().filter(belongs).toList();
    List<Proportion> counted = among.stream().map(groups::get).toList();
    if (among.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        grouping.shares().isPresent()
            ? new StratifiedProportion(counted, among.stream().map(grouping::share).toList())
            : StratifiedProportion.of(
                new Proportion(
                    counted.stream().mapToInt(Proportion::hits).sum(),
                    counted.stream().mapToInt(Proportion::n).sum())));
  }

  /** The group with the lowest accuracy among those with {@code smallest} images or more; the first of equals. */
  public Optional<Map.Entry<Group, Proportion>> worst(int smallest) {
    return groups.entrySet().stream()
        .filter(entry -> entry.getValue().n() >= smallest)
        .min(Comparator.comparingDouble(entry -> entry.getValue().value()));
  }

  /**
   * The values as rows: {@code metric} for all, aligned and conflicting images, and {@code worst_group_<metric>},
   * whose group is that one.
   */
  public List<Measurement> measurements(String metric) {
    List<Measurement> rows = new ArrayList<>();
    rows.add(Measurement.of(metric, Measurement.ALL, all));
    aligned.ifPresent(share -> rows.add(Measurement.of(metric, Metrics.ALIGNED, share)));
    conflicting.ifPresent(share -> rows.add(Measurement.of(metric, Metrics.CONFLICTING, share)));
    worst(SMALLEST_WORST_GROUP)
        .ifPresent(
            worst ->
                rows.add(
                    Measurement.of(Metrics.WORST_GROUP + metric, worst.getKey().toString(), worst.getValue())));
    return rows;
  }

  /** The accuracy within each group as rows. */
  public List<Measurement> groupMeasurements(String metric) {
    return groups.entrySet().stream()
        .map(group -> Measurement.of(metric, group.getKey().toString(), group.getValue()))
        .toList();
  }

  /**
   * Rows by a private value's number, {@code private=3}: the accuracy on its images, and {@link
   * Metrics#FALSE_ALARMS}, how often it is answered on others.
   */
  public List<Measurement> privateValueMeasurements(String metric) {
    return Stream.concat(
            byPrivateValue.entrySet().stream()
                .map(value -> Measurement.of(metric, PRIVATE_VALUE + value.getKey(), value.getValue())),
            elsewhere.entrySet().stream()
                .map(value -> Measurement.of(Metrics.FALSE_ALARMS, PRIVATE_VALUE + value.getKey(), value.getValue())))
        .toList();
  }

  private static void requireLength(String name, int[] labels, int n) {
    if (labels.length != n) {
      throw new IllegalArgumentException(
          "%s: expected %d, one per prediction, was %d".formatted(name, n, labels.length));
    }
  }
}

package org.palimpsest.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An accuracy, and the same accuracy within groups of images. An image is <em>aligned</em> if its private attribute
 * equals its target and <em>conflicting</em> otherwise; its cell is the pair of both.
 *
 * @param all over all images
 * @param aligned over the aligned ones; empty if there are none
 * @param conflicting over the conflicting ones; empty if there are none
 * @param cells over each (target, private attribute) pair that has images
 */
public record GroupedAccuracy(
    Proportion all,
    Optional<Proportion> aligned,
    Optional<Proportion> conflicting,
    SortedMap<Cell, Proportion> cells) {

  /** Cells with fewer images are not considered as the worst group: their accuracy is mostly noise. */
  public static final int SMALLEST_WORST_GROUP = 10;

  /** The images of one target and one private attribute; prints as {@code y3b7}. */
  public record Cell(int target, int privateAttribute) implements Comparable<Cell> {

    @Override
    public int compareTo(Cell other) {
      return Comparator.comparingInt(Cell::target).thenComparingInt(Cell::privateAttribute).compare(this, other);
    }

    @Override
    public String toString() {
      return "y" + target + "b" + privateAttribute;
    }
  }

  /**
   * Accuracy of {@code predictions} as an answer to {@code truth}.
   *
   * @param predictions (N), N at least 1
   * @param truth (N), the targets or the private attributes
   * @param targets (N), to group by
   * @param privateAttributes (N), to group by
   */
  public static GroupedAccuracy of(int[] predictions, int[] truth, int[] targets, int[] privateAttributes) {
    int n = predictions.length;
    requireLength("truth", truth, n);
    requireLength("targets", targets, n);
    requireLength("privateAttributes", privateAttributes, n);
    SortedMap<Cell, int[]> counts = new TreeMap<>();
    for (int i = 0; i < n; i++) {
      int[] count = counts.computeIfAbsent(new Cell(targets[i], privateAttributes[i]), cell -> new int[2]);
      count[0] += predictions[i] == truth[i] ? 1 : 0;
      count[1]++;
    }
    SortedMap<Cell, Proportion> cells = new TreeMap<>();
    int[] aligned = new int[2];
    int[] conflicting = new int[2];
    counts.forEach(
        (cell, count) -> {
          int[] half = cell.target() == cell.privateAttribute() ? aligned : conflicting;
          half[0] += count[0];
          half[1] += count[1];
          cells.put(cell, new Proportion(count[0], count[1]));
        });
    Proportion all = new Proportion(aligned[0] + conflicting[0], n);
    return new GroupedAccuracy(all, share(aligned), share(conflicting), cells);
  }

  /** The cell with the lowest accuracy among those with {@code smallest} images or more; the first of equals. */
  public Optional<Map.Entry<Cell, Proportion>> worst(int smallest) {
    return cells.entrySet().stream()
        .filter(entry -> entry.getValue().n() >= smallest)
        .min(Comparator.comparingDouble(entry -> entry.getValue().value()));
  }

  /**
   * The values as rows: {@code metric} for all, aligned and conflicting images, and {@code worst_group_<metric>},
   * whose group is the cell it was found in.
   */
  public List<Measurement> measurements(String metric) {
    List<Measurement> rows = new ArrayList<>();
    rows.add(Measurement.of(metric, Measurement.ALL, all));
    aligned.ifPresent(share -> rows.add(Measurement.of(metric, Metrics.ALIGNED, share)));
    conflicting.ifPresent(share -> rows.add(Measurement.of(metric, Metrics.CONFLICTING, share)));
    worst(SMALLEST_WORST_GROUP)
        .ifPresent(
            cell -> rows.add(Measurement.of(Metrics.WORST_GROUP + metric, cell.getKey().toString(), cell.getValue())));
    return rows;
  }

  /** The accuracy within each cell as rows. */
  public List<Measurement> cellMeasurements(String metric) {
    return cells.entrySet().stream()
        .map(cell -> Measurement.of(metric, cell.getKey().toString(), cell.getValue()))
        .toList();
  }

  private static Optional<Proportion> share(int[] hitsAndSize) {
    return hitsAndSize[1] == 0 ? Optional.empty() : Optional.of(new Proportion(hitsAndSize[0], hitsAndSize[1]));
  }

  private static void requireLength(String name, int[] labels, int n) {
    if (labels.length != n) {
      throw new IllegalArgumentException(
          "%s: expected %d, one per prediction, was %d".formatted(name, n, labels.length));
    }
  }
}

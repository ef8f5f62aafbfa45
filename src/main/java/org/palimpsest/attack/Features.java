package org.palimpsest.attack;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.metric.GroupedAccuracy;
import org.palimpsest.metric.Grouping;

/**
 * What an attacker sees of a set of images.
 *
 * @param rows the frozen encoder's features (N, D)
 * @param predicted the target that the encoder's own head predicts (N); null where there is no head, as for pixels
 * @param targets the true targets (N), each at least 0
 * @param privateAttributes the truth the attacker is after (N), each in [0, classes)
 * @param classes how many values the private attribute can take, at least 2
 * @param grouping which images are aligned, and the share of each group in every mean that is measured on them; nobody
 *     learns from images with shares, so it says nothing of how an attack is fitted, nor of its diagnostics
 */
public record Features(
    FeatureRows rows, int[] predicted, int[] targets, int[] privateAttributes, int classes, Grouping grouping) {

  /** @throws IllegalArgumentException if a number or label is not as described; the message says where */
  public Features {
    if (classes < 2) {
      throw new IllegalArgumentException("classes: expected at least 2, was " + classes);
    }
    if (predicted != null) {
      requireLabels("predicted", predicted, rows.size(), Integer.MAX_VALUE);
    }
    requireLabels("targets", targets, rows.size(), Integer.MAX_VALUE);
    requireLabels("privateAttributes", privateAttributes, rows.size(), classes);
    grouping.requireLabels(targets, privateAttributes);
  }

  /** Images as they come, aligned where target and private attribute have equal numbers. */
  public Features(FeatureRows rows, int[] predicted, int[] targets, int[] privateAttributes, int classes) {
    this(
        rows, predicted, targets, privateAttributes, classes,
        Grouping.equalNumbers(Math.max(largest(targets), predicted == null ? 0 : largest(predicted)) + 1, classes));
  }

  /** The same in double precision, without a copy. */
  public Features(DMatrixRMaj values, int[] predicted, int[] targets, int[] privateAttributes, int classes) {
    this(FeatureRows.of(values), predicted, targets, privateAttributes, classes);
  }

  private static int largest(int[] labels) {
    return Arrays.stream(labels).reduce(0, Math::max);
  }

  /** The same images, grouped otherwise. */
  public Features under(Grouping other) {
    return new Features(rows, predicted, targets, privateAttributes, classes, other);
  }

  /** How often answers (N) are {@code truth} (N), by group and over all. */
  public GroupedAccuracy accuracy(int[] answers, int[] truth) {
    return GroupedAccuracy.of(answers, truth, targets, privateAttributes, grouping);
  }

  /** N, the number of images. */
  public int size() {
    return rows.size();
  }

  /** D, the number of features of an image. */
  public int width() {
    return rows.width();
  }

  /** The features (N, D) in double precision. */
  public DMatrixRMaj values() {
    return rows.doubles();
  }

  /** The images of all of these, one after the other; they are grouped as the first are. */
  public static Features concat(List<Features> parts) {
    Features first = parts.get(0);
    if (parts.size() == 1) {
      return first;
    }
    int[] predicted = first.predicted == null ? null : joined(parts, Features::predicted);
    return new Features(
        FeatureRows.of(parts.stream().flatMap(part -> Arrays.stream(part.rows.singles())).toArray(float[][]::new)),
        predicted,
        joined(parts, Features::targets),
        joined(parts, Features::privateAttributes),
        first.classes,
        first.grouping);
  }

  private static int[] joined(List<Features> parts, Function<Features, int[]> labels) {
    return parts.stream().flatMapToInt(part -> Arrays.stream(labels.apply(part))).toArray();
  }

  /** The images of these numbers, in that order. */
  public Features select(int[] chosen) {
    return new Features(
        rows.select(chosen),
        predicted == null ? null : select(predicted, chosen),
        select(targets, chosen),
        select(privateAttributes, chosen),
        classes,
        grouping);
  }

  static int[] select(int[] labels, int[] rows) {
    return Arrays.stream(rows).map(row -> labels[row]).toArray();
  }

  /** How many images have each private attribute (classes). */
  int[] privateCounts() {
    int[] counts = new int[classes];
    Arrays.stream(privateAttributes).forEach(b -> counts[b]++);
    return counts;
  }

  /** Refuses to learn from fewer images than there are classes. */
  void requireEnough() {
    if (size() < classes) {
      throw new IllegalArgumentException(
          "values: expected at least as many images as private classes (%d), was %d".formatted(classes, size()));
    }
  }

  /** Refuses features of another width than those that were learned from. */
  void requireWidth(int columns) {
    if (width() != columns) {
      throw new IllegalArgumentException(
          "features: expected %d columns as in training, was %d".formatted(columns, width()));
    }
  }

  private static void requireLabels(String name, int[] labels, int n, int classes) {
    if (labels.length != n) {
      throw new IllegalArgumentException(
          "%s: expected %d, one per image, was %d".formatted(name, n, labels.length));
    }
    for (int i = 0; i < n; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "%s[%d]: expected 0..%d, was %d".formatted(name, i, classes - 1, labels[i]));
      }
    }
  }
}

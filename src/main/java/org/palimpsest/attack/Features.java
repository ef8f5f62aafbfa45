package org.palimpsest.attack;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.metric.GroupedAccuracy;
import org.palimpsest.metric.Grouping;

/**
 * What an attacker sees of a set of images.
 *
 * @param values the frozen encoder's features (N, D), all finite; N and D at least 1
 * @param predicted the target that the encoder's own head predicts (N); null where there is no head, as for pixels
 * @param targets the true targets (N), each at least 0
 * @param privateAttributes the truth the attacker is after (N), each in [0, classes)
 * @param classes how many values the private attribute can take, at least 2
 * @param grouping which images are aligned, and the share of each group in every mean that is measured on them; nobody
 *     learns from images with shares, so it says nothing of how an attack is fitted, nor of its diagnostics
 */
public record Features(
    DMatrixRMaj values, int[] predicted, int[] targets, int[] privateAttributes, int classes, Grouping grouping) {

  /** @throws IllegalArgumentException if a shape, label or value is not as described; the message says where */
  public Features {
    if (values.numRows < 1 || values.numCols < 1) {
      throw new IllegalArgumentException(
          "values: expected at least 1 x 1, was %d x %d".formatted(values.numRows, values.numCols));
    }
    if (classes < 2) {
      throw new IllegalArgumentException("classes: expected at least 2, was " + classes);
    }
    if (predicted != null) {
      requireLabels("predicted", predicted, values.numRows, Integer.MAX_VALUE);
    }
    requireLabels("targets", targets, values.numRows, Integer.MAX_VALUE);
    requireLabels("privateAttributes", privateAttributes, values.numRows, classes);
    grouping.requireLabels(targets, privateAttributes);
    for (int i = 0; i < values.numRows * values.numCols; i++) {
      if (!Double.isFinite(values.data[i])) {
        throw new IllegalArgumentException(
            "values[row %d, column %d]: expected a finite number, was %s"
                .formatted(i / values.numCols, i % values.numCols, values.data[i]));
      }
    }
  }

  /** Images as they come, aligned where target and private attribute have equal numbers. */
  public Features(DMatrixRMaj values, int[] predicted, int[] targets, int[] privateAttributes, int classes) {
    this(
        values, predicted, targets, privateAttributes, classes,
        Grouping.equalNumbers(Math.max(largest(targets), predicted == null ? 0 : largest(predicted)) + 1, classes));
  }

  private static int largest(int[] labels) {
    return Arrays.stream(labels).max().orElse(0);
  }

  /** The same images, grouped otherwise. */
  public Features under(Grouping other) {
    return new Features(values, predicted, targets, privateAttributes, classes, other);
  }

  /** How often answers (N) are {@code truth} (N), by group and over all. */
  public GroupedAccuracy accuracy(int[] answers, int[] truth) {
    return GroupedAccuracy.of(answers, truth, targets, privateAttributes, grouping);
  }

  /** N, the number of images. */
  public int size() {
    return values.numRows;
  }

  /** D, the number of features of an image. */
  public int width() {
    return values.numCols;
  }

  /** The images at {@code rows}, in that order. */
  public Features select(int[] rows) {
    int width = width();
    DMatrixRMaj selected = new DMatrixRMaj(rows.length, width);
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values.data, rows[i] * width, selected.data, i * width, width);
    }
    return new Features(
        selected,
        predicted == null ? null : select(predicted, rows),
        select(targets, rows),
        select(privateAttributes, rows),
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
          "%s: expected %d, one per row of values, was %d".formatted(name, n, labels.length));
    }
    for (int i = 0; i < n; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "%s[%d]: expected 0..%d, was %d".formatted(name, i, classes - 1, labels[i]));
      }
    }
  }
}

package org.palimpsest.data.digits;

import org.palimpsest.data.Images;

/**
 * How many images there are of each target and private attribute, for attributes with as many values as there
 * are targets. An image is aligned when the two are equal and conflicting otherwise.
 */
public final class Cells {

  private final int[][] counts;

  private Cells(int[][] counts) {
    this.counts = counts;
  }

  public static Cells of(Images images) {
    if (images.targetClasses() != images.privateClasses()) {
      throw new IllegalArgumentException(
          "privateClasses: expected as many as targets, %d, was %d"
              .formatted(images.targetClasses(), images.privateClasses()));
    }
    int[][] counts = new int[images.targetClasses()][images.privateClasses()];
    for (int i = 0; i < images.size(); i++) {
      counts[images.target(i)][images.privateAttribute(i)]++;
    }
    return new Cells(counts);
  }

  public int count(int target, int privateAttribute) {
    return counts[target][privateAttribute];
  }

  public int aligned() {
    int sum = 0;
    for (int c = 0; c < counts.length; c++) {
      sum += counts[c][c];
    }
    return sum;
  }

  public int conflicting() {
    int sum = -aligned();
    for (int[] row : counts) {
      for (int count : row) {
        sum += count;
      }
    }
    return sum;
  }

  /** The number of cells off the diagonal, of which there are C (C - 1), that hold no image. */
  public int emptyConflicting() {
    int empty = 0;
    for (int target = 0; target < counts.length; target++) {
      for (int attribute = 0; attribute < counts.length; attribute++) {
        if (target != attribute && counts[target][attribute] == 0) {
          empty++;
        }
      }
    }
    return empty;
  }
}

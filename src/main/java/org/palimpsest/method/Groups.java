package org.palimpsest.method;

import org.palimpsest.data.Images;

/**
 * How many training images there are of each target and private attribute.
 *
 * @param counts [target][private attribute]
 */
record Groups(int[][] counts) {

  static Groups of(Images images) {
    int[][] counts = new int[images.targetClasses()][images.privateClasses()];
    for (int i = 0; i < images.size(); i++) {
      counts[images.target(i)][images.privateAttribute(i)]++;
    }
    return new Groups(counts);
  }

  int targetClasses() {
    return counts.length;
  }

  int privateClasses() {
    return counts[0].length;
  }

  /** The number of groups that hold no image. */
  int empty() {
    int empty = 0;
    for (int[] row : counts) {
      for (int count : row) {
        empty += count == 0 ? 1 : 0;
      }
    }
    return empty;
  }
}

package org.palimpsest.data;

import java.util.Arrays;

/**
 * The number of images of each target and private value. A group may be empty.
 *
 * @param counts (C, K): {@code counts[y][b]} images have target y and private value b
 */
public record Groups(int[][] counts) {

  /** Counts labels, targets in [0, C) and private values in [0, K). */
  public static Groups of(int[] targets, int[] privateAttributes, int targetClasses, int privateClasses) {
    int[][] counts = new int[targetClasses][privateClasses];
    for (int i = 0; i < targets.length; i++) {
      counts[targets[i]][privateAttributes[i]]++;
    }
    return new Groups(counts);
  }

  /** C. */
  public int targets() {
    return counts.length;
  }

  /** K. */
  public int privateValues() {
    return counts[0].length;
  }

  public int count(int target, int privateValue) {
    return counts[target][privateValue];
  }

  /** The number of images of a target. */
  public int ofTarget(int target) {
    return Arrays.stream(counts[target]).sum();
  }

  /** The number of groups without an image. */
  public int empty() {
    return (int) Arrays.stream(counts).flatMapToInt(Arrays::stream).filter(count -> count == 0).count();
  }

  /** The number of all images. */
  public int total() {
    return Arrays.stream(counts).flatMapToInt(Arrays::stream).sum();
  }
}

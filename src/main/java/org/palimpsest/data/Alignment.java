package org.palimpsest.data;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.palimpsest.Require;

/**
 * Which private values go with a target where data are biased. An image is aligned if its own does, and conflicting
 * otherwise.
 *
 * @param goesWith (C, K): {@code goesWith[y][b]} if private value b goes with target y
 */
public record Alignment(boolean[][] goesWith) {

  public Alignment {
    Require.that(goesWith.length >= 2, "goesWith", "two targets or more", goesWith.length);
    for (boolean[] row : goesWith) {
      Require.that(
          row.length == goesWith[0].length, "goesWith", "%d private values for each target".formatted(goesWith[0].length),
          row.length);
    }
  }

  /** Target y goes with private value y. */
  public static Alignment identity(int classes) {
    boolean[][] goesWith = new boolean[classes][classes];
    for (int y = 0; y < classes; y++) {
      goesWith[y][y] = true;
    }
    return new Alignment(goesWith);
  }

  public boolean aligned(int target, int privateValue) {
    return goesWith[target][privateValue];
  }

  /** The number of private values that go with a target. */
  public int alignedValues(int target) {
    return (int) IntStream.range(0, goesWith[target].length).filter(b -> goesWith[target][b]).count();
  }

  /** The one private value that goes with a target; empty if there is none or several. */
  public OptionalInt own(int target) {
    return alignedValues(target) == 1
        ? IntStream.range(0, goesWith[target].length).filter(b -> goesWith[target][b]).findFirst()
        : OptionalInt.empty();
  }

  /** Every target has a private value of its own, and no two the same: to know the target is to know it. */
  public boolean isInjective() {
    int[] own = IntStream.range(0, goesWith.length).map(y -> own(y).orElse(-1)).toArray();
    return Arrays.stream(own).allMatch(b -> b >= 0) && Arrays.stream(own).distinct().count() == own.length;
  }
}

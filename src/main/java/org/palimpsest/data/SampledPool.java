package org.palimpsest.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * Images that carry their private attribute by nature. A mix is had by drawing without replacement: as many images as
 * the scarcest wanted group allows, in a random order.
 *
 * @param alignment of the task, for mixes that need one
 */
public record SampledPool(Images images, Optional<Alignment> alignment) implements Pool {

  /** A wanted count may fall short of a whole number by rounding alone. */
  private static final double ROUNDING = 1e-9;

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public String id() {
    return images.id();
  }

  @Override
  public Sample in(Mix mix, Seed seed) {
    if (mix instanceof Mix.AsIs) {
      return Sample.all(images);
    }
    int[][] wanted = wanted(mix);
    int[] rows = IntStream.empty().toArray();
    for (int y = 0; y < wanted.length; y++) {
      for (int b = 0; b < wanted[y].length; b++) {
        int[] members = Arrays.copyOf(shuffled(y, b, seed), wanted[y][b]);
        rows = IntStream.concat(Arrays.stream(rows), Arrays.stream(members)).toArray();
      }
    }
    Shuffle.inPlace(rows, seed.derive("order"));
    return new Sample(images, rows);
  }

  private int[] shuffled(int target, int privateValue, Seed seed) {
    int[] targets = images.labels().targets();
    int[] privateValues = images.labels().privateAttributes();
    int[] members =
        IntStream.range(0, targets.length)
            .filter(i -> targets[i] == target && privateValues[i] == privateValue)
            .toArray();
    Shuffle.inPlace(members, seed.derive("group", Integer.toString(target), Integer.toString(privateValue)));
    return members;
  }

  /** How many images of each group: the largest whole numbers in the mix's proportions. */
  private int[][] wanted(Mix mix) {
    Groups present = images.labels().groups();
    double[][] shares;
    try {
      shares = mix.shares(present, alignment);
    } catch (IllegalArgumentException e) {
      throw new DataException(e.getMessage(), e);
    }
    double total = present.total();
    String scarcest = "there are %d images in all".formatted(present.total());
    for (int y = 0; y < shares.length; y++) {
      for (int b = 0; b < shares[y].length; b++) {
        if (shares[y][b] > 0 && present.count(y, b) == 0) {
          throw new DataException(
              "mix %s: expected images of %s, of which it wants a share of %.4g, was none"
                  .formatted(mix.label(), group(y, b), shares[y][b]));
        } else if (shares[y][b] > 0 && present.count(y, b) / shares[y][b] < total) {
          total = present.count(y, b) / shares[y][b];
          scarcest =
              "%s has %d, which at a share of %.4g allows %.1f in all"
                  .formatted(group(y, b), present.count(y, b), shares[y][b], total);
        }
      }
    }
    int[][] wanted = new int[shares.length][];
    for (int y = 0; y < shares.length; y++) {
      wanted[y] = new int[shares[y].length];
      for (int b = 0; b < shares[y].length; b++) {
        wanted[y][b] = (int) (total * shares[y][b] + ROUNDING);
        if (shares[y][b] > 0 && wanted[y][b] == 0) {
          throw new DataException(
              "mix %s: expected at least one image of %s, was %.2f: %s"
                  .formatted(mix.label(), group(y, b), total * shares[y][b], scarcest));
        }
      }
    }
    return wanted;
  }

  private String group(int target, int privateValue) {
    Attribute asked = images.labels().target();
    Attribute hidden = images.labels().privateAttribute();
    return "%s = %s with %s = %s"
        .formatted(asked.name(), asked.values().get(target), hidden.name(), hidden.values().get(privateValue));
  }
}

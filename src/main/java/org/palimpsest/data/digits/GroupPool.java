package org.palimpsest.data.digits;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.Sample;
import org.palimpsest.data.SampledPool;
import org.palimpsest.data.digits.GroupedImages.Look;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/** Pools of digits in groups. */
final class GroupPool {

  private GroupPool() {}

  /**
   * Images that are put into one of two groups when they are asked for. Of the n images of each digit, round(n p)
   * belong to the minority, whose share p the mix has; those of a small minority are among those of a large one of the
   * same seed. Digits keep their frequencies, whatever the mix says of targets.
   *
   * @param size the number of images
   */
  record Painted(int size, Supplier<LabelledImages> images, List<Integer> digits, Attribute groups, Look look)
      implements Pool {

    @Override
    public String id() {
      return look + " " + images.get().checksum();
    }

    @Override
    public Sample in(Mix mix, Seed seed) {
      LabelledImages all = images.get();
      double share = minority(mix);
      byte[] of = new byte[all.size()];
      for (int digit : digits) {
        int[] members = IntStream.range(0, of.length).filter(i -> all.label(i) == digit).toArray();
        Shuffle.inPlace(members, seed.derive("minority", Integer.toString(digit)));
        long minority = Math.round(share * members.length);
        for (int i = 0; i < minority; i++) {
          of[members[i]] = 1;
        }
      }
      return Sample.all(new GroupedImages(all, digits, groups, look, rows(all), of));
    }

    private static double minority(Mix mix) {
      if (mix instanceof Mix.Imbalance imbalance) {
        return 1 - imbalance.share();
      } else if (mix instanceof Mix.Balanced) {
        return 0.5;
      }
      throw new DataException("mix: expected imbalance=SHARE or balanced, as groups are painted, was " + mix.label());
    }
  }

  /** Images of which each comes once in either of two groups, one after the other, so that groups differ in nothing else. */
  record Paired(int images, Supplier<LabelledImages> read, List<Integer> digits, Attribute groups, Look look)
      implements Pool {

    @Override
    public int size() {
      return 2 * images;
    }

    @Override
    public String id() {
      return "paired " + look + " " + read.get().checksum();
    }

    @Override
    public Sample in(Mix mix, Seed seed) {
      if (!(mix instanceof Mix.Balanced)) {
        throw new DataException("mix: expected balanced, as images are in pairs, was " + mix.label());
      }
      LabelledImages all = read.get();
      byte[] of = new byte[2 * all.size()];
      int[] rows = new int[of.length];
      for (int i = 0; i < of.length; i++) {
        rows[i] = i / 2;
        of[i] = (byte) (i % 2);
      }
      return Sample.all(new GroupedImages(all, digits, groups, look, rows, of));
    }
  }

  /**
   * Images whose group is told by what they are.
   *
   * @param size the number of images there are
   * @param told the group of each image
   * @param cutsGroup whether {@code keep} is of group 1, else of all images
   * @param keep how many are left, at random; all if empty
   */
  record Told(
      int size, Supplier<LabelledImages> images, List<Integer> digits, Attribute groups, Teller told, boolean cutsGroup,
      OptionalInt keep)
      implements Pool {

    @Override
    public String id() {
      return groups.name() + " " + images.get().checksum() + (keep.isPresent() ? " " + keep.getAsInt() : "");
    }

    @Override
    public Sample in(Mix mix, Seed seed) {
      LabelledImages all = images.get();
      byte[] of = told.groups(all);
      Pool natural =
          new SampledPool(
              new GroupedImages(all, digits, groups, Look.PLAIN, rows(all), of), Optional.empty());
      Sample sample = natural.in(mix, seed);
      return keep.isEmpty() ? sample : cut(sample, of, seed);
    }

    private Sample cut(Sample sample, byte[] of, Seed seed) {
      int[] rare = Arrays.stream(sample.rows()).filter(row -> !cutsGroup || of[row] == 1).toArray();
      if (rare.length < keep.getAsInt()) {
        throw new DataException(
            cutsGroup
                ? "keep: expected at most the %d images of %s there are, was %d"
                    .formatted(rare.length, groups.values().get(1), keep.getAsInt())
                : "images: expected at most the %d there are, was %d".formatted(rare.length, keep.getAsInt()));
      }
      Shuffle.inPlace(rare, seed.derive("kept"));
      boolean[] dropped = new boolean[of.length];
      for (int i = keep.getAsInt(); i < rare.length; i++) {
        dropped[rare[i]] = true;
      }
      return new Sample(sample.images(), Arrays.stream(sample.rows()).filter(row -> !dropped[row]).toArray());
    }
  }

  /** Tells the group of each image. */
  interface Teller {
    byte[] groups(LabelledImages images);
  }

  private static int[] rows(LabelledImages images) {
    return IntStream.range(0, images.size()).toArray();
  }
}

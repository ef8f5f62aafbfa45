package org.palimpsest.attack.network;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.palimpsest.attack.network.OneRunAttack.Labels;
import org.palimpsest.data.Images;
import org.palimpsest.data.Relabelled;
import org.palimpsest.data.SelectedImages;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * Training images that are trained on or not by a fair coin each.
 *
 * @param images the canaries (m)
 * @param included their coins (m)
 * @param train all other training images, and the canaries that the coins let in
 */
record Canaries(Images images, boolean[] included, Images train) {

  /** @param size m, at most as many as {@code members} */
  static Canaries of(Images members, int size, Labels labels, Seed seed) {
    int[] order = Shuffle.permutation(members.size(), seed.derive("canaries"));
    Images drawn = SelectedImages.of(members, Arrays.copyOf(order, size));
    Images canaries = labels == Labels.OWN ? drawn : wrong(drawn, seed.derive("labels"));
    boolean[] included = new boolean[size];
    RandomGenerator coins = seed.derive("coins").generator();
    for (int i = 0; i < size; i++) {
      included[i] = coins.nextBoolean();
    }
    IntStream others = Arrays.stream(order).skip(size);
    IntStream chosen = IntStream.range(0, size).filter(i -> included[i]).map(i -> members.size() + i);
    int[] train = IntStream.concat(others, chosen).toArray();
    return new Canaries(canaries, included, new SelectedImages(members, canaries, train));
  }

  private static Images wrong(Images images, Seed seed) {
    RandomGenerator random = seed.generator();
    int[] targets = new int[images.size()];
    for (int i = 0; i < targets.length; i++) {
      int classes = images.targetClasses();
      targets[i] = (images.target(i) + random.nextInt(1, classes)) % classes;
    }
    return new Relabelled(images, targets);
  }
}

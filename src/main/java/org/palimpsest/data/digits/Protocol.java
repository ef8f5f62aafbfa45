package org.palimpsest.data.digits;

import java.util.Arrays;
import java.util.Optional;
import org.palimpsest.data.DataException;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/** How the images of a dataset are divided among the parties of an experiment. */
public enum Protocol {
  /**
   * Encoder and attacker train on the same images, and there is no validation pool: what the published code
   * does. It lets the attacker profit from whatever the encoder memorised.
   */
  PUBLISHED(new PoolSizes(60_000, 0, 60_000, 10_000)) {
    @Override
    void check(PoolSizes sizes, int available) {
      if (sizes.validation() != 0) {
        throw new IllegalArgumentException(
            "validation: expected 0 in the published protocol, was " + sizes.validation());
      }
      if (sizes.attackTrain() != sizes.encoderTrain()) {
        throw new IllegalArgumentException(
            "attackTrain: expected encoderTrain = %d in the published protocol, was %d"
                .formatted(sizes.encoderTrain(), sizes.attackTrain()));
      }
      requireAvailable("encoderTrain", sizes.encoderTrain(), available);
    }

    @Override
    Pools divide(LabelledImages train, LabelledImages test, PoolSizes sizes, Seed seed) {
      LabelledImages shared = subset(train, sizes.encoderTrain(), seed.derive("train"));
      return new Pools(shared, Optional.empty(), shared, test);
    }
  },

  /** Encoder, validation and attacker have images of their own. */
  DISJOINT(new PoolSizes(40_000, 10_000, 10_000, 10_000)) {
    @Override
    void check(PoolSizes sizes, int available) {
      if (sizes.validation() < 1) {
        throw new IllegalArgumentException(
            "validation: expected at least 1 in the disjoint protocol, was " + sizes.validation());
      }
      requireAvailable(
          "encoderTrain + validation + attackTrain = %d + %d + %d"
              .formatted(sizes.encoderTrain(), sizes.validation(), sizes.attackTrain()),
          (long) sizes.encoderTrain() + sizes.validation() + sizes.attackTrain(),
          available);
    }

    @Override
    Pools divide(LabelledImages train, LabelledImages test, PoolSizes sizes, Seed seed) {
      int[] order = Shuffle.permutation(train.size(), seed.derive("train"));
      int validation = sizes.encoderTrain();
      int attack = validation + sizes.validation();
      return new Pools(
          train.select(Arrays.copyOfRange(order, 0, validation)),
          Optional.of(train.select(Arrays.copyOfRange(order, validation, attack))),
          train.select(Arrays.copyOfRange(order, attack, attack + sizes.attackTrain())),
          test);
    }
  };

  private final PoolSizes fullSizes;

  Protocol(PoolSizes fullSizes) {
    this.fullSizes = fullSizes;
  }

  /** The sizes that use 60,000 training and 10,000 test images in full. */
  public PoolSizes fullSizes() {
    return fullSizes;
  }

  /**
   * Divides a dataset. A pool smaller than what there is to draw from is a random subset of it; one that takes
   * everything in the published protocol, or in the test images, keeps the dataset's order.
   *
   * @param seed decides which image goes where
   * @throws IllegalArgumentException if the sizes do not fit the protocol or exceed the dataset
   * @throws DataException if the dataset cannot be read
   */
  public Pools pools(DigitFiles dataset, PoolSizes sizes, Seed seed) {
    LabelledImages train = dataset.train();
    check(sizes, train.size());
    LabelledImages test = dataset.test();
    requireAvailable("test", sizes.test(), test.size());
    return divide(train, subset(test, sizes.test(), seed.derive("test")), sizes, seed);
  }

  abstract void check(PoolSizes sizes, int available);

  abstract Pools divide(LabelledImages train, LabelledImages test, PoolSizes sizes, Seed seed);

  private static LabelledImages subset(LabelledImages images, int size, Seed seed) {
    return size == images.size()
        ? images
        : images.select(Arrays.copyOf(Shuffle.permutation(images.size(), seed), size));
  }

  private static void requireAvailable(String name, long wanted, int available) {
    if (wanted > available) {
      throw new IllegalArgumentException(
          "%s: expected at most the %d images there are, was %d".formatted(name, available, wanted));
    }
  }
}

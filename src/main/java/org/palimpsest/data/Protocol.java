package org.palimpsest.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/** How the training images of a dataset are divided among the parties of an experiment. */
public enum Protocol {
  /**
   * Encoder and attacker train on the same images, and there is no validation pool: what the published code
   * does. It lets the attacker profit from whatever the encoder memorised.
   */
  PUBLISHED {
    @Override
    public int trainingImages(PoolSizes sizes) {
      return sizes.encoderTrain();
    }

    @Override
    public void check(PoolSizes sizes, int available) {
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
    Rows rows(int available, PoolSizes sizes, Seed seed) {
      int[] shared = subset(available, sizes.encoderTrain(), seed.derive("train"));
      return new Rows(shared, Optional.empty(), shared);
    }
  },

  /** Encoder, validation and attacker have images of their own. */
  DISJOINT {
    @Override
    public int trainingImages(PoolSizes sizes) {
      return Math.addExact(Math.addExact(sizes.encoderTrain(), sizes.validation()), sizes.attackTrain());
    }

    @Override
    public void check(PoolSizes sizes, int available) {
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
    Rows rows(int available, PoolSizes sizes, Seed seed) {
      int[] order = Shuffle.permutation(available, seed.derive("train"));
      int validation = sizes.encoderTrain();
      int attack = validation + sizes.validation();
      return new Rows(
          Arrays.copyOfRange(order, 0, validation),
          Optional.of(Arrays.copyOfRange(order, validation, attack)),
          Arrays.copyOfRange(order, attack, attack + sizes.attackTrain()));
    }
  };

  /**
   * Which of the training images are whose.
   *
   * @param encoder the images the network under study is trained on
   * @param validation images for model selection, seen by nobody else; absent in the published protocol
   * @param attack the images a disjoint attacker is trained on; in the published protocol the encoder's
   */
  public record Rows(int[] encoder, Optional<int[]> validation, int[] attack) {}

  /** The number of training images that pools of these sizes take up. */
  public abstract int trainingImages(PoolSizes sizes);

  /**
   * Divides training images. A pool smaller than what there is to draw from is a random subset of it; one that takes
   * everything in the published protocol keeps the order.
   *
   * @param available the number of training images there are
   * @param seed decides which image goes where
   * @throws IllegalArgumentException if the sizes do not fit the protocol or exceed the dataset
   */
  public Rows divide(int available, PoolSizes sizes, Seed seed) {
    check(sizes, available);
    return rows(available, sizes, seed);
  }

  /** Test images, by the same rules. */
  public static int[] test(int available, PoolSizes sizes, Seed seed) {
    requireAvailable("test", sizes.test(), available);
    return subset(available, sizes.test(), seed.derive("test"));
  }

  /**
   * Checks sizes without dividing anything.
   *
   * @param available the number of training images there are
   * @throws IllegalArgumentException if the sizes do not fit the protocol or exceed the dataset
   */
  public abstract void check(PoolSizes sizes, int available);

  abstract Rows rows(int available, PoolSizes sizes, Seed seed);

  private static int[] subset(int available, int size, Seed seed) {
    return size == available
        ? IntStream.range(0, available).toArray()
        : Arrays.copyOf(Shuffle.permutation(available, seed), size);
  }

  private static void requireAvailable(String name, long wanted, int available) {
    if (wanted > available) {
      throw new IllegalArgumentException(
          "%s: expected at most the %d images there are, was %d".formatted(name, available, wanted));
    }
  }
}

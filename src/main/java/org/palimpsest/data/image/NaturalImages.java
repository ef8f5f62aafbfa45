package org.palimpsest.data.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.palimpsest.Require;
import org.palimpsest.data.Alignment;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.SampledPool;
import org.palimpsest.data.StratifiedOrder;
import org.palimpsest.data.Task.Split;
import org.palimpsest.random.Seed;

/**
 * Pictures that carry their private attribute by nature, and which of them are for training, validation and testing.
 * Pools are drawn in proportion to the groups of target and private value.
 *
 * @param labels of all pictures
 * @param unit a text that pictures share which stay together, such as a person; empty where each stands alone
 * @param train rows of {@code labels}
 * @param validation rows; empty where they are to be drawn from those for training
 * @param attack rows of attackers who have none of the network's; empty where they are to be drawn from those for
 *     training
 * @param test rows
 */
public record NaturalImages(
    Labels labels, Optional<Alignment> alignment, IntFunction<String> unit, int[] train, int[] validation,
    int[] attack, int[] test) {

  private static final int[] DRAWN = {};

  /** Validation and attackers' images are drawn from those for training. */
  public NaturalImages(
      Labels labels, Optional<Alignment> alignment, IntFunction<String> unit, int[] train, int[] test) {
    this(labels, alignment, unit, train, DRAWN, DRAWN, test);
  }

  /** Attackers' images are drawn from those for training. */
  public NaturalImages(
      Labels labels, Optional<Alignment> alignment, IntFunction<String> unit, int[] train, int[] validation,
      int[] test) {
    this(labels, alignment, unit, train, validation, DRAWN, test);
  }

  /**
   * The images of each party.
   *
   * @param attack in the published protocol the same images as {@code train}
   */
  public record Pools(Pool train, Optional<Pool> validation, Pool attack, Pool test) {}

  /**
   * The sizes that use all images. Where nothing says which images are for validation: 60 % of those for training, 15 %
   * for validation and 25 % for attackers, or where that is said of attackers', 80 % and 20 %; otherwise three quarters
   * of those for training and the rest for attackers.
   */
  public PoolSizes full(Protocol protocol) {
    if (protocol == Protocol.PUBLISHED) {
      return new PoolSizes(train.length, 0, train.length, test.length);
    } else if (validation.length > 0) {
      int encoder = train.length * 3 / 4;
      return new PoolSizes(encoder, validation.length, train.length - encoder, test.length);
    }
    if (attack.length > 0) {
      int encoder = train.length * 80 / 100;
      return new PoolSizes(encoder, train.length - encoder, attack.length, test.length);
    }
    int encoder = train.length * 60 / 100;
    int held = train.length * 15 / 100;
    return new PoolSizes(encoder, held, train.length - encoder - held, test.length);
  }

  /** The least of each size. */
  public static PoolSizes least(List<PoolSizes> sizes) {
    return new PoolSizes(
        least(sizes, PoolSizes::encoderTrain), least(sizes, PoolSizes::validation),
        least(sizes, PoolSizes::attackTrain), least(sizes, PoolSizes::test));
  }

  private static int least(List<PoolSizes> sizes, ToIntFunction<PoolSizes> of) {
    return sizes.stream().mapToInt(of).min().orElseThrow();
  }

  /**
   * Divides the pictures.
   *
   * @param pictures one for each row of {@code labels}
   * @param seed decides which picture goes where
   * @throws DataException if the pictures for training or for testing have a single target or private value
   * @throws IllegalArgumentException if the sizes do not fit the protocol or the pictures there are
   */
  public Pools pools(StoredPictures pictures, Protocol protocol, PoolSizes sizes, Seed seed) {
    requireTwo("training", train);
    requireTwo("testing", test);
    boolean given = validation.length > 0;
    boolean apart = attack.length > 0 && protocol == Protocol.DISJOINT;
    boolean published = given && protocol == Protocol.PUBLISHED;
    PoolSizes drawn =
        published ? new PoolSizes(sizes.encoderTrain(), 0, sizes.attackTrain(), sizes.test()) : sizes;
    int separate = (given ? drawn.validation() : 0) + (apart ? sizes.attackTrain() : 0);
    protocol.check(drawn, train.length + separate);
    requireAtMost("attackTrain", sizes.attackTrain(), apart ? attack.length : Integer.MAX_VALUE);
    requireAtMost("validation", sizes.validation(), given ? validation.length : Integer.MAX_VALUE);
    requireAtMost("test", sizes.test(), test.length);
    StratifiedOrder order = order(train, seed.derive("train"));
    StratifiedOrder held = given ? order(validation, seed.derive("validation")) : order;
    int validationFrom = given ? 0 : sizes.encoderTrain();
    StratifiedOrder attackers = apart ? order(attack, seed.derive("attack")) : order;
    int attackFrom = protocol == Protocol.PUBLISHED || apart ? 0 : sizes.encoderTrain() + (given ? 0 : sizes.validation());
    return new Pools(
        pool(pictures, "encoderTrain", order.stretch(0, sizes.encoderTrain())),
        sizes.validation() == 0
            ? Optional.empty()
            : Optional.of(
                pool(pictures, "validation", held.stretch(validationFrom, validationFrom + sizes.validation()))),
        pool(pictures, "attackTrain", attackers.stretch(attackFrom, attackFrom + sizes.attackTrain())),
        pool(pictures, "test", order(test, seed.derive("test")).stretch(0, sizes.test())));
  }

  /** Nothing is learned of an attribute that all images share, and nothing is told apart. */
  private void requireTwo(String part, int[] rows) {
    Labels those = labels.select(rows);
    requireTwo(part, those.target(), those.targets());
    requireTwo(part, those.privateAttribute(), those.privateAttributes());
  }

  private static void requireTwo(String part, Attribute attribute, int[] values) {
    int[] found = Arrays.stream(values).distinct().sorted().toArray();
    if (found.length < 2) {
      throw new DataException(
          "images for %s: expected at least two values of %s, was %s"
              .formatted(part, attribute.name(), found.length == 0 ? "no image" : attribute.values().get(found[0]) + " alone"));
    }
  }

  private StratifiedOrder order(int[] rows, Seed seed) {
    return StratifiedOrder.of(rows, this::group, unit, seed);
  }

  /** The number of a row's group of target and private value. */
  public int group(int row) {
    return labels.targets()[row] * labels.privateAttribute().size() + labels.privateAttributes()[row];
  }

  private static void requireAtMost(String name, int wanted, int available) {
    Require.that(wanted <= available, name, "at most the %d images there are".formatted(available), wanted);
  }

  /**
   * The pool of some rows.
   *
   * @param name of the pool, for messages
   */
  public Pool pool(StoredPictures pictures, String name, int[] rows) {
    Require.that(rows.length > 0, name, "a size that holds a whole group", "a part of one");
    return new SampledPool(new StoredImages(pictures, rows, labels.select(rows)), alignment);
  }

  /** The test images as they come, with every group counted alike, and where they conflict with an alignment. */
  public static List<Split> splits(Attribute target, Attribute privately, Optional<Alignment> alignment, Pool test) {
    List<Split> splits = new ArrayList<>();
    splits.add(new Split("test", "as the images come", test, Mix.asIs(), Mix.asIs()));
    splits.add(
        new Split(
            "unbiased", "every group of %s and %s counted alike".formatted(target.noun(), privately.noun()), test,
            Mix.asIs(), Mix.balanced()));
    if (alignment.isPresent()) {
      splits.add(
          new Split(
              "conflicting", "only where %s does not go with %s".formatted(privately.noun(), target.noun()), test,
              Mix.asIs(), Mix.rho(0)));
    }
    return splits;
  }
}

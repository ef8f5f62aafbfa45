package org.palimpsest.data.drawn;

import java.util.List;
import java.util.Optional;
import org.palimpsest.data.Alignment;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset.FileState;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Groups;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.SampledPool;
import org.palimpsest.data.Shape;
import org.palimpsest.data.Task.Split;
import org.palimpsest.data.Task;
import org.palimpsest.random.Seed;

/**
 * White bars on a tint: the bar's length, in three bins, is the target and the tint, one of four, is private. What real
 * data have and coloured digits have not: target and private attribute of different numbers, a quantity in bins, images
 * that are not square, groups of unequal size, two tints that go with one target.
 *
 * @param scarce one group is empty and another has a single image in every pool, which makes some mixes impossible
 */
public record DrawnBars(boolean scarce) implements Dataset {

  public static final String NAME = "drawn-bars";

  static final Shape IMAGE = new Shape(12, 9, 3);

  public static final Attribute LENGTH =
      new Attribute("length", "bar length", List.of("short", "middle", "long"), List.of(2.5, 6.5, 10.5));
  public static final Attribute TINT = Attribute.of("tint", "tint", List.of("red", "green", "blue", "grey"));

  /** Short bars go with red, middle ones with green, long ones with blue and grey. */
  private static final Alignment ALIGNMENT =
      new Alignment(
          new boolean[][] {{true, false, false, false}, {false, true, false, false}, {false, false, true, true}});

  /** Relative sizes of groups, (3, 4). */
  private static final int[][] FREQUENCY = {{24, 4, 3, 2}, {5, 22, 6, 3}, {3, 4, 12, 12}};

  /** Without scarce groups. */
  public DrawnBars() {
    this(false);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "drawn bars";
  }

  @Override
  public String description() {
    return "bars on tints drawn by procedure, 12 x 9: three lengths, four tints, by nature; nothing to get";
  }

  @Override
  public boolean drawn() {
    return true;
  }

  @Override
  public Condition condition(String text) {
    return Condition.ofMix(text);
  }

  @Override
  public List<Condition> conditions() {
    return List.of(Condition.ALL);
  }

  @Override
  public List<FileState> files(DataHome home) {
    return List.of();
  }

  @Override
  public PoolSizes full(DataHome home, Protocol protocol) {
    return protocol == Protocol.PUBLISHED
        ? new PoolSizes(2000, 0, 2000, 1000)
        : new PoolSizes(1200, 300, 500, 1000);
  }

  @Override
  public Task open(DataHome home, Condition condition, Protocol protocol, PoolSizes sizes, Seed seed) {
    protocol.check(sizes, Integer.MAX_VALUE);
    Pool train = pool(sizes.encoderTrain(), seed.derive("train"));
    Pool test = pool(sizes.test(), seed.derive("test"));
    return new Task(
        LENGTH,
        TINT,
        Optional.of(ALIGNMENT),
        IMAGE,
        condition.mix(),
        Task.Defaults.NATURAL,
        train,
        sizes.validation() == 0
            ? Optional.empty()
            : Optional.of(pool(sizes.validation(), seed.derive("validation"))),
        protocol == Protocol.PUBLISHED ? train : pool(sizes.attackTrain(), seed.derive("attack")),
        List.of(
            new Split("test", "as the images come", test, Mix.asIs(), Mix.asIs()),
            new Split("unbiased", "every group of length and tint counted alike", test, Mix.asIs(), Mix.balanced()),
            new Split("conflicting", "only tints that do not go with the length", test, Mix.asIs(), Mix.rho(0))),
        "unbiased");
  }

  private Pool pool(int size, Seed seed) {
    return new SampledPool(new BarImages(groups(size), seed), Optional.of(ALIGNMENT));
  }

  /** The sizes of groups among {@code size} images, in proportion and rounded so that they add up. */
  Groups groups(int size) {
    int[][] counts = new int[FREQUENCY.length][FREQUENCY[0].length];
    int single = scarce ? 1 : 0;
    counts[2][0] = single;
    double total = 0;
    double sum = 0;
    int given = 0;
    for (int y = 0; y < counts.length; y++) {
      for (int b = 0; b < counts[y].length; b++) {
        total += left(y, b) ? FREQUENCY[y][b] : 0;
      }
    }
    for (int y = 0; y < counts.length; y++) {
      for (int b = 0; b < counts[y].length; b++) {
        if (left(y, b)) {
          sum += FREQUENCY[y][b];
          int upTo = (int) Math.round((size - single) * sum / total);
          counts[y][b] = upTo - given;
          given = upTo;
        }
      }
    }
    return new Groups(counts);
  }

  /** Not the empty group nor that of one image. */
  private boolean left(int target, int privateValue) {
    return !scarce || !(target == 0 && privateValue == 3 || target == 2 && privateValue == 0);
  }
}

package org.palimpsest.data.digits;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Shape;
import org.palimpsest.data.Task.Split;
import org.palimpsest.data.Task;
import org.palimpsest.data.digits.DigitData.DigitFiles;
import org.palimpsest.data.digits.DigitData.Divided;
import org.palimpsest.data.digits.DigitData.ReadWhenNeeded;
import org.palimpsest.data.digits.GroupPool.Painted;
import org.palimpsest.data.digits.GroupPool.Paired;
import org.palimpsest.data.digits.GroupPool.Teller;
import org.palimpsest.data.digits.GroupPool.Told;
import org.palimpsest.data.digits.GroupedImages.Look;
import org.palimpsest.random.Seed;

/**
 * Digits of which a minority is different: the digit is the target, the group is the private attribute, and the
 * question is whether the minority is read as well as the majority. Groups that are painted come in conditions {@code
 * imbalance=SHARE}, the majority's share of the training images, within every digit alike; each test image is there
 * both ways. The rare digit's conditions are {@code keep=N}, of its training images; those of slant and ink {@code
 * images=N}, of all training images, or {@code all}.
 *
 * @param source of the images
 * @param group what tells the groups
 * @param classes the digits there are, two or more, ascending
 * @param rare the rare digit, one of the classes; of no matter for other groups
 */
public record GroupedDigits(Source source, Kind group, List<Integer> classes, int rare) implements Dataset {

  private static final String KEEP = "keep";
  private static final String IMAGES = "images";
  private static final int[] MNIST_TRAIN = {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949};
  private static final int[] MNIST_TEST = {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009};
  private static final Seed DRAWN_SEED = new Seed(0).derive("drawn digits");

  /** The digits that groups are made of. */
  public enum Source {
    /** MNIST where it is, else drawn digits. */
    AUTO,
    /** The MNIST files. */
    MNIST,
    /** Digits drawn by procedure. */
    DRAWN
  }

  /** What tells a minority. */
  public enum Kind {
    /** A quarter turn: upright, rotated. */
    ROTATED(Look.ROTATED, "orientation", "upright", "rotated"),
    /** Dark on light among light on dark. */
    POLARITY(Look.POLARITY, "polarity", "light-on-dark", "dark-on-light"),
    /** A cyan background among red ones. */
    COLOURS(Look.COLOURS, "background", "red", "cyan"),
    /** One digit of which there are few. */
    RARE(Look.PLAIN, "frequency", "others", "rare"),
    /** The tenth that leans furthest to the left, and that to the right; both deciles are those of the test images. */
    SLANT(Look.PLAIN, "slant", "middle", "left", "right"),
    /** The tenth with least ink and that with most: a group in which nothing is expected. */
    INK(Look.PLAIN, "ink", "middle", "thin", "thick");

    private final Look look;
    private final Attribute attribute;

    Kind(Look look, String name, String... values) {
      this.look = look;
      this.attribute = Attribute.of(name, name, List.of(values));
    }

    boolean isPainted() {
      return look != Look.PLAIN;
    }
  }

  public GroupedDigits {
    Require.given("source", source, Source.class);
    Require.given("group", group, Kind.class);
    classes = List.copyOf(classes);
    Require.that(
        classes.size() >= 2 && classes.equals(classes.stream().distinct().sorted().toList())
            && classes.get(0) >= 0 && classes.get(classes.size() - 1) <= 9,
        "classes", "two or more of 0..9, ascending, each once", classes);
    Require.that(group != Kind.RARE || classes.contains(rare), "rare", "one of the classes " + classes, rare);
  }

  /** A rotated minority of all ten digits. */
  public GroupedDigits() {
    this(Source.AUTO, Kind.ROTATED, IntStream.range(0, 10).boxed().toList(), 8);
  }

  @Override
  public String name() {
    return "grouped-digits";
  }

  @Override
  public String title() {
    String digits = classes.size() == 10 ? "" : ", digits " + String.join(", ", classes.stream().map(d -> "" + d).toList());
    return "%s by %s%s".formatted(drawn() ? "drawn digits" : "MNIST", group.attribute.noun(), digits);
  }

  @Override
  public String description() {
    return "digits with a minority: rotated, of another polarity or colour, a rare digit, slant or ink; the group is the"
        + " private attribute, and fairness is measured";
  }

  @Override
  public boolean drawn() {
    return source == Source.DRAWN;
  }

  @Override
  public boolean comparesGroups() {
    return true;
  }

  @Override
  public GroupedDigits in(DataHome home) {
    Source decided = Mnist.in(home).isPresent() ? Source.MNIST : Source.DRAWN;
    return source == Source.AUTO ? new GroupedDigits(decided, group, classes, rare) : this;
  }

  @Override
  public Condition condition(String text) {
    if (counts() && text.startsWith(counted() + "=")) {
      double kept = number(text);
      Require.that(kept >= 1 && kept == Math.rint(kept), counted(), "a whole number of at least 1", text);
      return Condition.at(counted(), kept);
    }
    Condition condition = Condition.ofMix(text);
    boolean known = group.isPainted() ? condition.mix() instanceof Mix.Imbalance : condition.equals(Condition.ALL);
    Require.that(known, "condition", expected(), "'" + text + "'");
    return condition;
  }

  /** Whether conditions say how many training images there are, of the rare digit or of all. */
  private boolean counts() {
    return !group.isPainted();
  }

  private String counted() {
    return group == Kind.RARE ? KEEP : IMAGES;
  }

  private double number(String text) {
    try {
      return Double.parseDouble(text.substring(counted().length() + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(counted() + ": expected a number after =, was '" + text + "'", e);
    }
  }

  private String expected() {
    return switch (group) {
      case ROTATED, POLARITY, COLOURS -> "imbalance=SHARE, the majority's";
      case RARE -> "keep=N or all";
      case SLANT, INK -> "images=N or all";
    };
  }

  @Override
  public List<Condition> conditions() {
    return group.isPainted() || group == Kind.RARE ? List.of() : List.of(Condition.ALL);
  }

  @Override
  public List<FileState> files(DataHome home) {
    return in(home).drawn() ? List.of() : Mnist.in(home).verify();
  }

  @Override
  public PoolSizes full(DataHome home, Protocol protocol) {
    boolean mnist = !in(home).drawn();
    int train = classes.stream().mapToInt(d -> mnist ? MNIST_TRAIN[d] : 6000).sum();
    int test = classes.stream().mapToInt(d -> mnist ? MNIST_TEST[d] : 1000).sum();
    return protocol == Protocol.PUBLISHED
        ? new PoolSizes(train, 0, train, test)
        : new PoolSizes(train - train / 6 * 2, train / 6, train / 6, test);
  }

  @Override
  public Task open(DataHome home, Condition condition, Protocol protocol, PoolSizes sizes, Seed seed) {
    DigitFiles files = in(home).files(home, protocol, sizes);
    Supplier<Divided> divided = new ReadWhenNeeded<>(() -> Divided.of(files, protocol, sizes, seed));
    Function<Function<Divided, LabelledImages>, Supplier<LabelledImages>> part = of -> () -> of.apply(divided.get());
    Parties parties = group.isPainted() ? this::painted : told(new ReadWhenNeeded<>(files::test), OptionalInt.empty());
    Parties network = counts() && condition.axis().equals(counted())
        ? told(new ReadWhenNeeded<>(files::test), OptionalInt.of((int) condition.level().getAsDouble()))
        : parties;
    Supplier<LabelledImages> test = part.apply(Divided::test);
    Mix training = group.isPainted() ? condition.mix() : Mix.asIs();
    Split split =
        group.isPainted()
            ? new Split(
                "unbiased", "every image once in each group",
                new Paired(sizes.test(), test, classes, group.attribute, group.look), Mix.balanced(),
                Mix.asIs())
            : new Split("test", "as the images come", parties.pool(sizes.test(), test), Mix.asIs(), Mix.asIs());
    return new Task(
        GroupedImages.target(classes),
        group.attribute,
        Optional.empty(),
        new Shape(28, 28, group.look.channels()),
        training,
        group.isPainted() ? new Task.Defaults(training, Mix.balanced()) : Task.Defaults.NATURAL,
        network.pool(sizes.encoderTrain(), part.apply(Divided::encoder)),
        sizes.validation() == 0
            ? Optional.empty()
            : Optional.of(parties.pool(sizes.validation(), part.apply(d -> d.validation().orElseThrow()))),
        parties.pool(sizes.attackTrain(), part.apply(Divided::attack)),
        List.of(split),
        split.name());
  }

  /** Makes the pool of a party. */
  private interface Parties {
    Pool pool(int size, Supplier<LabelledImages> images);
  }

  private Pool painted(int size, Supplier<LabelledImages> images) {
    return new Painted(size, images, classes, group.attribute, group.look);
  }

  /** @param test whose deciles are everybody's */
  private Parties told(Supplier<LabelledImages> test, OptionalInt keep) {
    Teller teller =
        switch (group) {
          case RARE -> this::rareDigit;
          case SLANT -> images -> DigitShape.SLANT.deciles(test.get()).groups(images);
          case INK -> images -> DigitShape.INK.deciles(test.get()).groups(images);
          default -> throw new IllegalStateException(group + " is painted");
        };
    return (size, images) -> new Told(size, images, classes, group.attribute, teller, group == Kind.RARE, keep);
  }

  private byte[] rareDigit(LabelledImages images) {
    byte[] groups = new byte[images.size()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = (byte) (images.label(i) == rare ? 1 : 0);
    }
    return groups;
  }

  /** Images of the classes alone: drawn ones as many as the pools take up, and some more as digits are drawn at random. */
  private DigitFiles files(DataHome home, Protocol protocol, PoolSizes sizes) {
    DigitFiles all =
        drawn()
            ? new DrawnDigits(enough(protocol.trainingImages(sizes)), enough(sizes.test()), DRAWN_SEED)
            : Mnist.in(home);
    return classes.size() == 10 ? all : new Some(all, classes);
  }

  private int enough(int images) {
    if (classes.size() == 10) {
      return images;
    }
    double drawn = 10.0 * images / classes.size();
    return (int) Math.ceil(drawn + 10 * Math.sqrt(10 * drawn));
  }

  /** The images of some digits. */
  private record Some(DigitFiles all, List<Integer> digits) implements DigitFiles {

    @Override
    public String name() {
      return all.name();
    }

    @Override
    public String description() {
      return all.description() + ", digits " + digits;
    }

    @Override
    public LabelledImages train() {
      return of(all.train());
    }

    @Override
    public LabelledImages test() {
      return of(all.test());
    }

    private LabelledImages of(LabelledImages images) {
      return images.select(IntStream.range(0, images.size()).filter(i -> digits.contains(images.label(i))).toArray());
    }
  }
}

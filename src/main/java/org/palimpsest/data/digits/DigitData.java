package org.palimpsest.data.digits;

import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.palimpsest.data.Alignment;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset.FileState;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Shape;
import org.palimpsest.data.Task.Split;
import org.palimpsest.data.Task;
import org.palimpsest.data.digits.BiasInjector.PaintedPool;
import org.palimpsest.random.Seed;

/**
 * Handwritten digits with a colour each: the digit is the target and the colour is private. In a share rho of the
 * training images, which is the condition, a digit has its own colour.
 */
public interface DigitData extends Dataset {

  Attribute DIGIT = Attribute.numbered("digit", ColouredBackground.CLASSES);
  Attribute COLOUR =
      Attribute.of(
          "colour", "colour",
          List.of("red", "green", "blue", "yellow", "magenta", "cyan", "orange", "pink", "violet", "grey"));

  /** Where rho makes digit and colour independent. */
  Mix INDEPENDENT = Mix.rho(1.0 / ColouredBackground.CLASSES);

  /** Where the published attack has its images. */
  Mix PUBLISHED_ATTACK = Mix.rho(0.999);

  /** The uncoloured images, as many as the pools take up where that can be chosen. */
  DigitFiles source(DataHome home, Protocol protocol, PoolSizes sizes);

  /** Gives the images their colour. */
  default BiasInjector painter() {
    return new ColouredBackground();
  }

  @Override
  default Condition condition(String text) {
    double rho;
    try {
      rho = Double.parseDouble(text.startsWith("rho=") ? text.substring("rho=".length()) : text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "condition: expected rho above 0 and at most 1, such as rho=0.99, was '" + text + "'", e);
    }
    if (!(rho > 0 && rho <= 1)) {
      throw new IllegalArgumentException("rho: expected values above 0 and at most 1, was " + rho);
    }
    return Condition.rho(rho);
  }

  @Override
  default List<FileState> files(DataHome home) {
    return List.of();
  }

  @Override
  default PoolSizes full(DataHome home, Protocol protocol) {
    return full(protocol);
  }

  /** The sizes that use 60,000 training and 10,000 test images in full. */
  static PoolSizes full(Protocol protocol) {
    return protocol == Protocol.PUBLISHED
        ? new PoolSizes(60_000, 0, 60_000, 10_000)
        : new PoolSizes(40_000, 10_000, 10_000, 10_000);
  }

  @Override
  default Task open(DataHome home, Condition condition, Protocol protocol, PoolSizes sizes, Seed seed) {
    DigitFiles source = source(home, protocol, sizes);
    Supplier<Divided> divided = new ReadWhenNeeded<>(() -> Divided.of(source, protocol, sizes, seed));
    Function<Function<Divided, LabelledImages>, Supplier<LabelledImages>> part = of -> () -> of.apply(divided.get());
    Pool test = new PaintedPool(sizes.test(), part.apply(Divided::test), painter());
    Mix training = Mix.rho(condition.level().orElseThrow());
    return new Task(
        DIGIT,
        COLOUR,
        Optional.of(Alignment.identity(ColouredBackground.CLASSES)),
        new Shape(28, 28, 3),
        training,
        new Task.Defaults(PUBLISHED_ATTACK, INDEPENDENT),
        new PaintedPool(sizes.encoderTrain(), part.apply(Divided::encoder), painter()),
        sizes.validation() == 0
            ? Optional.empty()
            : Optional.of(
                new PaintedPool(sizes.validation(), part.apply(d -> d.validation().orElseThrow()), painter())),
        new PaintedPool(sizes.attackTrain(), part.apply(Divided::attack), painter()),
        List.of(
            new Split("biased", "every digit in its own colour", test, Mix.rho(1), Mix.asIs()),
            new Split("unbiased", "colour independent of the digit", test, INDEPENDENT, Mix.asIs()),
            new Split("conflicting", "no digit in its own colour", test, Mix.rho(0), Mix.asIs())),
        "unbiased");
  }

  /** Handwritten digits of LeCun, Cortes and Burges. */
  record MnistData() implements DigitData {

    @Override
    public String name() {
      return Mnist.NAME;
    }

    @Override
    public String title() {
      return "MNIST";
    }

    @Override
    public String description() {
      return "60,000 + 10,000 handwritten digits (LeCun, Cortes and Burges); get it with: palimpsest data fetch mnist";
    }

    @Override
    public Optional<String> publishedAs() {
      return Optional.of("biased-mnist");
    }

    @Override
    public List<FileState> files(DataHome home) {
      return Mnist.in(home).verify();
    }

    @Override
    public DigitFiles source(DataHome home, Protocol protocol, PoolSizes sizes) {
      return Mnist.in(home);
    }
  }

  /** The same, in grey: their colours left no trace in the pixels. */
  record GreyMnistData() implements DigitData {

    @Override
    public String name() {
      return "grey-mnist";
    }

    @Override
    public String title() {
      return "grey MNIST";
    }

    @Override
    public String description() {
      return "the same, grey and not coloured: a control, and what accuracies under differential privacy are published"
          + " on";
    }

    @Override
    public Optional<String> publishedAs() {
      return Optional.of("mnist");
    }

    @Override
    public List<FileState> files(DataHome home) {
      return Mnist.in(home).verify();
    }

    @Override
    public DigitFiles source(DataHome home, Protocol protocol, PoolSizes sizes) {
      return Mnist.in(home);
    }

    @Override
    public BiasInjector painter() {
      return new Unpainted();
    }
  }

  /** Digits drawn by procedure, in the format of MNIST: the same images whatever an experiment's own seed. */
  record DrawnDigitData() implements DigitData {

    @Override
    public String name() {
      return DrawnDigits.NAME;
    }

    @Override
    public String title() {
      return "drawn digits";
    }

    @Override
    public String description() {
      return "handwritten-looking digits drawn by procedure, as many as are asked for; nothing to get";
    }

    @Override
    public boolean drawn() {
      return true;
    }

    @Override
    public DigitFiles source(DataHome home, Protocol protocol, PoolSizes sizes) {
      return new DrawnDigits(protocol.trainingImages(sizes), sizes.test(), new Seed(0).derive("drawn digits"));
    }
  }

  /** Digits divided among the parties of an experiment. */
  record Divided(
      LabelledImages encoder, Optional<LabelledImages> validation, LabelledImages attack, LabelledImages test) {

    static Divided of(DigitFiles source, Protocol protocol, PoolSizes sizes, Seed seed) {
      LabelledImages train = source.train();
      Protocol.Rows rows = protocol.divide(train.size(), sizes, seed);
      LabelledImages test = source.test();
      LabelledImages encoder = train.select(rows.encoder());
      return new Divided(
          encoder,
          rows.validation().map(train::select),
          rows.attack() == rows.encoder() ? encoder : train.select(rows.attack()),
          test.select(Protocol.test(test.size(), sizes, seed)));
    }
  }

  /** A value that is read when it is first asked for, and again if memory ran short in between. Safe for threads. */
  static final class ReadWhenNeeded<T> implements Supplier<T> {

    private final Supplier<T> reader;
    private SoftReference<T> read = new SoftReference<>(null);

    ReadWhenNeeded(Supplier<T> reader) {
      this.reader = reader;
    }

    @Override
    public synchronized T get() {
      T value = read.get();
      if (value == null) {
        value = reader.get();
        read = new SoftReference<>(value);
      }
      return value;
    }
  }

  /** A source of labelled images. Implementations are records of what identifies the data. */
  public interface DigitFiles {

    /** The name by which specs and results refer to it, such as {@code mnist}. */
    String name();

    /** One line for people: what it is and where it comes from. */
    String description();

    /**
     * The training images.
     *
     * @throws DataException if they are missing or damaged; the message names the file, what was expected
     *     and what was found
     */
    LabelledImages train();

    /** The test images, disjoint from {@link #train()}; errors as there. */
    LabelledImages test();
  }
}

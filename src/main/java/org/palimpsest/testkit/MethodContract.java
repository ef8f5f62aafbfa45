package org.palimpsest.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.palimpsest.Require;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.data.BatchOrder;
import org.palimpsest.data.Shape;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method;
import org.palimpsest.method.PerImageModel;
import org.palimpsest.method.Training;
import org.palimpsest.nn.Bottleneck;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.Normalisation;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.Trainable;
import org.palimpsest.random.Seed;

/**
 * The rules that every method keeps, whatever it is. Each check throws an {@link AssertionError} that says what was
 * found.
 *
 * @param network without running statistics, as those move without a step; of at least two targets
 * @param privateClasses K, at least 2, which need not be the number of targets
 */
public record MethodContract(Method method, NetworkSpec network, int privateClasses) {

  private static final Seed SEED = new Seed(3);
  private static final OptimiserSpec OPTIMISER = new OptimiserSpec(1e-4);
  private static final int BATCH = 12;
  private static final int IMAGES = 60;
  private static final double RATE = 0.01;

  public MethodContract {
    Require.that(privateClasses >= 2, "privateClasses", "at least 2", privateClasses);
  }

  /**
   * Everything, on small networks with and without features of unit norm, for images that are square and not, with as
   * many private values as targets, more and fewer.
   */
  public static void check(Method method) {
    SimpleConvNet square = new SimpleConvNet(6, 3, List.of(4, 5), 3, Normalisation.NONE, Bottleneck.RELU, 3);
    SimpleConvNet unit = new SimpleConvNet(6, 3, List.of(4, 5), 3, Normalisation.NONE, Bottleneck.TANH_UNIT, 3);
    new MethodContract(method, square, 3).check();
    new MethodContract(method, unit.with(new Shape(5, 7, 3), 3), 5).check();
    new MethodContract(method, square.with(new Shape(7, 4, 1), 4), 2).check();
  }

  /** Everything. */
  public void check() {
    saysWhatItIs();
    movesItsTrainablesAndNothingElse();
    withoutALearningRateNothingMoves();
    sameSeedSameBits();
    takesOddBatches();
    resumesWithTheSameBits();
    saysWhetherImagesDependOnEachOther();
  }

  /** Name, title and citation are there, and it is a record. */
  public void saysWhatItIs() {
    String name = method.name();
    ContractAssert.that(
        name.matches("[a-z][a-z0-9-]*"), "name: expected lower-case letters, digits and hyphens, was '%s'", name);
    ContractAssert.that(!method.title().isBlank(), "title: expected a text, was none");
    ContractAssert.that(!method.citation().isBlank(), "citation: expected a text, was none");
    ContractAssert.that(method.getClass().isRecord(), "%s: expected a record", method.getClass().getName());
  }

  /**
   * In a step every trainable moves and nothing else does, the terms of the loss are finite, and the batch is left as
   * it was. A method without trainables must ask for no batches and say that it does not train.
   */
  public void movesItsTrainablesAndNothingElse() {
    Encoder encoder = encoder();
    Learner learner = learner(encoder);
    List<Trainable> trainables = learner.trainables();
    List<String> names = trainables.stream().map(Trainable::name).toList();
    ContractAssert.that(
        new HashSet<>(names).size() == names.size(), "trainables: expected distinct names, was %s", names);
    int batches = learner.batches(BatchOrder.shuffled(BATCH, SEED)).count(images(IMAGES));
    ContractAssert.that(
        trainables.isEmpty() == (batches == 0),
        "expected trainables where there are batches and none where there are none, was %s and %d batches",
        names, batches);
    ContractAssert.that(
        method.trains() == (batches > 0), "trains: expected %s with %d batches, was %s",
        batches > 0, batches, method.trains());
    List<float[]> before = parameters(learner);
    float[] encoderBefore = encoder.parameters();
    Batch batch = next(learner);
    float[] pixels = batch.pixels().clone();
    ContractAssert.finite("a step", learner.update(batch, RATE));
    for (int i = 0; i < names.size(); i++) {
      ContractAssert.that(
          !Arrays.equals(trainables.get(i).parameters(), before.get(i)),
          "%s: expected to move in a step, as it is among the trainables, but it did not", names.get(i));
    }
    if (!trainables.contains(encoder)) {
      ContractAssert.same("the encoder, which is not among the trainables", encoder.parameters(), encoderBefore);
    }
    ContractAssert.same("pixels of the batch", batch.pixels(), pixels);
  }

  /** A step at rate 0 leaves every trainable as it was that follows the learning rate. */
  public void withoutALearningRateNothingMoves() {
    Learner learner = learner(encoder());
    List<float[]> before = parameters(learner);
    learner.update(next(learner), 0);
    List<float[]> after = parameters(learner);
    IntStream.range(0, before.size())
        .filter(i -> learner.trainables().get(i).followsLearningRate())
        .forEach(
            i -> ContractAssert.same(learner.trainables().get(i).name() + " at rate 0", after.get(i), before.get(i)));
  }

  /** Two runs from the same seed give the same terms and the same parameters. */
  public void sameSeedSameBits() {
    Encoder first = encoder();
    Encoder second = encoder();
    Learner one = learner(first);
    Learner other = learner(second);
    steps(one, 5);
    steps(other, 5);
    same("after 5 steps from the same seed", one, other);
    ContractAssert.same("the encoder after 5 steps from the same seed", second.parameters(), first.parameters());
  }

  /**
   * A batch has finite terms whatever groups it lacks, unless the method draws its batches itself: one image, one
   * private value, one target, the only image of its group.
   */
  public void takesOddBatches() {
    Learner learner = learner(encoder());
    BatchOrder usual = BatchOrder.shuffled(BATCH, SEED);
    if (!learner.batches(usual).equals(usual)) {
      return;
    }
    Batch all = images(IMAGES).batch();
    ContractAssert.finite("a batch of one", learner.update(all.select(new int[] {0}), RATE));
    takes(learner, "a batch of one private value", i -> all.privateAttributes()[i] == 0);
    takes(learner, "a batch of one target", i -> all.targets()[i] == 0);
    takes(learner, "a batch of a group's only image", i -> ContractImages.isAlone(all, i, privateClasses));
  }

  private void takes(Learner learner, String what, IntPredicate chosen) {
    int[] images = IntStream.range(0, IMAGES).filter(chosen).limit(BATCH).toArray();
    ContractAssert.finite(what, learner.update(images(IMAGES).batch().select(images), RATE));
  }

  /** A new learner whose trainables are restored goes on as the old one does: they hold all of its state. */
  public void resumesWithTheSameBits() {
    Learner whole = learner(encoder());
    steps(whole, 3);
    Learner resumed = learner(encoder());
    try {
      Path folder = Files.createTempDirectory("method-contract");
      try {
        for (int i = 0; i < whole.trainables().size(); i++) {
          Trainable trainable = whole.trainables().get(i);
          trainable.save(folder.resolve(trainable.name()));
          resumed.trainables().get(i).restore(folder.resolve(trainable.name()));
        }
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    steps(whole, 3);
    steps(resumed, 3);
    same("3 steps after a restart", whole, resumed);
  }

  /** Unless images are said to depend on each other, the gradient of one is the same whatever others are beside it. */
  public void saysWhetherImagesDependOnEachOther() {
    Optional<PerImageModel> model = learner(encoder()).perImage();
    if (method.couplesImages() || model.isEmpty()) {
      return;
    }
    float[] beside = firstGradient(model.get(), 0, 1, 2, 3);
    float[] others = firstGradient(model.get(), 0, 7, 10);
    double squares = 0;
    double difference = 0;
    for (int i = 0; i < beside.length; i++) {
      squares += (double) beside[i] * beside[i];
      difference += Math.pow((double) beside[i] - others[i], 2);
    }
    ContractAssert.that(
        Math.sqrt(difference) <= 1e-4 * Math.sqrt(squares),
        "couplesImages: expected true where an image's gradient, of norm %s, differs by %s beside other images",
        Math.sqrt(squares), Math.sqrt(difference));
  }

  private float[] firstGradient(PerImageModel model, int... images) {
    float[] gradient = new float[model.parameters()];
    model.gradients(
        batch(BATCH).select(images),
        (first, count, gradients) -> {
          if (first == 0) {
            System.arraycopy(gradients, 0, gradient, 0, gradient.length);
          }
        });
    return gradient;
  }

  private void same(String when, Learner expected, Learner actual) {
    for (int i = 0; i < expected.trainables().size(); i++) {
      Trainable trainable = expected.trainables().get(i);
      ContractAssert.same(
          trainable.name() + " " + when, actual.trainables().get(i).parameters(), trainable.parameters());
    }
    Map<String, Double> terms = expected.update(next(expected), RATE);
    Map<String, Double> others = actual.update(next(actual), RATE);
    ContractAssert.that(terms.equals(others), "%s: expected the same terms %s, was %s", when, terms, others);
  }

  private void steps(Learner learner, int steps) {
    for (int step = 0; step < steps; step++) {
      learner.update(next(learner), RATE);
    }
  }

  /** The first batch that the learner wants; some batch if it wants none. */
  private Batch next(Learner learner) {
    Iterator<Batch> batches = learner.batches(BatchOrder.shuffled(BATCH, SEED)).batches(images(IMAGES), 0).iterator();
    return batches.hasNext() ? batches.next() : batch(BATCH);
  }

  private static List<float[]> parameters(Learner learner) {
    return learner.trainables().stream().map(Trainable::parameters).toList();
  }

  private Encoder encoder() {
    return network.create(OPTIMISER, SEED);
  }

  private Learner learner(Encoder encoder) {
    return method.learner(encoder, new Training(images(IMAGES), OPTIMISER, BATCH, RATE, SEED.derive("method")));
  }

  private BatchImages images(int size) {
    return new ContractImages(network, privateClasses).of(size, SEED);
  }

  private Batch batch(int size) {
    return images(size).batch();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

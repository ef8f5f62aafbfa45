package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.palimpsest.Require;
import org.palimpsest.attack.AttackSource.AttackImages;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.attack.PublishedAttack;
import org.palimpsest.data.Condition;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.digits.DigitData;
import org.palimpsest.data.digits.Mnist;
import org.palimpsest.experiment.MeasurePlan.AttackerChoice;
import org.palimpsest.experiment.MeasurePlan.EraserChoice;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.train.TrainSpec;

/**
 * Everything there is to say about an experiment.
 *
 * @param name lower-case letters, digits and hyphens: it names the folder of results
 * @param title for people
 * @param reproduces which published result it repeats
 * @param expect what should come out, written before there are results
 * @param found what did
 * @param checks claims that the results decide, see {@link Check}
 * @param cost how long it takes, and on what
 * @param dataset the images
 * @param fingerprint of the dataset's files, where its name does not say what they hold
 * @param network what methods train unless they name a network of their own
 * @param conditions one or more, in the order of the grid
 * @param frontier plain training under conditions of its own, which need not be the grid's: the networks against which
 *     methods are compared at equal target accuracy; empty if nobody asks
 * @param attackers on features
 * @param modelAttacks attacks that need more of the network than features
 * @param erasers tried on every trained network
 * @param seeds how many encoders of each kind are trained, at least 1
 * @param sequential whether seeds are added after a look at results, rather than their number fixed beforehand
 * @param predictions whether what is said of every test image is kept
 * @param seed the root of every random stream
 */
public record ExperimentSpec(
    String name,
    String title,
    String reproduces,
    String expect,
    String found,
    List<String> checks,
    String cost,
    Dataset dataset,
    Optional<String> fingerprint,
    Protocol protocol,
    PoolSizes pools,
    NetworkSpec network,
    TrainSpec train,
    List<Condition> conditions,
    List<MethodChoice> methods,
    Optional<MethodChoice> frontier,
    List<AttackerChoice> attackers,
    List<ModelAttack> modelAttacks,
    List<EraserChoice> erasers,
    int seeds,
    boolean sequential,
    boolean predictions,
    long seed) {

  public ExperimentSpec {
    Require.that(name.matches("[a-z0-9][a-z0-9-]*"), "name", "lower-case letters, digits and hyphens", name);
    checks = List.copyOf(checks);
    checks.forEach(Check::parse);
    conditions = List.copyOf(conditions);
    methods = List.copyOf(methods);
    attackers = List.copyOf(attackers);
    modelAttacks = List.copyOf(modelAttacks);
    erasers = List.copyOf(erasers);
    List<String> labels = conditions.stream().map(Condition::label).toList();
    Require.that(!conditions.isEmpty(), "conditions", "one or more", labels);
    Require.that(new HashSet<>(labels).size() == labels.size(), "conditions", "each once", labels);
    Require.that(!methods.isEmpty(), "methods", "one or more", "none");
    Require.that(seeds >= 1, "seeds", "at least 1", seeds);
    frontier.ifPresent(
        plain ->
            Require.that(
                plain.conditions().size() >= 2, "frontier", "two conditions or more",
                plain.conditions().stream().map(Condition::label).toList()));
    boolean validation = pools.validation() > 0;
    Require.that(
        validation || !train.selection().validates(),
        "train.selection",
        "last, as there are no validation images",
        RecordBinder.spelling(train.selection()));
    Require.that(
        validation || !train.watchesLoss(), "train.schedule", "step, as there are no validation images", "plateau");
    Set<String> kinds = new HashSet<>();
    for (AttackerChoice choice : attackers) {
      Require.that(kinds.add(choice.label()), "attackers", "each attacker once on each mix", choice.label() + " twice");
      AttackSource source = choice.attacker().source();
      int available = source.images() == AttackImages.ENCODER ? pools.encoderTrain() : pools.attackTrain();
      Require.that(
          source.examples().orElse(1) <= available,
          "attackers",
          "at most the %d examples there are".formatted(available),
          choice.label());
    }
    Set<String> erasures = new HashSet<>();
    for (EraserChoice choice : erasers) {
      Require.that(erasures.add(choice.label()), "erasers", "each eraser once on each mix", choice.label() + " twice");
    }
    for (ModelAttack attack : modelAttacks) {
      String kind = attack.name();
      Require.that(kinds.add(kind), "attackers", "each attack on the network once", kind + " twice");
    }
  }

  /** Attackers on features, then attacks on the network. */
  public List<Object> allAttackers() {
    return Stream.concat(attackers.stream().map(AttackerChoice::attacker), modelAttacks.stream())
        .map(Object.class::cast)
        .toList();
  }

  /**
   * The cells in the order of the grid: by method, then condition, then seed; behind them the frontier's, but for those
   * that are among them.
   */
  public List<Cell> grid() {
    List<Cell> cells = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (MethodChoice choice : methods) {
      for (Cell cell : cells(choice, conditions.stream().filter(choice.conditions()::contains).toList())) {
        Require.that(ids.add(cell.id()), "methods", "each cell once", cell.label() + " twice");
        cells.add(cell);
      }
    }
    frontier.ifPresent(
        plain -> cells(plain, plain.conditions()).stream().filter(cell -> ids.add(cell.id())).forEach(cells::add));
    return cells;
  }

  private List<Cell> cells(MethodChoice choice, List<Condition> under) {
    List<Cell> cells = new ArrayList<>();
    for (Condition condition : under) {
      for (int number = 0; number < seeds; number++) {
        cells.add(
            new Cell(
                choice.variant(),
                new CellSpec(
                    dataset, fingerprint, condition, protocol, pools, choice.network(), choice.train().orElse(train),
                    choice.methodAt(condition, number), choice.startOf(number, seed), number, seed)));
      }
    }
    return cells;
  }

  /**
   * In what the experiment is smaller, or trained otherwise, than the published one, each in a few words; empty if in
   * nothing.
   */
  public List<String> reductions() {
    List<String> reductions = new ArrayList<>();
    if (dataset.drawn()) {
      reductions.add(dataset.title() + " instead of collected images");
    }
    if (methods.stream().anyMatch(m -> m.network().publishedPretrained() && m.start().isEmpty())) {
      reductions.add("networks from scratch; published networks were pretrained on ImageNet");
    }
    if (!(dataset instanceof DigitData)) {
      return reductions;
    }
    if (!dataset.drawn() && !dataset.name().equals(Mnist.NAME)) {
      reductions.add(dataset.title() + " instead of MNIST");
    }
    PoolSizes full = DigitData.full(protocol);
    if (pools.encoderTrain() < full.encoderTrain()) {
      reductions.add("%,d of %,d training images".formatted(pools.encoderTrain(), full.encoderTrain()));
    }
    if (pools.test() < full.test()) {
      reductions.add("%,d of %,d test images".formatted(pools.test(), full.test()));
    }
    if (train.epochs() < TrainSpec.PUBLISHED.epochs()) {
      reductions.add("%d of %d epochs".formatted(train.epochs(), TrainSpec.PUBLISHED.epochs()));
    }
    if (train.batchSize() != TrainSpec.PUBLISHED.batchSize()) {
      reductions.add("batches of %d instead of %d".formatted(train.batchSize(), TrainSpec.PUBLISHED.batchSize()));
    }
    if (train.learningRate() != TrainSpec.PUBLISHED.learningRate()) {
      reductions.add(
          "learning rate %s instead of %s".formatted(train.learningRate(), TrainSpec.PUBLISHED.learningRate()));
    }
    boolean published =
        network instanceof SimpleConvNet net
            && net.widths().equals(SimpleConvNet.PUBLISHED.widths())
            && net.kernelSize() == SimpleConvNet.PUBLISHED.kernelSize();
    if (!published) {
      reductions.add("network %s instead of %s".formatted(network.summary(), SimpleConvNet.PUBLISHED.summary()));
    }
    attackers.stream().flatMap(choice -> reduction(choice).stream()).distinct().forEach(reductions::add);
    return reductions;
  }

  /** In what an attacker that bears the published one's name gets less training than that, by more than 2 %. */
  Optional<String> reduction(AttackerChoice choice) {
    if (!(choice.attacker() instanceof PublishedAttack attack)) {
      return Optional.empty();
    }
    int images = attack.source().examples().orElse(available(attack.source()));
    PublishedAttack whole = new PublishedAttack();
    double total = attack.totalRate(images);
    double published = whole.totalRate(PublishedAttack.PUBLISHED_IMAGES);
    return total >= .98 * published
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT, "published attack with learning rates that sum to %.1f instead of %.1f (%,d of %,d steps)",
                total, published, attack.steps(images), whole.steps(PublishedAttack.PUBLISHED_IMAGES)));
  }

  private int available(AttackSource source) {
    return source.images() == AttackImages.ENCODER ? pools.encoderTrain() : pools.attackTrain();
  }

  /** {@code full} or {@code reduced}. */
  public String scale() {
    return reductions().isEmpty() ? "full" : "reduced";
  }
}

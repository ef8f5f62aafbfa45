package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.palimpsest.attack.AttackImages;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.digits.Protocol;
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
 * @param expect what should come out
 * @param cost how long it takes, and on what
 * @param digits a dataset's catalogue name, or {@code auto} for MNIST where it is present and drawn digits elsewhere
 * @param network what methods train unless they name a network of their own
 * @param rho the correlations, in (0, 1], in the order of the grid
 * @param attackers on features
 * @param modelAttacks attacks that need more of the network than features
 * @param erasers tried on every trained network
 * @param seeds how many encoders of each kind are trained, at least 1
 * @param seed the root of every random stream
 */
public record ExperimentSpec(
    String name,
    String title,
    String reproduces,
    String expect,
    String cost,
    String digits,
    Protocol protocol,
    PoolSizes pools,
    NetworkSpec network,
    TrainSpec train,
    List<Double> rho,
    List<MethodChoice> methods,
    List<AttackerChoice> attackers,
    List<ModelAttack> modelAttacks,
    List<EraserChoice> erasers,
    int seeds,
    long seed) {

  /** The value of {@code digits} that leaves the choice to what is present. */
  public static final String AUTO = "auto";

  public ExperimentSpec {
    require(name.matches("[a-z0-9][a-z0-9-]*"), "name", "lower-case letters, digits and hyphens", name);
    rho = List.copyOf(rho);
    methods = List.copyOf(methods);
    attackers = List.copyOf(attackers);
    modelAttacks = List.copyOf(modelAttacks);
    erasers = List.copyOf(erasers);
    require(!rho.isEmpty(), "rho", "one value or more", rho);
    require(rho.stream().allMatch(r -> r > 0 && r <= 1), "rho", "values above 0 and at most 1", rho);
    require(new HashSet<>(rho).size() == rho.size(), "rho", "each value once", rho);
    require(!methods.isEmpty(), "methods", "one or more", "none");
    require(seeds >= 1, "seeds", "at least 1", seeds);
    boolean validation = pools.validation() > 0;
    require(
        validation || !train.selection().validates(),
        "train.selection",
        "last, as there are no validation images",
        RecordBinder.spelling(train.selection()));
    Set<String> kinds = new HashSet<>();
    for (AttackerChoice choice : attackers) {
      require(kinds.add(choice.label()), "attackers", "each attacker once at each rho", choice.label() + " twice");
      AttackSource source = choice.attacker().source();
      int available = source.images() == AttackImages.ENCODER ? pools.encoderTrain() : pools.attackTrain();
      require(
          source.examples() <= available,
          "attackers",
          "at most the %d examples there are".formatted(available),
          choice.label());
    }
    Set<String> erasures = new HashSet<>();
    for (EraserChoice choice : erasers) {
      require(erasures.add(choice.label()), "erasers", "each eraser once at each rho", choice.label() + " twice");
    }
    for (ModelAttack attack : modelAttacks) {
      String kind = attack.name();
      require(kinds.add(kind), "attackers", "each attack on the network once", kind + " twice");
    }
  }

  /** Attackers on features, then attacks on the network. */
  public List<Object> allAttackers() {
    return Stream.concat(attackers.stream().map(AttackerChoice::attacker), modelAttacks.stream())
        .map(Object.class::cast)
        .toList();
  }

  /**
   * The cells in the order of the grid: by method, then rho, then seed.
   *
   * @param dataset the catalogue name of the digits that {@link #digits} came to
   */
  public List<Cell> grid(String dataset) {
    List<Cell> cells = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (MethodChoice choice : methods) {
      for (double correlation : rho) {
        for (int number = 0; choice.rho().contains(correlation) && number < seeds; number++) {
          Cell cell =
              new Cell(
                  choice.variant(),
                  new CellSpec(
                      dataset, protocol, pools, choice.network(), train, choice.methodAt(correlation, number),
                      correlation, number, seed));
          require(ids.add(cell.id()), "methods", "each cell once", cell.label() + " twice");
          cells.add(cell);
        }
      }
    }
    return cells;
  }

  /**
   * In what the experiment is smaller, or trained otherwise, than the published one, each in a few words; empty if in
   * nothing.
   *
   * @param dataset as in {@link #grid}
   */
  public List<String> reductions(String dataset) {
    List<String> reductions = new ArrayList<>();
    if (!dataset.equals("mnist")) {
      reductions.add(dataset + " digits instead of MNIST");
    }
    PoolSizes full = protocol.fullSizes();
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
    return reductions;
  }

  /** {@code full} or {@code reduced}. */
  public String scale(String dataset) {
    return reductions(dataset).isEmpty() ? "full" : "reduced";
  }

  private static void require(boolean holds, String name, String bound, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("%s: expected %s, was %s".formatted(name, bound, value));
    }
  }
}

package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task;
import org.palimpsest.experiment.MeasurePlan.AttackerChoice;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.experiment.spec.SpecDocument;
import org.palimpsest.experiment.spec.SpecException;
import org.palimpsest.experiment.spec.SpecNode;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.random.Seed;
import org.palimpsest.train.TrainSpec;

/**
 * Reads an {@link ExperimentSpec} from YAML. Strict: a key or a name that is not known is refused with the nearest
 * known one, and every error names file, line and key.
 */
public final class ExperimentReader {

  static final List<String> KEYS =
      Stream.concat(
              Stream.of(
                  "name", "title", "reproduces", "expect", "found", "checks", "cost", "network", "train", "methods",
                  "frontier", "attackers", "erasers", "seeds", "sequential", "predictions",
                  "seed"),
              DataReader.KEYS.stream())
          .toList();

  private final Catalogue catalogue;
  private final DataHome home;

  /** @param home where datasets are looked for */
  public ExperimentReader(Catalogue catalogue, DataHome home) {
    this.catalogue = catalogue;
    this.home = home;
  }

  /** A reader that looks for datasets where nothing else is said. */
  public ExperimentReader(Catalogue catalogue) {
    this(catalogue, DataHome.resolve(Optional.empty()));
  }

  /**
   * @param name what error messages call the text, such as its file name
   * @param assignments {@code key=value} each, laid over the text
   * @throws SpecException if there is anything wrong with it
   * @throws DataException if what a dataset is asked about itself cannot be told, as files are missing
   */
  public ExperimentSpec read(String name, String yaml, List<String> assignments) {
    SpecDocument document = SpecDocument.parse(name, yaml);
    assignments.forEach(document::set);
    SpecNode root = document.root().only(KEYS);
    DataReader data = new DataReader(catalogue, home);
    Dataset dataset = data.dataset(root);
    Protocol protocol = data.protocol(root, Protocol.DISJOINT);
    PoolSizes pools = data.pools(root, dataset.full(home, protocol));
    List<Condition> conditions = DataReader.conditions(root, dataset);
    TrainSpec train =
        root.get("train").present() ? RecordBinder.bind(root.get("train"), TrainSpec.PUBLISHED) : TrainSpec.PUBLISHED;
    long seed = RecordBinder.convert(root.get("seed"), long.class, 0L);
    try {
      Task task = dataset.open(home, conditions.get(0), protocol, pools, new Seed(seed));
      MethodReader methods = new MethodReader(data, dataset, task, conditions, protocol, pools, train);
      NetworkSpec network = methods.network(root.get("network"), SimpleConvNet.PUBLISHED);
      AttackReader attacks = new AttackReader(catalogue);
      List<Object> attackers = attacks.attacks(root.get("attackers"), task.defaults());
      return new ExperimentSpec(
          root.get("name").text(),
          root.get("title").text(),
          root.get("reproduces").text("").strip(),
          root.get("expect").text("").strip(),
          root.get("found").text("").strip(),
          checks(root.get("checks")),
          root.get("cost").text("").strip(),
          dataset,
          dataset.fingerprint(home),
          protocol,
          pools,
          network,
          train,
          conditions,
          root.get("methods").elements().stream().map(node -> methods.method(node, network, root.get("network"))).toList(),
          Optional.of(root.get("frontier"))
              .filter(SpecNode::present)
              .map(node -> methods.frontier(node, network, root.get("network"))),
          of(AttackerChoice.class, attackers),
          of(ModelAttack.class, attackers),
          attacks.erasers(root.get("erasers")),
          RecordBinder.convert(root.get("seeds"), int.class, 1),
          RecordBinder.convert(root.get("sequential"), boolean.class, false),
          RecordBinder.convert(root.get("predictions"), boolean.class, false),
          seed);
    } catch (IllegalArgumentException e) {
      String key = e.getMessage().split(":", 2)[0];
      throw new SpecException(document.place(key) + ": " + e.getMessage());
    }
  }

  /**
   * The dataset of an experiment, of which nothing else is read.
   *
   * @throws SpecException if there is anything wrong with what is said of it
   */
  public Dataset dataset(String name, String yaml, List<String> assignments) {
    SpecDocument document = SpecDocument.parse(name, yaml);
    assignments.forEach(document::set);
    return new DataReader(catalogue, home).dataset(document.root().only(KEYS));
  }

  private static List<String> checks(SpecNode node) {
    List<String> checks = new ArrayList<>();
    for (SpecNode check : node.present() ? node.elements() : List.<SpecNode>of()) {
      try {
        checks.add(Check.parse(check.text()).text());
      } catch (IllegalArgumentException e) {
        throw check.error(e.getMessage());
      }
    }
    return checks;
  }

  private static <T> List<T> of(Class<T> type, List<Object> attackers) {
    return attackers.stream().filter(type::isInstance).map(type::cast).toList();
  }
}

package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task;
import org.palimpsest.data.digits.DigitData;
import org.palimpsest.data.digits.DrawnDigits;
import org.palimpsest.data.digits.Mnist;
import org.palimpsest.erase.Eraser;
import org.palimpsest.experiment.spec.Combinations;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.experiment.spec.SpecDocument;
import org.palimpsest.experiment.spec.SpecException;
import org.palimpsest.experiment.spec.SpecNode;
import org.palimpsest.experiment.spec.Variants;
import org.palimpsest.method.Method;
import org.palimpsest.method.dp.DpSgd;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.random.Seed;
import org.palimpsest.train.TrainSpec;

/**
 * Reads an {@link ExperimentSpec} from YAML. Strict: a key or a name that is not known is refused with the nearest
 * known one, and every error names file, line and key.
 */
public final class ExperimentReader {

  private static final List<String> KEYS =
      List.of(
          "name", "title", "reproduces", "expect", "found", "checks", "cost", "dataset", "digits", "protocol", "pools", "network", "train",
          "conditions", "rho", "methods", "attackers", "erasers", "seeds", "seed");

  /** The value of {@code digits} that means MNIST where it is present and drawn digits elsewhere. */
  private static final String AUTO = "auto";

  /** In the place of an eraser's mix: the images the network was trained on, as they were. */
  private static final String TRAIN = "train";

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
    Protocol protocol = RecordBinder.convert(root.get("protocol"), Protocol.class, Protocol.DISJOINT);
    Dataset dataset = dataset(root);
    PoolSizes pools =
        root.get("pools").present()
            ? RecordBinder.bind(root.get("pools"), dataset.full(home, protocol))
            : dataset.full(home, protocol);
    long seed = RecordBinder.convert(root.get("seed"), long.class, 0L);
    List<Condition> conditions = conditions(root, dataset);
    try {
      Task task = dataset.open(home, conditions.get(0), protocol, pools, new Seed(seed));
      NetworkSpec network = network(root.get("network"), SimpleConvNet.PUBLISHED, task);
      List<MethodChoice> methods =
          root.get("methods").elements().stream()
              .map(node -> method(node, network, task, dataset, conditions))
              .toList();
      List<Object> attackers =
          root.get("attackers").elements().stream()
              .flatMap(node -> attackers(node).stream())
              .map(choice -> RecordMixes.resolve(choice, task.defaults()))
              .toList();
      List<EraserChoice> erasers =
          root.get("erasers").present()
              ? root.get("erasers").elements().stream().map(this::eraser).toList()
              : List.of();
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
          optional(root.get("train"), TrainSpec.PUBLISHED),
          conditions,
          methods,
          of(AttackerChoice.class, attackers),
          of(ModelAttack.class, attackers),
          erasers,
          RecordBinder.convert(root.get("seeds"), int.class, 1),
          seed);
    } catch (IllegalArgumentException e) {
      String key = e.getMessage().split(":", 2)[0];
      throw new SpecException(document.place(key) + ": " + e.getMessage());
    }
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

  private Dataset dataset(SpecNode root) {
    SpecNode node = root.get("dataset");
    SpecNode digits = root.get("digits");
    if (node.present() && digits.present()) {
      throw digits.error("expected one of dataset and digits, was both");
    } else if (node.present()) {
      SpecNode name = node.isObject() ? node.get("dataset") : node;
      Dataset named = named(name, "dataset", catalogue.datasets());
      return node.isObject() ? RecordBinder.bind(node, named, Set.of("dataset")) : named;
    }
    Map<String, Dataset> known = new LinkedHashMap<>();
    known.put(AUTO, catalogue.datasets().get(Mnist.in(home).isPresent() ? Mnist.NAME : DrawnDigits.NAME));
    catalogue.datasets().forEach(
        (name, dataset) -> {
          if (dataset instanceof DigitData) {
            known.put(name, dataset);
          }
        });
    return digits.present() ? named(digits, "dataset", known) : known.get(AUTO);
  }

  private static List<Condition> conditions(SpecNode root, Dataset dataset) {
    SpecNode rho = root.get("rho");
    SpecNode listed = root.get("conditions");
    if (rho.present() && listed.present()) {
      throw rho.error("expected one of conditions and rho, was both");
    } else if (!rho.present() && !listed.present() && !dataset.conditions().isEmpty()) {
      return dataset.conditions();
    }
    SpecNode given = rho.present() || !listed.present() ? rho : listed;
    List<Condition> conditions = new ArrayList<>();
    for (SpecNode value : given.elements()) {
      conditions.add(condition(value, rho.present() ? Double.toString(value.number()) : value.scalar(), dataset));
    }
    if (conditions.isEmpty()) {
      throw given.expected("one value or more");
    } else if (new HashSet<>(conditions).size() < conditions.size()) {
      throw given.error("expected each once, was " + conditions.stream().map(Condition::label).toList());
    }
    return conditions;
  }

  private static Condition condition(SpecNode node, String text, Dataset dataset) {
    try {
      return dataset.condition(text);
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      throw node.error(message.substring(message.indexOf(": ") + 2));
    }
  }

  /** A network for the task's images and targets, whatever size its defaults have. */
  private NetworkSpec network(SpecNode node, NetworkSpec defaults, Task task) {
    NetworkSpec given = network(node, defaults);
    NetworkSpec fitting;
    try {
      fitting = given.with(task.image(), task.target().size());
    } catch (IllegalArgumentException e) {
      throw node.present() ? node.error(e.getMessage()) : e;
    }
    Map<String, Object> settings = RecordBinder.settings(fitting);
    RecordBinder.settings(given)
        .forEach(
            (key, value) -> {
              SpecNode own = node.get(key);
              if (own.present() && !value.equals(settings.get(key))) {
                throw own.error("expected %s, as the dataset has it, was %s".formatted(settings.get(key), value));
              }
            });
    return fitting;
  }

  private NetworkSpec network(SpecNode node, NetworkSpec defaults) {
    if (!node.present()) {
      return defaults;
    }
    SpecNode architecture = node.get("architecture");
    NetworkSpec base = architecture.present() ? named(architecture, "network", catalogue.networks()) : defaults;
    return RecordBinder.bind(node, base, Set.of("architecture"));
  }

  /**
   * One attack, or one for each combination of the values that settings are given as lists: each an
   * {@link AttackerChoice} or a {@link ModelAttack}.
   */
  private List<Object> attackers(SpecNode node) {
    Map<String, Object> known = new LinkedHashMap<>(catalogue.attackers());
    known.putAll(catalogue.modelAttacks());
    if (!node.isObject()) {
      Object named = named(node, "attacker", known);
      return List.of(named instanceof Attacker attacker ? new AttackerChoice(attacker, "") : named);
    }
    Object defaults = named(node.get("attacker"), "attacker", known);
    if (!(defaults instanceof Attacker)) {
      return List.of(RecordBinder.bind(node, defaults, Set.of("attacker")));
    }
    List<Object> choices = new ArrayList<>();
    for (SpecNode one : Combinations.of(node, RecordBinder.settings(defaults))) {
      Attacker attacker = (Attacker) RecordBinder.bind(one, defaults, Set.of("attacker"));
      choices.add(new AttackerChoice(attacker, Variants.ofAttack(defaults, attacker)));
    }
    return choices;
  }

  private static <T> List<T> of(Class<T> type, List<Object> attackers) {
    return attackers.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private EraserChoice eraser(SpecNode node) {
    if (!node.isObject()) {
      return new EraserChoice(named(node, "eraser", catalogue.erasers()), Optional.empty(), "");
    }
    Eraser defaults = named(node.get("eraser"), "eraser", catalogue.erasers());
    Eraser eraser = RecordBinder.bind(node, defaults, Set.of("eraser", "rho", "mix"));
    return new EraserChoice(eraser, fittedOn(node), Variants.of(defaults, eraser));
  }

  private static Optional<Mix> fittedOn(SpecNode node) {
    SpecNode rho = node.get("rho");
    SpecNode mix = node.get("mix");
    if (rho.present() && mix.present()) {
      throw rho.error("expected one of mix and rho, was both");
    }
    SpecNode given = rho.present() ? rho : mix;
    if (!given.present() || given.value().asText().equals(TRAIN)) {
      return Optional.empty();
    }
    try {
      return Optional.of(rho.present() ? Mix.rho(rho.number()) : Mix.of(mix.text()));
    } catch (IllegalArgumentException e) {
      throw given.error(e.getMessage().split(": ", 2)[1].replace("a share in [0, 1]", "a share in [0, 1] or train"));
    }
  }

  private MethodChoice method(
      SpecNode node, NetworkSpec network, Task task, Dataset dataset, List<Condition> conditions) {
    if (!node.isObject()) {
      return new MethodChoice(named(node, "method", catalogue.methods()), network, conditions, Map.of(), "");
    }
    Set<String> handled = Set.of("method", "network", "conditions", "rho", "at", "dp");
    Method defaults = named(node.get("method"), "method", catalogue.methods());
    Method method = RecordBinder.bind(node, defaults, handled);
    NetworkSpec ownNetwork = network(node.get("network"), network, task);
    Map<Condition, Method> at =
        node.get("at").present() ? overrides(node.get("at"), method, dataset, conditions) : Map.of();
    boolean own = node.get("rho").present() || node.get("conditions").present();
    List<Condition> ownConditions = own ? listed(node, dataset, conditions) : conditions;
    String variant = Variants.ofMethod(defaults, method, at.values(), network, ownNetwork);
    SpecNode dp = node.get("dp");
    if (!dp.present()) {
      return new MethodChoice(method, ownNetwork, ownConditions, at, variant);
    }
    DpSgd mechanism = RecordBinder.bind(dp, new DpSgd());
    Map<Condition, Method> privateAt = new HashMap<>();
    at.forEach((condition, override) -> privateAt.put(condition, privately(dp, mechanism, override)));
    String both = (variant + " " + Variants.of(new DpSgd(), mechanism)).strip();
    return new MethodChoice(privately(dp, mechanism, method), ownNetwork, ownConditions, privateAt, both);
  }

  private static List<Condition> listed(SpecNode method, Dataset dataset, List<Condition> known) {
    List<Condition> own = conditions(method, dataset);
    SpecNode given = method.get("rho").present() ? method.get("rho") : method.get("conditions");
    for (int i = 0; i < own.size(); i++) {
      requireListed(given.elements().get(i), own.get(i), known);
    }
    return own;
  }

  /** The method as it is under some conditions. */
  private static Map<Condition, Method> overrides(
      SpecNode node, Method method, Dataset dataset, List<Condition> known) {
    Map<Condition, Method> at = new HashMap<>();
    for (String key : node.keys()) {
      SpecNode settings = node.get(key);
      Condition condition = condition(settings, key, dataset);
      requireListed(settings, condition, known);
      at.put(condition, RecordBinder.bind(settings, method));
    }
    return at;
  }

  private static Method privately(SpecNode dp, DpSgd mechanism, Method method) {
    try {
      return mechanism.around(method);
    } catch (IllegalArgumentException e) {
      throw dp.error(e.getMessage());
    }
  }

  private static void requireListed(SpecNode node, Condition condition, List<Condition> known) {
    if (!known.contains(condition)) {
      throw node.error(
          "expected one of the experiment's conditions %s, was %s"
              .formatted(known.stream().map(Condition::label).toList(), condition.label()));
    }
  }

  private static <T> T named(SpecNode node, String what, Map<String, T> known) {
    return known.get(node.oneOf(what, known.keySet()));
  }

  private static <T> T optional(SpecNode node, T defaults) {
    return node.present() ? RecordBinder.bind(node, defaults) : defaults;
  }
}

package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.experiment.spec.SpecNode;
import org.palimpsest.experiment.spec.Variants;
import org.palimpsest.method.Method;
import org.palimpsest.method.Vanilla;
import org.palimpsest.method.dp.DpSgd;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.random.Seed;
import org.palimpsest.train.TrainSpec;

/**
 * Reads methods and the networks they train.
 *
 * @param task of the experiment's first condition
 * @param train as the experiment has it
 */
record MethodReader(
    DataReader data, Dataset dataset, Task task, List<Condition> conditions, Protocol protocol, PoolSizes pools,
    TrainSpec train) {

  private static final String WEIGHTS = "weights";

  /** The value that means drawn parameters. */
  private static final String NO_WEIGHTS = "none";

  private static final Set<String> HANDLED =
      Set.of("method", "network", "train", "conditions", "rho", "at", "dp", "start", WEIGHTS);

  /** A network for the task's images and targets, whatever size its defaults have. */
  NetworkSpec network(SpecNode node, NetworkSpec defaults) {
    NetworkSpec given = defaults;
    if (node.present()) {
      SpecNode architecture = node.get("architecture");
      NetworkSpec base =
          architecture.present() ? architecture.oneOf("network", data.catalogue().networks()) : defaults;
      given = RecordBinder.bind(node, base, Set.of("architecture", WEIGHTS));
    }
    NetworkSpec fitting = fitting(node, given, task);
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

  private static NetworkSpec fitting(SpecNode node, NetworkSpec network, Task task) {
    try {
      return network.with(task.image(), task.target().size());
    } catch (IllegalArgumentException e) {
      throw node.present() ? node.error(e.getMessage()) : e;
    }
  }

  /**
   * The file of weights that methods start from: the method's own, that of its network, or the experiment's; the first
   * that says anything.
   */
  private Optional<StartChoice> weights(NetworkSpec network, SpecNode... nodes) {
    for (SpecNode node : nodes) {
      if (node.present()) {
        if (node.text().equals(NO_WEIGHTS)) {
          return Optional.empty();
        }
        try {
          return Optional.of(StartChoice.Weights.of(data.home().of(node.text()), network));
        } catch (DataException | IllegalArgumentException e) {
          throw node.error(e.getMessage());
        }
      }
    }
    return Optional.empty();
  }

  /**
   * @param network what methods train unless they name a network of their own
   * @param given the experiment's block of the network
   */
  MethodChoice method(SpecNode node, NetworkSpec network, SpecNode given) {
    Map<String, Method> known = data.catalogue().methods();
    if (!node.isObject()) {
      Method method = node.oneOf("method", known);
      Optional<StartChoice> start = weights(network, given.get(WEIGHTS));
      return new MethodChoice(
          method, network, Optional.empty(), conditions, Map.of(), start, List.of(), start.map(StartChoice::label).orElse(""));
    }
    Method defaults = node.get("method").oneOf("method", known);
    Method method = RecordBinder.bind(node, defaults, HANDLED);
    NetworkSpec ownNetwork = network(node.get("network"), network);
    Map<Condition, Method> at = node.get("at").present() ? overrides(node.get("at"), method) : Map.of();
    List<String> variant = new ArrayList<>();
    variant.add(Variants.ofMethod(defaults, method, at.values(), network, ownNetwork));
    SpecNode dp = node.get("dp");
    if (dp.present()) {
      DpSgd mechanism = RecordBinder.bind(dp, new DpSgd());
      Map<Condition, Method> privateAt = new HashMap<>();
      at.forEach((condition, override) -> privateAt.put(condition, privately(dp, mechanism, override)));
      at = privateAt;
      method = privately(dp, mechanism, method);
      variant.add(Variants.of(new DpSgd(), mechanism));
    }
    Optional<TrainSpec> ownTrain =
        node.get("train").present() ? Optional.of(RecordBinder.bind(node.get("train"), train)) : Optional.empty();
    ownTrain.ifPresent(own -> variant.add(Variants.of(train, own)));
    Optional<StartChoice> start =
        weights(ownNetwork, node.get(WEIGHTS), node.get("network").get(WEIGHTS), given.get(WEIGHTS));
    if (node.get("start").present()) {
      if (start.isPresent()) {
        throw node.get("start").error("expected none beside weights, or weights: none, was both");
      }
      start = Optional.of(start(node.get("start"), ownNetwork));
    }
    start.ifPresent(choice -> variant.add(choice.label()));
    variant.removeIf(String::isEmpty);
    return new MethodChoice(
        method, ownNetwork, ownTrain, DataReader.among(node, dataset, conditions), at, start, List.of(),
        String.join(" ", variant));
  }

  /**
   * The plain training of a frontier: its conditions, which the grid need not have, and its network.
   *
   * @param network what methods train unless they name a network of their own
   * @param given the experiment's block of the network
   */
  MethodChoice frontier(SpecNode node, NetworkSpec network, SpecNode given) {
    node.only(Set.of("network", "conditions", "rho"));
    NetworkSpec own = network(node.get("network"), network);
    Method plain = new Vanilla();
    Optional<StartChoice> start = weights(own, node.get("network").get(WEIGHTS), given.get(WEIGHTS));
    String variant = Variants.ofMethod(plain, plain, List.of(), network, own);
    return new MethodChoice(
        plain, own, Optional.empty(), DataReader.conditions(node, dataset), Map.of(), start, List.of(),
        Stream.concat(Stream.of(variant), start.map(StartChoice::label).stream())
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(" ")));
  }

  /** The method as it is under some conditions. */
  private Map<Condition, Method> overrides(SpecNode node, Method method) {
    Map<Condition, Method> at = new HashMap<>();
    for (String key : node.keys()) {
      SpecNode settings = node.get(key);
      Condition condition = DataReader.condition(settings, key, dataset);
      DataReader.requireAmong(settings, condition, conditions);
      at.put(condition, RecordBinder.bind(settings, method));
    }
    return at;
  }

  /** Training beforehand: whatever it does not say is as in the experiment, and its method is Vanilla. */
  private StartChoice start(SpecNode node, NetworkSpec network) {
    node.only(Set.of("dataset", "digits", "protocol", "pools", "condition", "train", "method", "keepsHead"));
    Dataset own = data.names(node) ? data.dataset(node) : dataset;
    SpecNode named = node.get("condition");
    if (!named.present() && own.conditions().isEmpty()) {
      throw node.error("expected a condition, such as condition: 0.1, was none");
    }
    Condition condition = named.present() ? DataReader.condition(named, own) : own.conditions().get(0);
    Protocol ownProtocol = data.protocol(node, protocol);
    PoolSizes ownPools = data.pools(node, own == dataset ? pools : own.full(data.home(), ownProtocol));
    Task ownTask = own.open(data.home(), condition, ownProtocol, ownPools, new Seed(0));
    boolean keepsHead = RecordBinder.convert(node.get("keepsHead"), boolean.class, false);
    if (keepsHead && !ownTask.target().equals(task.target())) {
      throw node.get("keepsHead").error(
          "expected false, as %s asks for %s and the experiment for %s"
              .formatted(own.name(), ownTask.target().noun(), task.target().noun()));
    }
    SpecNode method = node.get("method");
    return new StartChoice.Earlier(
        own,
        own.fingerprint(data.home()),
        condition,
        ownProtocol,
        ownPools,
        fitting(node, network, ownTask),
        node.get("train").present() ? RecordBinder.bind(node.get("train"), train) : train,
        method.present() ? method.oneOf("method", data.catalogue().methods()) : new Vanilla(),
        keepsHead);
  }

  private static Method privately(SpecNode dp, DpSgd mechanism, Method method) {
    try {
      return mechanism.around(method);
    } catch (IllegalArgumentException e) {
      throw dp.error(e.getMessage());
    }
  }
}

package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.digits.Protocol;
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
import org.palimpsest.train.TrainSpec;

/**
 * Reads an {@link ExperimentSpec} from YAML. Strict: a key or a name that is not known is refused with the nearest
 * known one, and every error names file, line and key.
 */
public final class ExperimentReader {

  private static final List<String> KEYS =
      List.of(
          "name", "title", "reproduces", "expect", "cost", "digits", "protocol", "pools", "network", "train", "rho",
          "methods", "attackers", "erasers", "seeds", "seed");

  /** In the place of an eraser's rho: the images the network was trained on, as they were. */
  private static final String TRAIN = "train";

  private final Catalogue catalogue;

  public ExperimentReader(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * @param name what error messages call the text, such as its file name
   * @param assignments {@code key=value} each, laid over the text
   * @throws SpecException if there is anything wrong with it
   */
  public ExperimentSpec read(String name, String yaml, List<String> assignments) {
    SpecDocument document = SpecDocument.parse(name, yaml);
    assignments.forEach(document::set);
    SpecNode root = document.root().only(KEYS);
    Protocol protocol = RecordBinder.convert(root.get("protocol"), Protocol.class, Protocol.DISJOINT);
    PoolSizes pools = optional(root.get("pools"), protocol.fullSizes());
    NetworkSpec network = network(root.get("network"), SimpleConvNet.PUBLISHED);
    List<Double> rho = root.get("rho").elements().stream().map(SpecNode::number).toList();
    List<MethodChoice> methods =
        root.get("methods").elements().stream().map(node -> method(node, network, rho)).toList();
    List<Object> attackers =
        root.get("attackers").elements().stream().flatMap(node -> attackers(node).stream()).toList();
    List<EraserChoice> erasers =
        root.get("erasers").present() ? root.get("erasers").elements().stream().map(this::eraser).toList() : List.of();
    try {
      return new ExperimentSpec(
          root.get("name").text(),
          root.get("title").text(),
          root.get("reproduces").text("").strip(),
          root.get("expect").text("").strip(),
          root.get("cost").text("").strip(),
          digits(root.get("digits")),
          protocol,
          pools,
          network,
          optional(root.get("train"), TrainSpec.PUBLISHED),
          rho,
          methods,
          of(AttackerChoice.class, attackers),
          of(ModelAttack.class, attackers),
          erasers,
          RecordBinder.convert(root.get("seeds"), int.class, 1),
          RecordBinder.convert(root.get("seed"), long.class, 0L));
    } catch (IllegalArgumentException e) {
      String key = e.getMessage().split(":", 2)[0];
      throw new SpecException(document.place(key) + ": " + e.getMessage());
    }
  }

  private String digits(SpecNode node) {
    List<String> known = new ArrayList<>(List.of(ExperimentSpec.AUTO));
    known.addAll(catalogue.datasets().keySet());
    return node.present() ? node.oneOf("dataset", known) : ExperimentSpec.AUTO;
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
    Eraser eraser = RecordBinder.bind(node, defaults, Set.of("eraser", "rho"));
    SpecNode rho = node.get("rho");
    boolean own = !rho.present() || rho.value().asText().equals(TRAIN);
    Optional<Double> fittedAt = own ? Optional.empty() : Optional.of(rho.number());
    try {
      return new EraserChoice(eraser, fittedAt, Variants.of(defaults, eraser));
    } catch (IllegalArgumentException e) {
      throw rho.error(e.getMessage().split(": ", 2)[1]);
    }
  }

  private MethodChoice method(SpecNode node, NetworkSpec network, List<Double> rho) {
    if (!node.isObject()) {
      return new MethodChoice(named(node, "method", catalogue.methods()), network, rho, Map.of(), "");
    }
    Set<String> handled = Set.of("method", "network", "rho", "at", "dp");
    Method defaults = named(node.get("method"), "method", catalogue.methods());
    Method method = RecordBinder.bind(node, defaults, handled);
    NetworkSpec ownNetwork = network(node.get("network"), network);
    Map<Double, Method> at = node.get("at").present() ? overrides(node.get("at"), method, rho) : Map.of();
    List<Double> ownRho = node.get("rho").present() ? listed(node.get("rho"), rho) : rho;
    String variant = Variants.ofMethod(defaults, method, at.values(), network, ownNetwork);
    SpecNode dp = node.get("dp");
    if (!dp.present()) {
      return new MethodChoice(method, ownNetwork, ownRho, at, variant);
    }
    DpSgd mechanism = RecordBinder.bind(dp, new DpSgd());
    Map<Double, Method> privateAt = new HashMap<>();
    at.forEach((correlation, override) -> privateAt.put(correlation, privately(dp, mechanism, override)));
    String both = (variant + " " + Variants.of(new DpSgd(), mechanism)).strip();
    return new MethodChoice(privately(dp, mechanism, method), ownNetwork, ownRho, privateAt, both);
  }

  private static List<Double> listed(SpecNode node, List<Double> rho) {
    List<Double> values = node.elements().stream().map(SpecNode::number).toList();
    node.elements().forEach(value -> requireListed(value, value.number(), rho));
    return values;
  }

  /** The method as it is at some correlations. */
  private static Map<Double, Method> overrides(SpecNode node, Method method, List<Double> rho) {
    Map<Double, Method> at = new HashMap<>();
    for (String key : node.keys()) {
      SpecNode settings = node.get(key);
      at.put(correlation(settings, key, rho), RecordBinder.bind(settings, method));
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

  private static double correlation(SpecNode node, String key, List<Double> rho) {
    try {
      double value = Double.parseDouble(key);
      requireListed(node, value, rho);
      return value;
    } catch (NumberFormatException e) {
      throw node.error("expected a value of rho, was '" + key + "'");
    }
  }

  private static void requireListed(SpecNode node, double value, List<Double> rho) {
    if (!rho.contains(value)) {
      throw node.error("expected one of the experiment's rho " + rho + ", was " + value);
    }
  }

  private static <T> T named(SpecNode node, String what, Map<String, T> known) {
    return known.get(node.oneOf(what, known.keySet()));
  }

  private static <T> T optional(SpecNode node, T defaults) {
    return node.present() ? RecordBinder.bind(node, defaults) : defaults;
  }
}

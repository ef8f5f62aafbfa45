package org.palimpsest.experiment;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.method.Method.SearchRange;
import org.palimpsest.method.Method;
import org.palimpsest.random.Seed;
import org.palimpsest.train.TrainSpec.Selection;
import org.palimpsest.train.TrainSpec;

/**
 * A search for each method's settings, with as many networks for every method. Draw 0 of a method has the settings that
 * the experiment gives it, the others have settings drawn from its search space, the same under every condition. Draw k of every
 * method trains from encoder seed k, so that methods do not differ in luck either; a method with nothing to search is
 * trained from as many seeds with its one setting.
 *
 * @param experiment what is searched; its {@code seeds} and {@code train.selection} have no say
 * @param budget networks for each method and condition, at least 1
 * @param rules by which networks are chosen, each once
 */
public record SweepSpec(ExperimentSpec experiment, int budget, List<SelectionRule> rules) {

  public SweepSpec {
    rules = List.copyOf(rules);
    require(budget >= 1, "budget", "at least 1", budget);
    require(!rules.isEmpty(), "rule", "one or more", "none");
    require(
        experiment.train().stopBelow() == 0, "train.stopBelow", "0 in a sweep, whose networks have equally many epochs",
        experiment.train().stopBelow());
    for (SelectionRule rule : rules) {
      require(
          !rule.validates() || experiment.pools().validation() > 0,
          "rule",
          SelectionRule.ORACLE_TEST.label() + ", as there are no validation images (pools.validation)",
          rule.label());
    }
    List<String> labels = rules.stream().map(SelectionRule::label).toList();
    require(new HashSet<>(rules).size() == rules.size(), "rule", "each once", labels);
  }

  /** The names of the experiment's attacks on whole networks, which a sweep does not make. */
  public List<String> leftOut() {
    return experiment.modelAttacks().stream().map(ModelAttack::name).toList();
  }

  /** The experiment of all draws: the number of an encoder is that of its draw, and there are no attackers. */
  public ExperimentSpec draws() {
    TrainSpec train = experiment.train().with(Selection.LAST);
    return new ExperimentSpec(
        experiment.name(),
        experiment.title(),
        experiment.reproduces(),
        experiment.expect(),
        experiment.found(),
        List.of(),
        experiment.cost(),
        experiment.dataset(),
        experiment.fingerprint(),
        experiment.protocol(),
        experiment.pools(),
        experiment.network(),
        train,
        experiment.conditions(),
        experiment.methods().stream().map(this::draws).toList(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        budget,
        false,
        false,
        experiment.seed());
  }

  private MethodChoice draws(MethodChoice choice) {
    List<Map<String, Double>> drawn =
        SearchSpace.draws(choice.method(), budget, new Seed(experiment.seed()));
    return new MethodChoice(
        choice.method(), choice.network(), choice.train(), choice.conditions(), choice.at(), choice.start(), drawn,
        variant(choice));
  }

  /** The choice's own, with {@code alpha=drawn} for what is searched. */
  private static String variant(MethodChoice choice) {
    Map<String, String> settings = new TreeMap<>();
    for (String setting : choice.variant().split(" ")) {
      if (!setting.isEmpty()) {
        settings.put(setting.split("=", 2)[0], setting);
      }
    }
    choice.method().searchSpace().forEach(
        range -> settings.put(range.component(), range.component() + "=drawn"));
    return String.join(" ", settings.values());
  }

  /** The values of what is searched, such as {@code alpha=0.1 beta=3.162}; empty if nothing is. */
  static String settings(Method method) {
    return method.searchSpace().stream()
        .map(SearchRange::component)
        .map(name -> name + "=" + RecordBinder.find(method, name).orElseThrow())
        .collect(Collectors.joining(" "));
  }

  private static void require(boolean holds, String name, String bound, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("%s: expected %s, was %s".formatted(name, bound, value));
    }
  }
}

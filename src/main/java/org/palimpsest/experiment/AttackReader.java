package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Task;
import org.palimpsest.erase.Eraser;
import org.palimpsest.experiment.spec.Combinations;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.experiment.spec.SpecNode;
import org.palimpsest.experiment.spec.Variants;

/** Reads attackers and erasers. */
record AttackReader(Catalogue catalogue) {

  /** In the place of an eraser's mix: the images the network was trained on, as they were. */
  private static final String TRAIN = "train";

  /** All attacks of a list, each an {@link AttackerChoice} or a {@link ModelAttack}, on the mixes that the task has. */
  List<Object> attacks(SpecNode list, Task.Defaults defaults) {
    return list.elements().stream()
        .flatMap(node -> attacks(node).stream())
        .map(choice -> resolve(choice, defaults))
        .toList();
  }

  /** One attack, or one for each combination of the values that settings are given as lists. */
  private List<Object> attacks(SpecNode node) {
    Map<String, Object> known = new LinkedHashMap<>(catalogue.attackers());
    known.putAll(catalogue.modelAttacks());
    if (!node.isObject()) {
      Object named = node.oneOf("attacker", known);
      return List.of(named instanceof Attacker attacker ? new AttackerChoice(attacker, "") : named);
    }
    Object defaults = node.get("attacker").oneOf("attacker", known);
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

  private static Object resolve(Object choice, Task.Defaults defaults) {
    return choice instanceof AttackerChoice attacker
        ? new AttackerChoice(RecordBinder.withMixes(attacker.attacker(), defaults::resolve), attacker.variant())
        : RecordBinder.withMixes(choice, defaults::resolve);
  }

  List<EraserChoice> erasers(SpecNode list) {
    return list.present() ? list.elements().stream().map(this::eraser).toList() : List.of();
  }

  private EraserChoice eraser(SpecNode node) {
    if (!node.isObject()) {
      return new EraserChoice(node.oneOf("eraser", catalogue.erasers()), Optional.empty(), "");
    }
    Eraser defaults = node.get("eraser").oneOf("eraser", catalogue.erasers());
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
}

package org.palimpsest.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.BalancedAttack;
import org.palimpsest.attack.ConditionalAttack;
import org.palimpsest.attack.LinearAttack;
import org.palimpsest.attack.MdlAttack;
import org.palimpsest.attack.MlpAttack;
import org.palimpsest.attack.NearestNeighbours;
import org.palimpsest.attack.PublishedAttack;
import org.palimpsest.attack.PublishedMlpAttack;
import org.palimpsest.method.EnD;
import org.palimpsest.method.Method;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.SimpleConvNet;

/**
 * The table of contents: everything a spec may name. Each entry is an instance with default settings; to add a
 * method, an attacker or a network, write its record and add it here.
 */
public final class Catalogue {

  private static final String EXPERIMENTS = "/org/palimpsest/experiments/";

  private final Map<String, Method> methods;
  private final Map<String, Attacker> attackers;
  private final Map<String, NetworkSpec> networks;

  public Catalogue(List<Method> methods, List<Attacker> attackers, List<NetworkSpec> networks) {
    this.methods = byName(methods, Method::name);
    this.attackers = byName(attackers, Attacker::name);
    this.networks = byName(networks, NetworkSpec::name);
  }

  /** What comes with the suite. */
  public static Catalogue standard() {
    return new Catalogue(
        List.of(
            new Vanilla(),
            new EnD()),
        List.of(
            new PublishedAttack(),
            new BalancedAttack(),
            new PublishedMlpAttack(),
            new LinearAttack(),
            new MlpAttack(),
            new NearestNeighbours(),
            new ConditionalAttack(),
            new MdlAttack()),
        List.of(
            SimpleConvNet.PUBLISHED));
  }

  public Map<String, Method> methods() {
    return methods;
  }

  public Map<String, Attacker> attackers() {
    return attackers;
  }

  public Map<String, NetworkSpec> networks() {
    return networks;
  }

  /** What can be listed. */
  public enum Topic {
    METHODS,
    ATTACKERS,
    DATASETS,
    NETWORKS,
    EXPERIMENTS
  }

  /** The names of one kind of entry, and a line on each. */
  public Map<String, String> lines(Topic topic) {
    Map<String, String> lines = new LinkedHashMap<>();
    switch (topic) {
      case METHODS -> methods.forEach((name, method) -> lines.put(name, method.title() + ". " + method.citation()));
      case ATTACKERS -> attackers.forEach((name, attacker) -> lines.put(name, attacker.description()));
      case DATASETS -> lines.putAll(datasets());
      case NETWORKS -> networks.forEach((name, network) -> lines.put(name, network.summary()));
      case EXPERIMENTS -> {
        for (String name : experiments()) {
          lines.put(name, new ExperimentReader(this).read(name + ".yaml", experiment(name), List.of()).title());
        }
      }
    }
    return lines;
  }

  /** What may stand for {@code digits}, and a line on each. */
  public Map<String, String> datasets() {
    return Digits.DESCRIPTIONS;
  }

  /** The experiments on the class path, by name. */
  public List<String> experiments() {
    return List.of("smoke", "quick", "biased-mnist", "paper");
  }

  /** The YAML text of an experiment on the class path. */
  public String experiment(String name) {
    if (!experiments().contains(name)) {
      throw new SpecException("unknown experiment '" + name + "'" + Nearest.hint(name, experiments()));
    }
    try (InputStream text = Catalogue.class.getResourceAsStream(EXPERIMENTS + name + ".yaml")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> Map<String, T> byName(List<T> entries, Function<T, String> name) {
    return Collections.unmodifiableMap(
        entries.stream()
            .collect(
                Collectors.toMap(
                    name,
                    Function.identity(),
                    (a, b) -> {
                      throw new IllegalArgumentException("two entries of the name '" + name.apply(a) + "'");
                    },
                    LinkedHashMap::new)));
  }
}

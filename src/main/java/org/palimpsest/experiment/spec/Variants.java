package org.palimpsest.experiment.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.palimpsest.method.Method;
import org.palimpsest.nn.NetworkSpec;

/** In what records differ from others, in words such as {@code alpha=24.7 pairs=all}, by name. */
public final class Variants {

  private Variants() {}

  /** The settings in which a record differs from another of its kind. */
  public static String of(Object defaults, Object record) {
    return words(differences(defaults, record));
  }

  /** The settings in which an attack, or its source, differs from another, mixes aside. */
  public static String ofAttack(Object defaults, Object attack) {
    Map<String, String> settings = differences(defaults, attack);
    settings.keySet().removeAll(List.of("attackerRho", MixSpelling.KEY));
    return words(settings);
  }

  /**
   * A method's settings and its network's.
   *
   * @param overrides with other settings, each for a correlation
   * @param usual the experiment's network
   */
  public static String ofMethod(
      Method defaults, Method method, Iterable<Method> overrides, NetworkSpec usual, NetworkSpec network) {
    Map<String, String> settings = differences(defaults, method);
    for (Method override : overrides) {
      differences(method, override).keySet().forEach(name -> settings.put(name, "by-rho"));
    }
    if (network.getClass() != usual.getClass()) {
      settings.put("network", network.name());
    } else {
      settings.putAll(differences(usual, network));
    }
    return words(settings);
  }

  private static Map<String, String> differences(Object defaults, Object record) {
    Map<String, String> differences = new TreeMap<>();
    Map<String, Object> usual = RecordBinder.settings(defaults);
    RecordBinder.settings(record)
        .forEach(
            (name, value) -> {
              if (!value.equals(usual.get(name))) {
                differences.put(name, word(value));
              }
            });
    return differences;
  }

  private static String words(Map<String, String> settings) {
    return settings.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(" "));
  }

  private static String word(Object value) {
    if (value instanceof OptionalInt maybe) {
      return maybe.isPresent() ? Integer.toString(maybe.getAsInt()) : "all";
    }
    if (value instanceof Optional<?> maybe) {
      return maybe.map(Variants::word).orElse("none");
    }
    String text = value instanceof Enum<?> constant ? RecordBinder.spelling(constant) : value.toString();
    return text.replace(" ", "");
  }
}

package org.palimpsest.experiment;

import java.util.List;
import java.util.Map;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.method.Method;
import org.palimpsest.nn.NetworkSpec;

/**
 * One line of an experiment's comparison: a method on a network.
 *
 * @param method with its usual settings
 * @param network the network it trains
 * @param rho the correlations at which it runs
 * @param at its settings where they differ from the usual ones, by rho
 * @param drawn values of record components that differ by the encoder's number, from number 1 on; number 0 has the
 *     settings given; empty outside sweeps
 * @param variant what tells it from the same method with default settings on the experiment's network, such as
 *     {@code alpha=24.7 bottleneck=tanh-unit}; empty if nothing does
 */
public record MethodChoice(
    Method method,
    NetworkSpec network,
    List<Double> rho,
    Map<Double, Method> at,
    List<Map<String, Double>> drawn,
    String variant) {

  public MethodChoice {
    rho = List.copyOf(rho);
    at = Map.copyOf(at);
    drawn = List.copyOf(drawn);
  }

  /** A choice whose settings do not depend on the encoder's number. */
  public MethodChoice(
      Method method, NetworkSpec network, List<Double> rho, Map<Double, Method> at, String variant) {
    this(method, network, rho, at, List.of(), variant);
  }

  /** The method with the settings it is given at one correlation. */
  public Method methodAt(double rho) {
    return at.getOrDefault(rho, method);
  }

  /** The method with the settings it has at one correlation, for one encoder. */
  public Method methodAt(double rho, int number) {
    Method given = methodAt(rho);
    return number == 0 || drawn.isEmpty() ? given : RecordBinder.with(given, drawn.get(number - 1));
  }

  /** Name and variant in one. */
  public String label() {
    return variant.isEmpty() ? method.name() : method.name() + " (" + variant + ")";
  }
}

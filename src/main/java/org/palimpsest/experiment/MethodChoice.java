package org.palimpsest.experiment;

import java.util.List;
import java.util.Map;
import org.palimpsest.method.Method;
import org.palimpsest.nn.NetworkSpec;

/**
 * One line of an experiment's comparison: a method on a network.
 *
 * @param method with its usual settings
 * @param network the network it trains
 * @param rho the correlations at which it runs
 * @param at its settings where they differ from the usual ones, by rho
 * @param variant what tells it from the same method with default settings on the experiment's network, such as
 *     {@code alpha=24.7 bottleneck=tanh-unit}; empty if nothing does
 */
public record MethodChoice(
    Method method, NetworkSpec network, List<Double> rho, Map<Double, Method> at, String variant) {

  public MethodChoice {
    rho = List.copyOf(rho);
    at = Map.copyOf(at);
  }

  /** The method with the settings it has at one correlation. */
  public Method methodAt(double rho) {
    return at.getOrDefault(rho, method);
  }

  /** Name and variant in one. */
  public String label() {
    return variant.isEmpty() ? method.name() : method.name() + " (" + variant + ")";
  }
}

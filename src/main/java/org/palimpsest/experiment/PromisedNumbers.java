package org.palimpsest.experiment;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import org.palimpsest.privacy.DpStatement;
import org.palimpsest.privacy.accounting.SubsampledGaussian;

/**
 * The metrics of a promise: {@code delta}; {@code epsilon_pld}, an upper bound, and {@code epsilon_pld_error}, how far
 * it can lie above the exact value; {@code epsilon_rdp}, an upper bound, {@code rdp_order} where it was found, and
 * {@code rdp_order_at_edge}, 1 if that is the first or last order of the grid; {@code epsilon_gdp}, no bound;
 * {@code epsilon_unamplified}; {@code steps}, and the largest {@code sampling_rate} and least {@code noise_multiplier}
 * that were accounted. What there is not, such as an order without noise, is left out.
 */
final class PromisedNumbers {

  private PromisedNumbers() {}

  static SortedMap<String, Double> of(DpStatement promise) {
    SortedMap<String, Double> values = new TreeMap<>();
    values.put("delta", promise.delta());
    values.put("epsilon_pld", promise.pld().epsilon());
    values.put("epsilon_pld_error", promise.pld().error());
    values.put("epsilon_rdp", promise.rdp().epsilon());
    values.put("rdp_order", promise.rdp().order());
    values.put("rdp_order_at_edge", promise.rdp().atEdge() ? 1.0 : 0.0);
    values.put("epsilon_gdp", promise.gdp());
    values.put("epsilon_unamplified", promise.unamplified());
    values.put("steps", (double) promise.steps());
    values.put("sampling_rate", worst(promise, SubsampledGaussian::samplingRate, Math::max));
    values.put("noise_multiplier", worst(promise, SubsampledGaussian::noiseMultiplier, Math::min));
    values.values().removeIf(value -> value.isNaN());
    return values;
  }

  private static double worst(
      DpStatement promise, ToDoubleFunction<SubsampledGaussian> value, DoubleBinaryOperator worse) {
    return promise.events().stream().mapToDouble(value).reduce(worse).orElse(Double.NaN);
  }
}

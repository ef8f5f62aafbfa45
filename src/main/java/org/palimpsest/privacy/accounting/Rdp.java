package org.palimpsest.privacy.accounting;

import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Rényi accounting: divergences of steps add up order by order, and the best order is converted. An upper bound.
 *
 * @param orders each above 1, ascending
 * @param series how fractional orders are summed
 * @param conversion from the divergence to epsilon
 */
public record Rdp(List<Double> orders, FractionalSeries series, Conversion conversion) implements Accountant {

  public Rdp {
    orders = List.copyOf(orders);
    if (orders.isEmpty() || !(orders.get(0) > 1) || !orders.stream().sorted().distinct().toList().equals(orders)) {
      throw new IllegalArgumentException("orders: expected above 1 and ascending, was " + orders);
    }
  }

  /** Signed series at 1.1, 1.2, ..., 10.9 and 12, ..., 63: the orders of Opacus. */
  public static Rdp standard() {
    return new Rdp(orders(12, 63), FractionalSeries.SIGNED, Conversion.IMPROVED);
  }

  /** Signed series at 1.1, ..., 10.9, 11, ..., 63, 128, 256, 512, 1024: for little sampling and much noise. */
  public static Rdp wide() {
    return new Rdp(orders(11, 63, 128, 256, 512, 1024), FractionalSeries.SIGNED, Conversion.IMPROVED);
  }

  /** The orders of {@link #wide} with the unsigned series, as in Google's dp_accounting. */
  public static Rdp wideUnsigned() {
    return new Rdp(wide().orders, FractionalSeries.UNSIGNED, Conversion.IMPROVED);
  }

  /** This with another conversion. */
  public Rdp with(Conversion other) {
    return new Rdp(orders, series, other);
  }

  @Override
  public String name() {
    return "rdp";
  }

  @Override
  public double epsilon(List<SubsampledGaussian> events, double delta) {
    return bound(events, delta).epsilon();
  }

  /** The epsilon at {@code delta} in (0, 1), with the order that gave it. */
  public RdpBound bound(List<SubsampledGaussian> events, double delta) {
    Accountant.requireDelta(delta);
    List<SubsampledGaussian> costing = SubsampledGaussian.costing(events);
    if (costing.isEmpty()) {
      return new RdpBound(0, Double.NaN, false);
    }
    if (costing.stream().anyMatch(SubsampledGaussian::isUnprotected)) {
      return new RdpBound(Double.POSITIVE_INFINITY, Double.NaN, false);
    }
    return orders.stream()
        .map(order -> at(costing, order, delta))
        .min(Comparator.comparingDouble(RdpBound::epsilon))
        .orElseThrow();
  }

  private RdpBound at(List<SubsampledGaussian> costing, double order, double delta) {
    double epsilon = conversion.epsilon(divergence(costing, order), order, delta);
    boolean edge = order == orders.get(0) || order == orders.get(orders.size() - 1);
    return new RdpBound(Math.max(0, epsilon), order, edge);
  }

  /** The delta at {@code epsilon}, at least 0. */
  public double delta(List<SubsampledGaussian> events, double epsilon) {
    Accountant.requireEpsilon(epsilon);
    List<SubsampledGaussian> costing = SubsampledGaussian.costing(events);
    if (costing.isEmpty()) {
      return 0;
    }
    if (costing.stream().anyMatch(SubsampledGaussian::isUnprotected)) {
      return 1;
    }
    double logDelta =
        orders.stream()
            .mapToDouble(order -> conversion.logDelta(divergence(costing, order), order, epsilon))
            .min()
            .orElseThrow();
    return Math.exp(Math.min(0, logDelta));
  }

  /** The Rényi divergence of order {@code order} above 1 of the whole composition. */
  public double divergence(List<SubsampledGaussian> events, double order) {
    return events.stream().mapToDouble(event -> divergence(event, order)).sum();
  }

  private double divergence(SubsampledGaussian event, double order) {
    double sigma = event.noiseMultiplier();
    if (event.isFree()) {
      return 0;
    } else if (sigma == 0) {
      return Double.POSITIVE_INFINITY;
    } else if (event.samplingRate() == 1) {
      return event.steps() * order / (2 * sigma * sigma);
    }
    return event.steps() * GaussianMoment.log(event.samplingRate(), sigma, order, series) / (order - 1);
  }

  private static List<Double> orders(int from, int to, int... more) {
    return DoubleStream.concat(
            IntStream.rangeClosed(1, 99).mapToDouble(x -> 1 + x / 10.0),
            IntStream.concat(IntStream.rangeClosed(from, to), IntStream.of(more)).asDoubleStream())
        .boxed()
        .toList();
  }
}

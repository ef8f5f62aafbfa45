package org.palimpsest.privacy.accounting;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.palimpsest.privacy.accounting.GaussianMoment.FractionalSeries;

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

  /** Signed series at 1.1, ..., 10.9, 11, ..., 63 and on in steps of 1 % to 65536: what Palimpsest accounts with. */
  public Rdp() {
    this(Orders.dense(), FractionalSeries.SIGNED, Conversion.IMPROVED);
  }

  /** Signed series at 1.1, 1.2, ..., 10.9 and 12, ..., 63: the orders of Opacus; loose for small epsilons. */
  public static Rdp standard() {
    return new Rdp(Orders.standard(), FractionalSeries.SIGNED, Conversion.IMPROVED);
  }

  /** Signed series at 1.1, ..., 10.9, 11, ..., 63, 128, 256, 512, 1024: the orders of Google's dp_accounting. */
  public static Rdp wide() {
    return new Rdp(Orders.wide(), FractionalSeries.SIGNED, Conversion.IMPROVED);
  }

  /** The orders of {@link #wide} with the unsigned series, as in Google's dp_accounting. */
  public static Rdp wideUnsigned() {
    return new Rdp(Orders.wide(), FractionalSeries.UNSIGNED, Conversion.IMPROVED);
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
    Exposure exposure = Exposure.of(events);
    if (exposure != Exposure.NOISY) {
      return new RdpBound(exposure.epsilon(), Double.NaN, RdpBound.Place.INSIDE);
    }
    List<SubsampledGaussian> costing = SubsampledGaussian.costing(events);
    Found best = least(order -> conversion.epsilon(divergence(costing, order), order, delta));
    Accountant.requireFound(Math.max(0, best.value), this, events, delta);
    return new RdpBound(Math.max(0, best.value), orders.get(best.index), place(best.index));
  }

  private RdpBound.Place place(int index) {
    if (index == 0) {
      return RdpBound.Place.FIRST;
    }
    return index == orders.size() - 1 ? RdpBound.Place.LAST : RdpBound.Place.INSIDE;
  }

  /** The delta at {@code epsilon}, at least 0. */
  public double delta(List<SubsampledGaussian> events, double epsilon) {
    Accountant.requireEpsilon(epsilon);
    Exposure exposure = Exposure.of(events);
    if (exposure != Exposure.NOISY) {
      return exposure.delta();
    }
    List<SubsampledGaussian> costing = SubsampledGaussian.costing(events);
    Found best = least(order -> conversion.logDelta(divergence(costing, order), order, epsilon));
    return Math.exp(Math.min(0, best.value));
  }

  private record Found(int index, double value) {}

  /**
   * The least value over the grid. Every order below {@link Orders#HIGH} is tried. The others are bisected: (alpha - 1)
   * times the divergence is convex in alpha, and so is what the conversion adds to it, so that epsilon, their quotient
   * by alpha - 1, and ln delta fall and then rise.
   */
  private Found least(DoubleUnaryOperator value) {
    Found best = new Found(-1, Double.POSITIVE_INFINITY);
    int low = 0;
    for (; low < orders.size() && orders.get(low) < Orders.HIGH; low++) {
      best = better(best, low, value);
    }
    int high = orders.size() - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (value.applyAsDouble(orders.get(middle)) <= value.applyAsDouble(orders.get(middle + 1))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low == high ? better(best, low, value) : best;
  }

  private Found better(Found best, int index, DoubleUnaryOperator value) {
    double candidate = value.applyAsDouble(orders.get(index));
    return best.index < 0 || candidate < best.value ? new Found(index, candidate) : best;
  }

  /** The Rényi divergence of order {@code order} above 1 of the whole composition. */
  public double divergence(List<SubsampledGaussian> events, double order) {
    return events.stream().mapToDouble(event -> divergence(event, order)).sum();
  }

  private double divergence(SubsampledGaussian event, double order) {
    double sigma = event.noiseMultiplier();
    if (event.costsNothing()) {
      return 0;
    } else if (sigma == 0) {
      return Double.POSITIVE_INFINITY;
    } else if (event.samplingRate() == 1) {
      return event.steps() * order / (2 * sigma * sigma);
    }
    return event.steps() * GaussianMoment.log(event.samplingRate(), sigma, order, series) / (order - 1);
  }

  /**
   * What an RDP accountant found.
   *
   * @param epsilon at least 0, infinite without noise
   * @param order the order it was found at; NaN where there was nothing to optimise
   * @param place where that order stands among those tried
   */
  public record RdpBound(double epsilon, double order, Place place) {

    /** Where the best order stands among those tried. */
    public enum Place {
      /** Between two that give more, or nowhere as there was nothing to optimise. */
      INSIDE,
      /** A lower one might give less. */
      FIRST,
      /** A higher one might give less. */
      LAST
    }

    /** Whether other orders would have given less. */
    public boolean atEdge() {
      return place != Place.INSIDE;
    }

    /** What kind of number the epsilon is, in words. */
    public String quality() {
      if (epsilon == Double.POSITIVE_INFINITY) {
        return "no noise, no bound";
      }
      return Double.isNaN(order) ? "exact" : "upper bound, order " + order + remark();
    }

    /** A remark on the edge, to stand behind the order; empty if it is not at one. */
    public String remark() {
      return switch (place) {
        case INSIDE -> "";
        case FIRST -> " (the first of its grid: loose)";
        case LAST -> " (the last of its grid: loose)";
      };
    }
  }

  /** Grids of Rényi orders. */
  static final class Orders {

    /** From here on, grids are searched rather than tried order by order. */
    static final double HIGH = 64;

    private static final double RATIO = 1.01;
    private static final int MOST = 1 << 16;

    private Orders() {}

    /** 1.1, 1.2, ..., 10.9 and 12, ..., 63. */
    static List<Double> standard() {
      return from(12, IntStream.empty());
    }

    /** 1.1, ..., 10.9, 11, ..., 63, 128, 256, 512, 1024. */
    static List<Double> wide() {
      return from(11, IntStream.of(128, 256, 512, 1024));
    }

    /** 1.1, ..., 10.9, 11, ..., 128 and on to 65536, each 1 or 1 % above the one before, the powers of two among them. */
    static List<Double> dense() {
      IntStream high =
          IntStream.iterate(64, order -> order <= MOST, order -> Math.max(order + 1, (int) (RATIO * order)));
      IntStream powers = IntStream.iterate(64, order -> order <= MOST, order -> 2 * order);
      return from(11, IntStream.concat(high, powers).sorted().distinct());
    }

    private static List<Double> from(int whole, IntStream high) {
      return DoubleStream.concat(
              IntStream.rangeClosed(1, 99).mapToDouble(x -> 1 + x / 10.0),
              IntStream.concat(IntStream.rangeClosed(whole, 63), high).asDoubleStream())
          .boxed()
          .toList();
    }
  }
}

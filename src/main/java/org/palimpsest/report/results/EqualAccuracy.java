package org.palimpsest.report.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun.RecordedFrontier;
import org.palimpsest.metric.Frontier;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.TwoLevel;
import org.palimpsest.random.Seed;

/**
 * How much a method leaks beyond plain training of the same target accuracy. A network's leak is the most bits that any
 * attacker reads from it, of the attackers that were asked of every network. The frontier goes through the means over
 * seeds of plain training under each of its conditions ({@link Frontier}); the distance is the method's mean leak minus
 * the frontier's at the method's mean target accuracy.
 *
 * <p>Its uncertainty is that of {@link TwoLevel}: every target accuracy and every leak is drawn, all paired by seed, a
 * frontier put through each draw, and the method's drawn leak compared with it at the method's drawn accuracy. So a
 * seed that moves a network along the frontier moves it nowhere, and where plain networks of one accuracy leak
 * differently, as at the upper end, the interval is as wide as they are apart. Of the errors over test images
 * {@link Difference#COMMON} of the variance is taken to be common to all networks.
 *
 * <p>A network of the frontier is compared with the frontier through the other conditions.
 */
public final class EqualAccuracy {

  /** Draws of {@link TwoLevel} unless said otherwise: no p-value is smaller than one over their number. */
  public static final int DRAWS = 4000;

  private final Results results;
  private final int draws;
  private final List<AttackKey> attacks;
  private final List<Network> frontier;

  /** A method's networks: target accuracy and leak by seed, and their standard errors over test images. */
  private record Network(
      Case at, SortedMap<Integer, Double> target, SortedMap<Integer, Double> leak, double targetError,
      double leakError) {}

  /**
   * A leak less that of the frontier at the same target accuracy, in bits.
   *
   * @param draws of it; empty where it cannot be told
   * @param because why it cannot be told; empty otherwise
   */
  public record Distance(double mean, Interval interval, double[] draws, int seeds, String because) {

    private static Distance unknown(String because) {
      return new Distance(Double.NaN, new Interval(0, 0), new double[0], 0, because);
    }

    public boolean known() {
      return because.isEmpty();
    }
  }

  /**
   * The curve for a figure.
   *
   * @param targets ascending
   * @param low lower ends of 95 % intervals, each for itself
   */
  public record Band(double[] targets, double[] leaks, double[] low, double[] high) {}

  private EqualAccuracy(Results results, RecordedFrontier plain, List<Case> beside, int draws) {
    this.results = results;
    this.draws = draws;
    Ladder ladder = new Ladder(results);
    List<Case> points =
        plain.conditions().stream().map(condition -> new Case(plain.arm(), condition)).toList();
    List<Case> all = Stream.concat(points.stream(), beside.stream()).toList();
    this.attacks =
        Stream.concat(ladder.linear().stream(), ladder.nonLinear().stream())
            .filter(attack -> all.stream().allMatch(at -> measured(at, attack)))
            .toList();
    this.frontier =
        points.stream().filter(at -> !beside.contains(at)).flatMap(at -> network(at).stream()).toList();
  }

  /** The distance of a case; empty where the experiment has no frontier. */
  public static Optional<Distance> of(Results results, Case at, int draws) {
    return results.frontier().map(plain -> new EqualAccuracy(results, plain, List.of(at), draws).distance(at));
  }

  /** The frontier with its band; empty where there is none, or nothing of it was measured. */
  public static Optional<Band> band(Results results) {
    return results.frontier().flatMap(plain -> new EqualAccuracy(results, plain, List.of(), DRAWS).band());
  }

  /** What a network leaks, for a figure: mean target accuracy and leak with their intervals, in this order. */
  public static Optional<double[][]> place(Results results, Case at) {
    return results
        .frontier()
        .flatMap(
            plain -> {
              EqualAccuracy all = new EqualAccuracy(results, plain, List.of(at), DRAWS);
              return all.network(at).map(network -> all.place(network));
            });
  }

  /** Attackers of which the leak is the largest. */
  public static List<AttackKey> attackers(Results results) {
    return results.frontier().map(plain -> new EqualAccuracy(results, plain, List.of(), 1).attacks).orElse(List.of());
  }

  private boolean measured(Case at, AttackKey attack) {
    return !results.bySeed(results.headline(at, attack, Metrics.INFORMATION)).isEmpty();
  }

  private Optional<Network> network(Case at) {
    SortedMap<Integer, Double> target = results.bySeed(results.target(at));
    SortedMap<Integer, Double> leak = new TreeMap<>();
    double largest = 0;
    for (AttackKey attack : attacks) {
      results.bySeed(results.headline(at, attack, Metrics.INFORMATION)).forEach((seed, bits) -> leak.merge(seed, bits, Math::max));
      largest = Math.max(largest, error(results.imageErrors(results.headline(at, attack, Metrics.INFORMATION))));
    }
    target.keySet().retainAll(leak.keySet());
    leak.keySet().retainAll(target.keySet());
    return target.isEmpty()
        ? Optional.empty()
        : Optional.of(new Network(at, target, leak, error(results.imageErrors(results.target(at))), largest));
  }

  private static double error(SortedMap<Integer, Double> errors) {
    return Math.sqrt(errors.values().stream().mapToDouble(error -> error * error).average().orElse(0));
  }

  private Distance distance(Case at) {
    Optional<Network> network = network(at);
    if (attacks.isEmpty() || frontier.size() < 2 || network.isEmpty()) {
      return Distance.unknown("the frontier was not measured");
    }
    List<Network> all = Stream.concat(frontier.stream(), network.stream()).toList();
    List<Integer> seeds = shared(all);
    if (seeds.isEmpty()) {
      return Distance.unknown("it shares no seed with the frontier");
    }
    TwoLevel drawn = draw(all, seeds, "distance", at.arm().method(), at.arm().variant(), at.condition().text());
    int own = frontier.size();
    double[] targets = drawn.draws(own);
    List<Frontier> curves = curves(drawn);
    double[] below = new double[draws];
    double[] above = new double[draws];
    double[] beyond = new double[draws];
    for (int d = 0; d < draws; d++) {
      below[d] = curves.get(d).lowest() - targets[d];
      above[d] = targets[d] - curves.get(d).highest();
      beyond[d] = drawn.draws(own + all.size())[d] - curves.get(d).at(targets[d]);
    }
    boolean clearlyBelow = TwoLevel.interval(below, Measurement.LEVEL).low() > 0;
    if (clearlyBelow || TwoLevel.interval(above, Measurement.LEVEL).low() > 0) {
      return Distance.unknown(
          "its target accuracy is clearly " + (clearlyBelow ? "below" : "above")
              + " that of every network of the frontier");
    }
    double mean = drawn.mean(own + all.size()) - means(drawn).at(drawn.mean(own));
    return new Distance(mean, TwoLevel.interval(beyond, Measurement.LEVEL), beyond, seeds.size(), "");
  }

  private Optional<Band> band() {
    List<Integer> seeds = shared(frontier);
    if (attacks.isEmpty() || frontier.size() < 2 || seeds.isEmpty()) {
      return Optional.empty();
    }
    TwoLevel drawn = draw(frontier, seeds, "band");
    Frontier middle = means(drawn);
    List<Frontier> curves = curves(drawn);
    int steps = 240;
    Band band = new Band(new double[steps + 1], new double[steps + 1], new double[steps + 1], new double[steps + 1]);
    for (int i = 0; i <= steps; i++) {
      double target = middle.lowest() + (middle.highest() - middle.lowest()) * i / steps;
      double[] leaks = curves.stream().mapToDouble(curve -> curve.at(target)).toArray();
      Interval interval = TwoLevel.interval(leaks, Measurement.LEVEL);
      band.targets()[i] = target;
      band.leaks()[i] = middle.at(target);
      band.low()[i] = interval.low();
      band.high()[i] = interval.high();
    }
    return Optional.of(band);
  }

  private double[][] place(Network network) {
    TwoLevel drawn = draw(List.of(network), List.copyOf(network.target().keySet()), "place", network.at().toString());
    Interval target = drawn.interval(0, Measurement.LEVEL);
    Interval leak = drawn.interval(1, Measurement.LEVEL);
    return new double[][] {
      {drawn.mean(0), target.low(), target.high()}, {drawn.mean(1), leak.low(), leak.high()}
    };
  }

  private static List<Integer> shared(List<Network> networks) {
    return networks.isEmpty()
        ? List.of()
        : networks.get(0).target().keySet().stream()
            .filter(seed -> networks.stream().allMatch(network -> network.target().containsKey(seed)))
            .toList();
  }

  /** Target accuracies of all networks, then their leaks. */
  private TwoLevel draw(List<Network> networks, List<Integer> seeds, String... stream) {
    List<double[]> values = new ArrayList<>();
    List<Double> errors = new ArrayList<>();
    networks.forEach(one -> values.add(values(one.target(), seeds)));
    networks.forEach(one -> values.add(values(one.leak(), seeds)));
    networks.forEach(one -> errors.add(one.targetError()));
    networks.forEach(one -> errors.add(one.leakError()));
    int[] kinds = IntStream.range(0, values.size()).map(i -> i < networks.size() ? 0 : 1).toArray();
    return TwoLevel.of(
        values.toArray(double[][]::new), errors.stream().mapToDouble(Double::doubleValue).toArray(), kinds, Difference.COMMON,
        draws, new Seed(0).derive(stream));
  }

  private static double[] values(SortedMap<Integer, Double> bySeed, List<Integer> seeds) {
    return seeds.stream().mapToDouble(bySeed::get).toArray();
  }

  private List<Frontier> curves(TwoLevel drawn) {
    return IntStream.range(0, draws).mapToObj(d -> curve(i -> drawn.draws(i)[d], drawn.quantities() / 2)).toList();
  }

  private Frontier means(TwoLevel drawn) {
    return curve(drawn::mean, drawn.quantities() / 2);
  }

  private Frontier curve(IntToDoubleFunction value, int networks) {
    double[] targets = new double[frontier.size()];
    double[] leaks = new double[frontier.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = value.applyAsDouble(i);
      leaks[i] = value.applyAsDouble(networks + i);
    }
    return Frontier.through(targets, leaks);
  }
}

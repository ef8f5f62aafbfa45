package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.fair.EpsilonNeeded;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.random.Seed;
import org.palimpsest.report.ClaimsTable.Rule;
import org.palimpsest.report.DerivedClaims.Claim;
import org.palimpsest.report.DerivedClaims.Found;
import org.palimpsest.report.figure.EpsilonFigures;
import org.palimpsest.report.results.GroupResults;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;

/**
 * The least epsilon at which nine tenths of the test images are read, by the number of training images, and what is
 * claimed of it.
 */
final class NeededEpsilonTables {

  private static final double WANTED = .9;
  private static final String IMAGES = "images=";
  private static final AxisLabel FEW = new AxisLabel(IMAGES + "7500.0");
  private static final AxisLabel MANY = new AxisLabel(IMAGES + "60000.0");
  private static final int CLAIMS = 2;
  private static final Seed SEED = new Seed(0).derive("epsilon needed");

  /** PAIR's axis is one of clipping norms at a fixed rate; the other is of calibrated noise. */
  private static final List<Boolean> CALIBRATED = List.of(true, false);

  private NeededEpsilonTables() {}

  /**
   * The accuracies of one condition's private networks.
   *
   * @param epsilons (L), ascending
   * @param accuracies (L, M), by seed
   */
  private record Curve(double[] epsilons, List<double[]> accuracies) {

    Optional<EpsilonNeeded> needed() {
      return needed(accuracies.stream().map(runs -> IntStream.range(0, runs.length).toArray()).toArray(int[][]::new));
    }

    Optional<EpsilonNeeded> needed(int[][] drawn) {
      double[] means = new double[drawn.length];
      for (int level = 0; level < means.length; level++) {
        double[] runs = accuracies.get(level);
        means[level] = Arrays.stream(drawn[level]).mapToDouble(run -> runs[run]).average().orElseThrow();
      }
      return EpsilonNeeded.of(epsilons, means, WANTED);
    }

    /** NaN where the grid does not say. */
    double log(int[][] drawn) {
      return needed(drawn).filter(one -> !one.atMost()).map(one -> Math.log(one.epsilon())).orElse(Double.NaN);
    }

    int[] runs() {
      return accuracies.stream().mapToInt(level -> level.length).toArray();
    }
  }

  /** None where the number of training images does not differ. */
  static List<Table> of(Results results, GroupResults groups) {
    boolean sizes = results.grid().conditions().stream().filter(c -> c.text().startsWith(IMAGES)).count() > 1;
    return sizes ? List.of(needed(results, groups), claims(results, groups)) : List.of();
  }

  private static Optional<Curve> curve(GroupResults groups, AxisLabel condition, boolean calibrated) {
    List<Case> cases =
        groups.privateCases().stream()
            .filter(at -> at.condition().equals(condition) && EpsilonFigures.calibrated(at) == calibrated)
            .filter(at -> groups.results().estimate(groups.results().target(at)).isPresent())
            .sorted(Comparator.comparingDouble(at -> groups.epsilon(at).orElseThrow()))
            .toList();
    return cases.size() < 2
        ? Optional.empty()
        : Optional.of(
            new Curve(
                cases.stream().mapToDouble(at -> groups.epsilon(at).orElseThrow()).toArray(),
                cases.stream()
                    .map(at -> groups.results().bySeed(groups.results().target(at)).values().stream()
                        .mapToDouble(Double::doubleValue).toArray())
                    .toList()));
  }

  private static String words(boolean calibrated) {
    return calibrated ? "for a wanted \u03b5" : "given, as published";
  }

  private static Table needed(Results results, GroupResults groups) {
    List<List<TableEntry>> rows = new ArrayList<>();
    for (boolean calibrated : CALIBRATED) {
      for (AxisLabel condition : results.grid().conditions()) {
        Optional<Curve> curve = curve(groups, condition, calibrated);
        if (curve.isPresent()) {
          rows.add(
              new Row(results)
                  .words(words(calibrated))
                  .label(condition)
                  .words(curve.get().needed().map(NeededEpsilonTables::printed).orElse("not reached"))
                  .words(interval(curve.get(), condition).map(NeededEpsilonTables::printed).orElse(""))
                  .words(Integer.toString(Arrays.stream(curve.get().runs()).min().orElseThrow()))
                  .done());
        }
      }
    }
    return Table.of(
        "needed-epsilon",
        "The epsilon that nine tenths cost",
        "The least \u03b5 at which 90 % of the test images are read: between the \u03b5 of the grid by the logarithm; \u2264"
            + " where the least of the grid suffices. 95 % intervals by drawing seeds anew at every \u03b5, none where one"
            + " draw in ten leaves the grid. \u03b5 of one number of images and of another are of different privacy for the"
            + " same \u03b4",
        results,
        List.of(
            Column.words("Noise", "noise"),
            Tables.condition(results),
            Column.words("\u03b5 for 90 %", "epsilon_90"),
            Column.words("95 % interval", "interval"),
            Column.words("Seeds", "seeds")),
        rows);
  }

  private static Optional<Interval> interval(Curve curve, AxisLabel condition) {
    return EpsilonNeeded.bootstrap(curve.runs(), curve::log, Measurement.LEVEL, SEED.derive(condition.text()));
  }

  private static String printed(EpsilonNeeded needed) {
    return (needed.atMost() ? "\u2264 " : "") + Text.decimal(needed.epsilon(), 3);
  }

  private static String printed(Interval logs) {
    return "[" + Text.decimal(Math.exp(logs.low()), 3) + ", " + Text.decimal(Math.exp(logs.high()), 3) + "]";
  }

  private static Table claims(Results results, GroupResults groups) {
    List<Found> found = new ArrayList<>();
    for (boolean calibrated : CALIBRATED) {
      Claim claim =
          new Claim(
              calibrated ? "P5" : "P5a", "60,000 images reach 90 % at half the epsilon that 7,500 need, or less"
                  + (calibrated ? "" : ": noise and rate as published"), "PAIR 2021",
              "log of the epsilon for 7,500 images less that for 60,000", Rule.parse("L > 0.693"), Rule.parse("U < 0.693"));
      Optional<Curve> few = curve(groups, FEW, calibrated);
      Optional<Curve> many = curve(groups, MANY, calibrated);
      found.add(
          few.isPresent() && many.isPresent()
              ? found(claim, few.get(), many.get())
              : new Found(claim, Optional.empty(), Optional.empty(), 0));
    }
    return DerivedClaims.table(
        "needed-epsilon-claims", "What is claimed of more data",
        "at " + (1 - .05 / CLAIMS) + ", by drawing seeds anew", results, found);
  }

  private static Found found(Claim claim, Curve few, Curve many) {
    int[] runs = IntStream.concat(Arrays.stream(few.runs()), Arrays.stream(many.runs())).toArray();
    int levels = few.runs().length;
    EpsilonNeeded.Reading reading =
        drawn ->
            few.log(Arrays.copyOf(drawn, levels)) - many.log(Arrays.copyOfRange(drawn, levels, drawn.length));
    double value =
        reading.of(Arrays.stream(runs).mapToObj(n -> IntStream.range(0, n).toArray()).toArray(int[][]::new));
    return new Found(
        claim,
        Double.isNaN(value) ? Optional.empty() : Optional.of(value),
        EpsilonNeeded.bootstrap(runs, reading, 1 - .05 / CLAIMS, SEED.derive(claim.id())),
        Arrays.stream(runs).min().orElseThrow());
  }
}

package org.palimpsest.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.figure.EpsilonCurves.Curve;
import org.palimpsest.report.figure.EpsilonCurves.Plot;
import org.palimpsest.report.figure.EpsilonCurves.Point;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.GroupResults;
import org.palimpsest.report.results.GroupResults.Part;
import org.palimpsest.report.results.PublishedGroups.Network;
import org.palimpsest.report.results.PublishedGroups;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** Accuracies of private networks against epsilon, one curve for each condition: of a minority beside published ones, and of all. */
public final class EpsilonFigures {

  /** Fewer epsilons make no curve. */
  private static final int FEWEST = 2;

  /** A larger epsilon that somebody reports is not drawn: it says nothing of privacy. */
  private static final double LARGEST = 100;

  private EpsilonFigures() {}

  /** The accuracy of each minority, with those that papers print of the same conditions. */
  public static List<Figure> minorities(GroupResults groups, PublishedGroups published, String suffix) {
    List<Figure> figures = new ArrayList<>();
    for (String group : groups.minorities()) {
      List<Curve> ours = curves(groups, groups.privateCases(), at -> groups.accuracy(at, group));
      if (!ours.isEmpty()) {
        List<Plot> panels = new ArrayList<>(List.of(new Plot("", ours)));
        List<Curve> theirs = theirs(groups, published);
        if (!theirs.isEmpty()) {
          panels.set(0, new Plot("ours: " + group, ours));
          panels.add(new Plot("published", theirs));
        }
        figures.add(
            EpsilonCurves.figure(
                new EpsilonCurves.Words(
                    "fairness-epsilon-" + Text.slug(group) + suffix,
                    "Accuracy on " + group + " images against epsilon",
                    "Private networks alone, with an epsilon of 100 at most. Published values are of other networks, and where their epsilons come of a fixed"
                        + " learning rate and a scaled clipping norm, their axis is one of learning rates, too.",
                    groups.results().about(),
                    "accuracy on " + group + " images (%)"),
                panels));
      }
    }
    return figures;
  }

  /** The accuracy on all images by the number of training images; empty where that does not differ. */
  public static Optional<Figure> bySize(GroupResults groups, String suffix) {
    boolean sizes =
        groups.results().grid().conditions().stream().filter(c -> c.axis().equals("images")).count() >= FEWEST;
    List<Plot> panels =
        Stream.of(true, false)
            .map(
                calibrated ->
                    new Plot(
                        calibrated ? "noise for a wanted epsilon" : "given noise, as published",
                        curves(
                            groups,
                            groups.privateCases().stream().filter(at -> calibrated(at) == calibrated).toList(),
                            at -> groups.results().estimate(groups.results().target(at)))))
            .filter(panel -> !panel.curves().isEmpty())
            .toList();
    return sizes && !panels.isEmpty()
        ? Optional.of(
            EpsilonCurves.figure(
                new EpsilonCurves.Words(
                    "privacy-images" + suffix,
                    "Accuracy against epsilon, by the number of training images",
                    "More images make the same epsilon cheaper: at a fixed number of epochs the noise of an image's share is"
                        + " inverse to their number.",
                    groups.results().about(),
                    "accuracy (%)"),
                panels))
        : Optional.empty();
  }

  /** Whether a network's noise was made for an epsilon, not given. */
  public static boolean calibrated(Case at) {
    return at.arm().settings().stream().noneMatch(setting -> setting.startsWith("noiseMultiplier="));
  }

  private static List<Curve> curves(
      GroupResults groups, List<Case> cases, Function<Case, Optional<Estimate>> accuracy) {
    List<Curve> curves = new ArrayList<>();
    for (AxisLabel condition : groups.results().grid().conditions()) {
      List<Point> points =
          cases.stream()
              .filter(at -> at.condition().equals(condition) && groups.part(at) == Part.PRIVATE && accuracy.apply(at).isPresent())
              .filter(EpsilonFigures::isUsual)
              .map(at -> point(groups.epsilon(at).orElseThrow(), accuracy.apply(at).orElseThrow()))
              .sorted(Comparator.comparingDouble(Point::epsilon))
              .toList();
      if (points.size() >= FEWEST) {
        curves.add(new Curve(Words.condition(condition), false, points));
      }
    }
    return curves;
  }

  /** Without what is said to help, from drawn parameters, all layers trained. */
  private static boolean isUsual(Case at) {
    return at.arm().settings().stream()
        .noneMatch(setting -> setting.matches("(minorityWeight|adaptive|start|trainedLayers)=.*"));
  }

  private static Point point(double epsilon, Estimate accuracy) {
    return accuracy.interval().isPresent()
        ? new Point(epsilon, accuracy.mean(), accuracy.low(), accuracy.high())
        : Point.of(epsilon, accuracy.mean());
  }

  private static List<Curve> theirs(GroupResults groups, PublishedGroups published) {
    Map<String, List<Network>> byCondition = new TreeMap<>();
    published.networks(groups.results().grid().conditions()).stream()
        .filter(network -> network.epsilon().orElse(Double.NaN) <= LARGEST && network.minority().isPresent() && !network.condition().isNone())
        .forEach(network -> byCondition.computeIfAbsent(network.condition().text(), c -> new ArrayList<>()).add(network));
    List<Curve> curves = new ArrayList<>();
    for (AxisLabel condition : groups.results().grid().conditions()) {
      List<Point> points =
          byCondition.getOrDefault(condition.text(), List.of()).stream()
              .map(one -> Point.of(one.epsilon().getAsDouble(), one.minority().orElseThrow().mean()))
              .sorted(Comparator.comparingDouble(Point::epsilon))
              .toList();
      if (points.size() >= FEWEST) {
        curves.add(new Curve(Words.condition(condition), true, points));
      }
    }
    return curves;
  }
}

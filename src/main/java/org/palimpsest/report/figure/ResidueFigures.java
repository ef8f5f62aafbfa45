package org.palimpsest.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AttackerRecord.Reach;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.draw.Canvas;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.Mark;
import org.palimpsest.report.draw.MethodStyle;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;

/** What is left of the private attribute: given the target, and for attackers that are not linear. */
final class ResidueFigures {

  private final Figures shared;
  private final Results results;
  private final Ladder ladder;

  private ResidueFigures(Figures shared) {
    this.shared = shared;
    this.results = shared.results();
    this.ladder = new Ladder(results);
  }

  static List<Figure> of(Figures shared) {
    ResidueFigures figures = new ResidueFigures(shared);
    return Stream.of(figures.givenTarget(), figures.linearAgainstOther()).flatMap(Optional::stream).toList();
  }

  /** Every attacker's accuracy, for more methods and attackers than bars have room for. */
  static Optional<Figure> accuracies(Figures shared) {
    Results results = shared.results();
    Ladder ladder = new Ladder(results);
    List<AttackKey> rungs = ladder.rungs();
    List<DotPlot.Series> series = new ArrayList<>();
    for (int i = 0; i < rungs.size(); i++) {
      AttackKey attack = rungs.get(i);
      series.add(
          new DotPlot.Series(
              results.labels().of(attack), DotPlot.look(i), at -> results.estimate(results.leak(at, attack)),
              at -> results.undertrained(at, attack)));
    }
    ladder.published().filter(attack -> shared.anyPublished(leaks(results, attack))).ifPresent(
        attack ->
            series.add(
                new DotPlot.Series(
                    "in print, " + attack.name() + " attack",
                    new MethodStyle(Canvas.TEXT, Mark.CIRCLE),
                    at -> shared.published().find(results, results.leak(at, attack)).map(Estimate::printed))));
    List<DotPlot.Guide> guides = new ArrayList<>(List.of(new DotPlot.Guide("floor", ladder.floor())));
    ladder.ceiling().ifPresent(ceiling -> guides.add(new DotPlot.Guide("read from the image itself", ceiling)));
    return new DotPlot(
            shared,
            "leakage",
            "Private-class accuracy, attack by attack: how much " + results.words().secret() + " is left in the features",
            "Each mark is what an attacker reads of the private class from frozen features, on the " + results.words().testSet() + "; "
                + "attackers on settings of their own are in the tables. A method that erases brings every mark to "
                + "the floor.",
            "private-class accuracy (%)",
            100,
            0,
            100,
            false,
            series,
            guides)
        .figure();
  }

  private Optional<Figure> givenTarget() {
    String secret = results.words().secret();
    String target = results.words().target();
    List<DotPlot.Series> series = new ArrayList<>();
    for (AttackKey attack : ladder.conditional()) {
      String probe = attack.variant().contains("probe=mlp") ? "MLP within each " + target : "linear within each " + target;
      String rest = attack.variant().replace("probe=mlp", "").replace("probe=linear", "").strip();
      series.add(
          new DotPlot.Series(
              probe + (rest.isEmpty() ? "" : ", " + rest),
              DotPlot.look(2 * series.size() + 2),
              bits(attack, Metrics.CONDITIONAL_INFORMATION)));
    }
    return plot(
        "given-" + Text.slug(target),
        "Information about the " + secret + " beyond the " + target,
        "Bits that the features say of an image's " + secret + " to a probe that knows the " + target + ", on the "
            + results.words().testSet() + "; log2 of the number of " + results.words().secrets()
            + " is all there is. Zero: the features merely tell the " + target + ". Below zero, "
            + "the probe learned what does not hold on test images.",
        "bits",
        false,
        series,
        List.of(new DotPlot.Guide("", 0), new DotPlot.Guide("clear", Ladder.CLEAR_BITS)));
  }

  private Optional<Figure> linearAgainstOther() {
    Optional<AttackKey> linear =
        ladder.linear().stream().filter(this::anyBits).reduce((first, second) -> second);
    Optional<AttackKey> other = ladder.usual(Reach.NON_LINEAR).stream().filter(this::anyBits).findFirst();
    if (linear.isPresent() && other.isPresent()) {
      return plot(
          "residue",
          "What linear attackers read and what is left for others",
          "V-information about the " + results.words().secret() + " in bits, on the " + results.words().testSet()
              + ": for a linear probe and for one that is not. The gap is what the linear probe misses, and not what linear "
              + "erasure would leave behind: that has to be measured after it.",
          "bits",
          true,
          List.of(
              new DotPlot.Series(linear.get().name(), DotPlot.look(2), bits(linear.get(), Metrics.INFORMATION)),
              new DotPlot.Series(other.get().name(), DotPlot.look(4), bits(other.get(), Metrics.INFORMATION))),
          List.of(new DotPlot.Guide("", 0)));
    }
    return Optional.empty();
  }

  private static List<Query> leaks(Results results, AttackKey attack) {
    return results.grid().cases().stream().map(at -> results.leak(at, attack)).toList();
  }

  private boolean anyBits(AttackKey attack) {
    return results.grid().cases().stream().anyMatch(at -> bits(attack, Metrics.INFORMATION).apply(at).isPresent());
  }

  private Function<Case, Optional<Estimate>> bits(AttackKey attack, String metric) {
    return at -> results.estimate(results.headline(at, attack, metric));
  }

  /** From zero, or from the lowest value if that is below, to the largest, in halves of a bit. */
  private Optional<Figure> plot(
      String name, String title, String caption, String axis, boolean joined, List<DotPlot.Series> series,
      List<DotPlot.Guide> guides) {
    List<Estimate> all =
        results.grid().cases().stream()
            .flatMap(at -> series.stream().flatMap(one -> one.value().apply(at).stream()))
            .toList();
    double largest = all.stream().mapToDouble(Estimate::mean).max().orElse(1);
    double lowest = Math.min(0, all.stream().mapToDouble(Estimate::mean).min().orElse(0));
    double max = Math.max(.5, Math.ceil(2 * largest + .2) / 2);
    double min = lowest < -.02 ? Math.floor(2 * lowest) / 2 : -.1;
    return new DotPlot(shared, name, title, caption, axis, 1, min, max, joined, series, guides).figure();
  }
}

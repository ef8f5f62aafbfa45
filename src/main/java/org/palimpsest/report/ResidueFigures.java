package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is left of the private attribute: given the digit, and for attackers that are not linear. */
final class ResidueFigures {

  private final Figures shared;
  private final Slice slice;
  private final Ladder ladder;

  private ResidueFigures(Figures shared) {
    this.shared = shared;
    this.slice = shared.slice();
    this.ladder = new Ladder(slice);
  }

  static List<Figure> of(Figures shared) {
    ResidueFigures figures = new ResidueFigures(shared);
    return Stream.of(figures.givenDigit(), figures.linearAgainstOther()).flatMap(Optional::stream).toList();
  }

  /** Every attacker's accuracy, for more methods and attackers than bars have room for. */
  static Optional<Figure> accuracies(Figures shared) {
    Slice slice = shared.slice();
    Ladder ladder = new Ladder(slice);
    List<Attack> rungs = ladder.rungs();
    List<DotPlot.Series> series = new ArrayList<>();
    for (int i = 0; i < rungs.size(); i++) {
      Attack attack = rungs.get(i);
      series.add(
          new DotPlot.Series(
              slice.label(attack), DotPlot.look(i), at -> slice.estimate(Query.leak(at, attack)),
              at -> slice.undertrained(at, attack)));
    }
    List<DotPlot.Guide> guides = ladder.floor().map(f -> new DotPlot.Guide("floor", f)).stream().toList();
    return new DotPlot(
            shared,
            "leakage",
            "Private-class accuracy, attack by attack: how much colour is left in the features",
            "Each mark is what an attacker reads of the private class from frozen features, on the unbiased test set; "
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

  private Optional<Figure> givenDigit() {
    List<DotPlot.Series> series = new ArrayList<>();
    for (Attack attack : ladder.conditional()) {
      String probe = attack.variant().contains("probe=mlp") ? "MLP within each digit" : "linear within each digit";
      String rest = attack.variant().replace("probe=mlp", "").replace("probe=linear", "").strip();
      series.add(
          new DotPlot.Series(
              probe + (rest.isEmpty() ? "" : ", " + rest),
              DotPlot.look(2 * series.size() + 2),
              bits(attack, Ladder.CONDITIONAL_INFORMATION)));
    }
    return plot(
        "given-digit",
        "Information about the colour beyond the digit",
        "Bits that the features say of an image's colour to a probe that knows the digit, on the unbiased test set; "
            + "log2 of the number of colours is all there is. Zero: the features merely tell the digit. Below zero, "
            + "the probe learned what does not hold on test images.",
        "bits",
        false,
        series,
        List.of(new DotPlot.Guide("", 0), new DotPlot.Guide("clear", Verdict.BITS)));
  }

  private Optional<Figure> linearAgainstOther() {
    Optional<Attack> linear =
        Stream.concat(ladder.usual(Ladder.LINEAR_BITS).stream(), ladder.linear().stream())
            .filter(attack -> anyBits(attack))
            .findFirst();
    Optional<Attack> mlp = ladder.usual(Ladder.MLP_BITS).filter(this::anyBits);
    if (linear.isPresent() && mlp.isPresent()) {
      return plot(
          "residue",
          "What linear attackers read and what is left for others",
          "V-information about the colour in bits, on the unbiased test set: for a linear probe and for an MLP. The "
              + "gap is what is hidden from linear probes only.",
          "bits",
          true,
          List.of(
              new DotPlot.Series("linear", DotPlot.look(2), bits(linear.get(), Ladder.INFORMATION)),
              new DotPlot.Series("mlp", DotPlot.look(4), bits(mlp.get(), Ladder.INFORMATION))),
          List.of(new DotPlot.Guide("", 0)));
    }
    return Optional.empty();
  }

  private boolean anyBits(Attack attack) {
    return slice.conditions().stream().anyMatch(at -> bits(attack, Ladder.INFORMATION).apply(at).isPresent());
  }

  private Function<Condition, Optional<Estimate>> bits(Attack attack, String metric) {
    return at -> slice.estimate(Query.of(at, attack, Query.UNBIASED, metric));
  }

  /** From zero, or from the lowest value if that is below, to the largest, in halves of a bit. */
  private Optional<Figure> plot(
      String name, String title, String caption, String axis, boolean joined, List<DotPlot.Series> series,
      List<DotPlot.Guide> guides) {
    List<Estimate> all =
        slice.conditions().stream()
            .flatMap(at -> series.stream().flatMap(one -> one.value().apply(at).stream()))
            .toList();
    double largest = all.stream().mapToDouble(Estimate::mean).max().orElse(1);
    double lowest = Math.min(0, all.stream().mapToDouble(Estimate::mean).min().orElse(0));
    double max = Math.max(.5, Math.ceil(2 * largest + .2) / 2);
    double min = lowest < -.02 ? Math.floor(2 * lowest) / 2 : -.1;
    return new DotPlot(shared, name, title, caption, axis, 1, min, max, joined, series, guides).figure();
  }
}

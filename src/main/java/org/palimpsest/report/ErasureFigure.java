package org.palimpsest.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Before and after erasure: what an attacker reads from each network's features as they were trained and without what
 * each eraser takes out of them. A figure for a linear attacker and one for another.
 */
final class ErasureFigure {

  private final Figures shared;
  private final Slice whole;

  private ErasureFigure(Figures shared, Slice whole) {
    this.shared = shared;
    this.whole = whole;
  }

  /** {@code whole} has the erased features that {@code shared} leaves out; none if nothing was erased. */
  static List<Figure> of(Figures shared, Slice whole) {
    Ladder ladder = new Ladder(whole);
    ErasureFigure figures = new ErasureFigure(shared, whole);
    Optional<Attack> linear = ladder.usual(Attack.BALANCED).or(() -> ladder.usual(Ladder.LINEAR_BITS));
    Optional<Attack> other = ladder.usual(Ladder.MLP_BITS).or(() -> ladder.usual(Ladder.KNN));
    return whole.erasures().isEmpty()
        ? List.of()
        : Stream.of(linear, other).flatMap(Optional::stream).flatMap(a -> figures.figure(a).stream()).toList();
  }

  private Optional<Figure> figure(Attack attack) {
    List<DotPlot.Series> series = new ArrayList<>();
    series.add(series("as trained", attack, "", new Look(new Color(0x4D4D4D), Mark.CIRCLE)));
    for (String erasure : whole.erasures()) {
      series.add(series("after " + erasure, attack, erasure, DotPlot.look(2 * series.size() - 1)));
    }
    String name = whole.label(attack);
    return new DotPlot(
            shared,
            "erasure-" + Text.slug(name),
            "Before and after erasure: what the " + name + " attack reads",
            "Each row is a trained network; marks are what the attacker reads from its features as they were, and from "
                + "what each eraser left of them. After @ stands what the eraser was fitted to: images at that \u03c1, "
                + "or, for train, the network's own training images.",
            "private-class accuracy (%)",
            100,
            0,
            100,
            true,
            series,
            new Ladder(whole).floor().map(floor -> new DotPlot.Guide("floor", floor)).stream().toList())
        .figure();
  }

  private DotPlot.Series series(String words, Attack attack, String erasure, Look look) {
    return new DotPlot.Series(
        words,
        look,
        at ->
            whole.arms().stream()
                .filter(arm -> arm.trained().equals(at.arm()) && arm.erasure().equals(erasure))
                .findFirst()
                .flatMap(arm -> whole.estimate(Query.leak(new Condition(arm, at.rho()), attack))));
  }
}

package org.palimpsest.report.figure;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.Mark;
import org.palimpsest.report.draw.MethodStyle;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;

/**
 * Before and after erasure: what an attacker reads from each network's features as they were trained and without what
 * each eraser takes out of them. A figure for a linear attacker and one for another.
 */
final class ErasureFigure {

  private final Figures shared;
  private final Results whole;

  private ErasureFigure(Figures shared, Results whole) {
    this.shared = shared;
    this.whole = whole;
  }

  /** {@code whole} has the erased features that {@code shared} leaves out; none if nothing was erased. */
  static List<Figure> of(Figures shared, Results whole) {
    Ladder ladder = new Ladder(whole);
    ErasureFigure figures = new ErasureFigure(shared, whole);
    Optional<AttackKey> linear = ladder.balanced();
    Optional<AttackKey> other = ladder.nonLinear().stream().filter(whole.roster()::conclusive).findFirst();
    return whole.grid().erasures().isEmpty()
        ? List.of()
        : Stream.of(linear, other).flatMap(Optional::stream).flatMap(a -> figures.figure(a).stream()).toList();
  }

  private Optional<Figure> figure(AttackKey attack) {
    List<DotPlot.Series> series = new ArrayList<>();
    series.add(series("as trained", attack, "", new MethodStyle(new Color(0x4D4D4D), Mark.CIRCLE)));
    for (String erasure : whole.grid().erasures()) {
      series.add(series("after " + erasure, attack, erasure, DotPlot.look(2 * series.size() - 1)));
    }
    String name = whole.labels().of(attack);
    return new DotPlot(
            shared,
            "erasure-" + Text.slug(name),
            "Before and after erasure: what the " + name + " attack reads",
            "Each row is a trained network; marks are what the attacker reads from its features as they were, and from "
                + "what each eraser left of them. After @ stands what the eraser was fitted to: images of that mix, "
                + "or, for train, the network's own training images.",
            "private-class accuracy (%)",
            100,
            0,
            100,
            true,
            series,
            List.of(new DotPlot.Guide("floor", new Ladder(whole).floor())))
        .figure();
  }

  private DotPlot.Series series(String words, AttackKey attack, String erasure, MethodStyle look) {
    return new DotPlot.Series(
        words,
        look,
        at ->
            whole.grid().arms().stream()
                .filter(arm -> arm.trained().equals(at.arm()) && arm.erasure().equals(erasure))
                .findFirst()
                .flatMap(arm -> whole.estimate(whole.leak(new Case(arm, at.condition()), attack))));
  }
}

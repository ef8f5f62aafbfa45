package org.palimpsest.report.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.FigureHeading;
import org.palimpsest.report.draw.MethodStyle;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;

/**
 * The figures of a report, and what they share.
 *
 * @param results of trained networks: where something was erased from their features, that has figures of its own
 */
public record Figures(Results results, Published published, Map<Arm, MethodStyle> looks, String suffix) {

  /** {@code suffix} tells the files of several sources apart; empty if there is one. */
  public static List<Figure> of(Results whole, Published published, String suffix) {
    Results results = whole.trained();
    Figures shared =
        new Figures(results, published, looks(results.grid().arms()), suffix);
    List<Figure> figures = new ArrayList<>();
    List<AttackKey> principal = new Ladder(results).principal();
    FrontierFigure.of(shared).ifPresent(figures::add);
    ResidueFigures.accuracies(shared).ifPresent(figures::add);
    figures.addAll(StrengthFigure.of(shared));
    figures.addAll(ResidueFigures.of(shared));
    if (results.words().hasTarget()) {
      principal.forEach(attack -> ScatterFigure.of(shared, attack).ifPresent(figures::add));
    }
    figures.addAll(GaussianFigure.of(shared));
    figures.addAll(RocFigure.of(shared));
    if (!whole.grid().erasures().isEmpty()) {
      figures.replaceAll(figure -> figure.noting("Features after erasure have figures of their own."));
    }
    figures.addAll(ErasureFigure.of(shared, whole));
    CurvesFigure.validation(shared).ifPresent(figures::add);
    CurvesFigure.loss(shared).ifPresent(figures::add);
    return List.copyOf(figures);
  }

  /** Figures that reproduce the paper's and say what others say as well: beside the page, not on it. */
  public static List<Figure> aside(Results whole, Published published, String suffix) {
    Results results = whole.trained();
    Figures shared = new Figures(results, published, looks(results.grid().arms()), suffix);
    return new Ladder(results).principal().stream()
        .filter(attack -> results.words().hasTarget())
        .flatMap(attack -> PolarFigure.of(shared, attack).stream())
        .toList();
  }

  private static Map<Arm, MethodStyle> looks(List<Arm> arms) {
    List<MethodStyle> styles = MethodStyle.of(arms.stream().map(Arm::method).toList());
    Map<Arm, MethodStyle> looks = new LinkedHashMap<>();
    for (int i = 0; i < styles.size(); i++) {
      looks.put(arms.get(i), styles.get(i));
    }
    return looks;
  }

  /** Under every title: which dataset, protocol, scale, and how many seeds. */
  String subtitle() {
    String seeds = Text.count(results.grid().seeds().size(), "seed");
    return results.about() + " \u00b7 " + results.words().testSet() + " \u00b7 " + seeds;
  }

  List<FigureHeading.Item> methods() {
    return results.grid().arms().stream().map(arm -> FigureHeading.method(results.labels().of(arm), looks.get(arm))).toList();
  }

  List<FigureHeading.Item> swatches() {
    return results.grid().arms().stream().map(arm -> FigureHeading.swatch(results.labels().of(arm), looks.get(arm))).toList();
  }

  /** What error bars stand for. */
  FigureHeading.Item intervals() {
    return FigureHeading.interval(results.intervals());
  }

  /** The same where they lie. */
  FigureHeading.Item intervalsSideways() {
    return FigureHeading.sideways(results.intervals());
  }

  MethodStyle look(Case at) {
    return looks.get(at.arm());
  }

  boolean anyPublished(List<Query> queries) {
    return queries.stream().anyMatch(query -> published.find(results, query).isPresent());
  }

  /** An interval's end in percent, kept on the axes. */
  static double onAxis(double share) {
    return 100 * Math.max(0, Math.min(1, share));
  }
}

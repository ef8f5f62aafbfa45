package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The figures of a report, and what they share.
 *
 * @param slice of trained networks: where something was erased from their features, that has figures of its own
 */
record Figures(Slice slice, Published published, Map<Arm, Look> looks, String suffix) {

  /** {@code alone} is false when the report has several settings, so that file names must tell them apart. */
  static List<Figure> of(Slice whole, Published published, boolean alone) {
    Slice slice = whole.trained();
    Figures shared =
        new Figures(slice, published, Look.of(slice.arms()), alone ? "" : "-" + slice.setting().slug());
    List<Figure> figures = new ArrayList<>();
    List<Attack> principal = new Ladder(slice).principal();
    LeakageFigure.of(shared).ifPresent(figures::add);
    figures.addAll(StrengthFigure.of(shared));
    figures.addAll(ResidueFigures.of(shared));
    principal.forEach(attack -> ScatterFigure.of(shared, attack).ifPresent(figures::add));
    principal.forEach(attack -> PolarFigure.of(shared, attack).ifPresent(figures::add));
    figures.addAll(GaussianFigure.of(shared));
    figures.addAll(RocFigure.of(shared));
    if (!whole.erasures().isEmpty()) {
      figures.replaceAll(figure -> figure.noting("Features after erasure have figures of their own."));
    }
    figures.addAll(ErasureFigure.of(shared, whole));
    CurvesFigure.validation(shared).ifPresent(figures::add);
    CurvesFigure.loss(shared).ifPresent(figures::add);
    return List.copyOf(figures);
  }

  /** Under every title: which digits, protocol, scale, and how many seeds. */
  String subtitle() {
    String seeds = Text.count(slice.seeds().size(), "seed");
    return slice.setting().label() + " \u00b7 unbiased test set \u00b7 " + seeds;
  }

  List<Frame.Item> methods() {
    return slice.arms().stream().map(arm -> Frame.method(slice.label(arm), looks.get(arm))).toList();
  }

  List<Frame.Item> swatches() {
    return slice.arms().stream().map(arm -> Frame.swatch(slice.label(arm), looks.get(arm))).toList();
  }

  /** What error bars stand for. */
  Frame.Item intervals() {
    return Frame.interval(slice.intervals());
  }

  /** The same where they lie. */
  Frame.Item intervalsSideways() {
    return Frame.sideways(slice.intervals());
  }

  Look look(Condition at) {
    return looks.get(at.arm());
  }

  boolean anyPublished(List<Query> queries) {
    return queries.stream().anyMatch(query -> published.find(query).isPresent());
  }

  /** An interval's end in percent, kept on the axes. */
  static double onAxis(double share) {
    return 100 * Math.max(0, Math.min(1, share));
  }
}

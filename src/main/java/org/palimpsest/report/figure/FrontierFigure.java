package org.palimpsest.report.figure;

import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.report.draw.Canvas;
import org.palimpsest.report.draw.ChartOverlay;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.FigureHeading;
import org.palimpsest.report.draw.Mark;
import org.palimpsest.report.draw.MethodStyle;
import org.palimpsest.report.draw.Panel;
import org.palimpsest.report.results.EqualAccuracy;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/**
 * Bits that are read against target accuracy: the frontier of plain training with its band, and methods beside it. One
 * panel over the whole range, and where much happens near its upper end one of that alone.
 */
final class FrontierFigure {

  private static final int HEIGHT = 400;
  private static final MethodStyle PLAIN = new MethodStyle(Canvas.FAINT, Mark.CIRCLE);

  private final Figures shared;
  private final Results results;
  private final EqualAccuracy.Band band;
  private final Map<Case, double[][]> places = new LinkedHashMap<>();
  private final Map<Case, double[][]> points = new LinkedHashMap<>();

  private FrontierFigure(Figures shared, EqualAccuracy.Band band) {
    this.shared = shared;
    this.results = shared.results();
    this.band = band;
    results.frontier().ifPresent(
        plain ->
            plain.conditions().stream()
                .map(condition -> new Case(plain.arm(), condition))
                .forEach(at -> EqualAccuracy.place(results, at).ifPresent(place -> points.put(at, place))));
    for (Case at : results.grid().cases()) {
      if (!points.containsKey(at)) {
        EqualAccuracy.place(results, at).ifPresent(place -> places.put(at, place));
      }
    }
  }

  static Optional<Figure> of(Figures shared) {
    return EqualAccuracy.band(shared.results()).map(band -> new FrontierFigure(shared, band).figure());
  }

  private Figure figure() {
    List<FigureHeading.Item> lines = new ArrayList<>();
    lines.add(FigureHeading.method("Vanilla under conditions of its own: the frontier, with its 95 % band", PLAIN));
    lines.add(shared.intervals());
    List<FigureHeading.Item> methods =
        places.keySet().stream()
            .filter(at -> places.keySet().stream().filter(one -> one.arm().equals(at.arm())).findFirst().orElseThrow() == at)
            .map(at -> FigureHeading.method(results.labels().of(at.arm()), shared.look(at)))
            .toList();
    String secret = results.words().secret();
    FigureHeading heading =
        new FigureHeading("Leak at equal target accuracy", shared.subtitle(), List.of(methods, lines));
    double from = zoomFrom();
    boolean zoomed = from > 0;
    return new Figure(
        "frontier" + shared.suffix(),
        "Leak at equal target accuracy: bits about the " + secret + " against target accuracy",
        "Each mark is a method: how often it names the " + results.words().target() + ", and the most bits about the " + secret
            + " that an attacker reads (" + Text.list(EqualAccuracy.attackers(results).stream().map(AttackKey::name).toList())
            + "), both on the " + results.words().testSet() + ". Grey: Vanilla trained "
            + Text.list(points.keySet().stream().map(at -> Words.under(at.condition())).toList())
            + ". A method below the band takes something out; one on it leaks what any network of its accuracy leaks."
            + (zoomed ? " Below: the upper end of the same." : ""),
        FigureHeading.WIDTH,
        heading.top() + (zoomed ? 2 : 1) * HEIGHT + 8,
        graphics -> {
          heading.paint(graphics);
          int x = FigureHeading.MARGIN / 2;
          FigureHeading.place(graphics, chart(0, lowest(0)), x, heading.top());
          if (zoomed) {
            FigureHeading.place(graphics, chart(from, lowest(from)), x, heading.top() + HEIGHT);
          }
        });
  }

  /** Percent from which half of the marks lie within a quarter of the axis; 0 if there is no such crowd. */
  private double zoomFrom() {
    double[] targets =
        Stream.concat(points.values().stream(), places.values().stream())
            .mapToDouble(place -> 100 * place[0][0])
            .sorted()
            .toArray();
    double middle = targets[targets.length / 2];
    return middle > 75 ? 5 * Math.floor((middle - 8) / 5) : 0;
  }

  /** In halves of a bit. */
  private double lowest(double from) {
    double least =
        Stream.concat(points.values().stream(), places.values().stream())
            .filter(place -> 100 * place[0][0] >= from)
            .mapToDouble(place -> place[1][1])
            .min()
            .orElse(0);
    return from == 0 ? Math.min(0, Math.floor(2 * least) / 2) : Math.floor(2 * least) / 2;
  }

  private XYChart chart(double from, double lowest) {
    double all = results.words().privateBits();
    XYChart chart =
        Panel.axes(
            FigureHeading.WIDTH - FigureHeading.MARGIN, HEIGHT, "target accuracy (%)", from, 100,
            "bits about the " + results.words().secret(), lowest, Math.ceil(10 * all + .5) / 10);
    chart.addAnnotation(new ChartOverlay((canvas, at) -> draw(canvas, at, from, lowest)));
    return chart;
  }

  private void draw(Canvas canvas, ChartOverlay at, double from, double lowest) {
    Shape clip = canvas.graphics().getClip();
    double top = Math.ceil(10 * results.words().privateBits() + .5) / 10;
    canvas.graphics().clip(
        new Rectangle2D.Double(at.x(from), at.y(top), at.x(100) - at.x(from), at.y(lowest) - at.y(top)));
    double y = at.y(results.words().privateBits());
    canvas.dashed(at.x(from), y, at.x(100), y, Canvas.FAINT, 1.1);
    Path2D area = new Path2D.Double();
    Path2D line = new Path2D.Double();
    int last = band.targets().length - 1;
    int first = 0;
    while (first < last && 100 * band.targets()[first] < from) {
      first++;
    }
    for (int i = first; i <= last; i++) {
      move(area, i - first, at.x(100 * band.targets()[i]), at.y(band.high()[i]));
      move(line, i - first, at.x(100 * band.targets()[i]), at.y(band.leaks()[i]));
    }
    for (int i = last; i >= first; i--) {
      area.lineTo(at.x(100 * band.targets()[i]), at.y(band.low()[i]));
    }
    area.closePath();
    canvas.fill(area, Canvas.tint(Canvas.FAINT, .22));
    canvas.draw(line, Canvas.FAINT, Canvas.stroke(1.6));
    within(points, from).forEach(
        (point, place) -> {
          mark(canvas, at, place, PLAIN, 8, from);
          canvas.text(
              Words.level(point.condition()), at.x(100 * place[0][0]) + 6, at.y(place[1][0]) + 13, 0, Canvas.size(10.5),
              Canvas.FAINT);
        });
    within(places, from).forEach((method, place) -> mark(canvas, at, place, shared.look(method), 11, from));
    canvas.graphics().setClip(clip);
    canvas.text("all there is", at.x(from) + 4, y - 4, 0, Canvas.size(11), Canvas.FAINT);
  }

  /** Those whose mark lies in the panel: outside it a chart has no coordinates. */
  private static Map<Case, double[][]> within(Map<Case, double[][]> all, double from) {
    Map<Case, double[][]> some = new LinkedHashMap<>(all);
    some.values().removeIf(place -> 100 * place[0][0] < from);
    return some;
  }

  private static void move(Path2D path, int i, double x, double y) {
    if (i == 0) {
      path.moveTo(x, y);
    } else {
      path.lineTo(x, y);
    }
  }

  private static void mark(Canvas canvas, ChartOverlay at, double[][] place, MethodStyle look, double size,
      double from) {
    double x = at.x(100 * place[0][0]);
    double y = at.y(place[1][0]);
    canvas.line(at.x(Math.max(from, Figures.onAxis(place[0][1]))), y, at.x(Figures.onAxis(place[0][2])), y, look.color(), 1.3);
    canvas.line(x, at.y(place[1][1]), x, at.y(place[1][2]), look.color(), 1.3);
    canvas.mark(look, x, y, size, false);
  }
}

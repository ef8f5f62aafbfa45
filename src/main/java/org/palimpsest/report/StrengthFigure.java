package org.palimpsest.report;

import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;

/** Private-class accuracy against the attacker's strength: a line per method, a panel per correlation. */
final class StrengthFigure {

  private static final int PANEL_HEIGHT = 360;
  private static final int LABEL_ROOM = 42;
  private static final String EXAMPLES = "examples=";

  /** What the horizontal axis shows: an attacker at each tick. */
  private record Track(
      String name, String title, String caption, String axis, List<Attack> attacks, double[] places,
      List<String> labels, double room) {}

  private final Figures shared;
  private final Slice slice;
  private final Track track;

  private StrengthFigure(Figures shared, Track track) {
    this.shared = shared;
    this.slice = shared.slice();
    this.track = track;
  }

  /** The ladder of attackers; a figure for each attacker swept over examples, and over its own correlation. */
  static List<Figure> of(Figures shared) {
    Stream<Track> tracks =
        Stream.of(ladder(shared.slice()).stream(), byExamples(shared.slice()).stream(), byRho(shared.slice()).stream())
            .flatMap(all -> all);
    return tracks.map(track -> new StrengthFigure(shared, track).figure()).toList();
  }

  private static Optional<Track> ladder(Slice slice) {
    List<Attack> rungs = new Ladder(slice).rungs();
    return rungs.size() < 3
        ? Optional.empty()
        : Optional.of(
            new Track(
                "ladder",
                "Private-class accuracy against the attacker's strength",
                "From the published attack to attackers that are not linear. A method that erases stays at the "
                    + "floor; one "
                    + "that hides from linear probes only rises at the right; one that re-weights is read as soon as "
                    + "the attacker cannot profit from the digit.",
                "",
                rungs,
                IntStream.range(0, rungs.size()).asDoubleStream().toArray(),
                rungs.stream().map(slice::label).toList(),
                .5));
  }

  private static List<Track> byExamples(Slice slice) {
    Map<Attack, List<Attack>> families = new LinkedHashMap<>();
    for (Attack attack : slice.attacks()) {
      Attack family = new Attack(attack.name(), without(attack.variant()), attack.rho());
      families.computeIfAbsent(family, f -> new ArrayList<>()).add(attack);
    }
    List<Track> tracks = new ArrayList<>();
    families.forEach(
        (family, members) -> {
          if (members.size() > 1) {
            members.sort(Comparator.comparingDouble(StrengthFigure::examples));
            double[] places = examplePlaces(members);
            tracks.add(
                new Track(
                    "examples-" + slug(slice, family),
                    "Private-class accuracy against the number of labelled examples: " + words(family),
                    "How many images with known colours the attacker learns from, on a logarithmic axis; all is every "
                        + "image of its source.",
                    "labelled examples",
                    members,
                    places,
                    members.stream().map(StrengthFigure::exampleWords).toList(),
                    .3));
          }
        });
    return tracks;
  }

  /** On a logarithmic axis; all of them half a decade beyond the largest number. */
  private static double[] examplePlaces(List<Attack> attacks) {
    double largest =
        attacks.stream().mapToDouble(StrengthFigure::examples).filter(Double::isFinite).max().orElse(1);
    return attacks.stream()
        .mapToDouble(attack -> Math.log10(Math.min(examples(attack), largest * Math.sqrt(10))))
        .toArray();
  }

  private static String exampleWords(Attack attack) {
    return Double.isFinite(examples(attack)) ? Text.decimal(examples(attack), 0) : "all";
  }

  private static List<Track> byRho(Slice slice) {
    Map<Attack, List<Attack>> families = new LinkedHashMap<>();
    for (Attack attack : slice.attacks()) {
      if (attack.rho() < 1 && !attack.variant().contains(EXAMPLES)) {
        Attack family = new Attack(attack.name(), attack.variant(), Double.NaN);
        families.computeIfAbsent(family, f -> new ArrayList<>()).add(attack);
      }
    }
    List<Track> tracks = new ArrayList<>();
    families.forEach(
        (family, members) -> {
          if (members.size() > 1) {
            members.sort(Comparator.comparingDouble(Attack::rho));
            tracks.add(
                new Track(
                    "attacker-rho-" + slug(slice, family),
                    "Private-class accuracy against the attacker's own correlation: " + words(family),
                    "The share of the attacker's images whose colour is the digit's own; the axis is logarithmic in "
                        + "the "
                        + "share of the others. At the left colour and digit are independent, at the right they are "
                        + "nearly one label, and the attacker may answer with either.",
                    "attacker's \u03c1",
                    members,
                    members.stream().mapToDouble(a -> -Math.log10(1 - a.rho())).toArray(),
                    members.stream().map(a -> Text.rho(a.rho())).toList(),
                    .25));
          }
        });
    return tracks;
  }

  private static String slug(Slice slice, Attack family) {
    String rho = Double.isNaN(family.rho()) ? "" : "-rho-" + Text.rho(family.rho());
    boolean alone =
        slice.attacks().stream().filter(a -> a.name().equals(family.name())).map(Attack::rho).distinct().count() == 1;
    return Text.slug(family.name() + " " + family.variant()) + (alone ? "" : rho);
  }

  private static String words(Attack family) {
    List<String> about = new ArrayList<>();
    if (!family.variant().isEmpty()) {
      about.add(family.variant());
    }
    if (!Double.isNaN(family.rho())) {
      about.add("attacker's \u03c1 = " + Text.rho(family.rho()));
    }
    return family.name() + (about.isEmpty() ? "" : " (" + String.join(", ", about) + ")");
  }

  private static String without(String variant) {
    return Stream.of(variant.split(" ")).filter(part -> !part.startsWith(EXAMPLES)).collect(Collectors.joining(" "));
  }

  private static double examples(Attack attack) {
    return Stream.of(attack.variant().split(" "))
        .filter(part -> part.startsWith(EXAMPLES))
        .mapToDouble(part -> Double.parseDouble(part.substring(EXAMPLES.length())))
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private Figure figure() {
    List<Double> rhos = slice.rhos().stream().filter(this::measured).toList();
    Frame frame =
        new Frame(track.title(), shared.subtitle(), List.of(shared.methods(), List.of(shared.intervals())));
    boolean narrow = drawn().size() <= 6 && track.attacks().size() <= 4 && rhos.size() > 1;
    int columns = narrow ? 2 : 1;
    int rows = (rhos.size() + columns - 1) / columns;
    int width = (Frame.WIDTH - Frame.MARGIN) / columns;
    return new Figure(
        track.name() + shared.suffix(),
        track.title(),
        track.caption(),
        Frame.WIDTH,
        frame.top() + rows * PANEL_HEIGHT + 8,
        graphics -> {
          frame.paint(graphics);
          for (int i = 0; i < rhos.size(); i++) {
            int x = i % columns * width + Frame.MARGIN / 2;
            panel(graphics, rhos.get(i), x, frame.top() + i / columns * PANEL_HEIGHT, width);
          }
        });
  }

  private boolean measured(double rho) {
    return slice.conditions().stream()
        .anyMatch(at -> at.rho() == rho && track.attacks().stream().anyMatch(a -> estimate(at, a).isPresent()));
  }

  private Set<String> drawn() {
    return slice.arms().stream().map(slice::label).collect(Collectors.toCollection(TreeSet::new));
  }

  private Optional<Estimate> estimate(Condition at, Attack attack) {
    return slice.estimate(Query.leak(at, attack));
  }

  private void panel(Graphics2D graphics, double rho, int x, int y, int width) {
    double[] places = track.places();
    double first = places[0] - track.room();
    double last = places[places.length - 1] + track.room();
    XYChart chart =
        Panel.axes(width, PANEL_HEIGHT - 30 - LABEL_ROOM, "", first, last, "private accuracy (%)", 0, 102);
    chart.getStyler().setXAxisTicksVisible(false).setPlotGridVerticalLinesVisible(false);
    chart.addAnnotation(new Marks((ink, at) -> draw(ink, at, rho, first, last)));
    Frame.place(graphics, chart, x, y + 26);
    new Ink(graphics).text("trained at \u03c1 = " + Text.rho(rho), x + 8, y + 18, 0, Ink.bold(13), Ink.TEXT);
  }

  private void draw(Ink ink, Marks at, double rho, double first, double last) {
    axis(ink, at, first, last);
    List<Condition> conditions = slice.conditions().stream().filter(c -> c.rho() == rho).toList();
    double slot = smallestGap(at);
    double step = Math.min(track.axis().isEmpty() ? 6 : 2.5, .55 * slot / Math.max(1, conditions.size()));
    for (int i = 0; i < conditions.size(); i++) {
      line(ink, at, conditions.get(i), (i - (conditions.size() - 1) / 2.0) * step);
    }
  }

  private double smallestGap(Marks at) {
    double[] places = track.places();
    double gap = at.x(places[places.length - 1]) - at.x(places[0]);
    for (int i = 1; i < places.length; i++) {
      gap = Math.min(gap, at.x(places[i]) - at.x(places[i - 1]));
    }
    return gap;
  }

  private void axis(Ink ink, Marks at, double first, double last) {
    for (int i = 0; i < track.places().length; i++) {
      double x = at.x(track.places()[i]);
      ink.line(x, at.y(0), x, at.y(102), Ink.GRID, 1);
      ink.text(track.labels().get(i), x, at.y(0) + 17, .5, Ink.size(11.5), Ink.TEXT);
    }
    ink.text(track.axis(), (at.x(first) + at.x(last)) / 2, at.y(0) + 36, .5, Ink.size(12.5), Ink.TEXT);
    new Ladder(slice)
        .floor()
        .ifPresent(
            floor -> {
              ink.dashed(at.x(first), at.y(100 * floor), at.x(last), at.y(100 * floor), Ink.FAINT, 1.1);
              ink.text("floor", at.x(first) + 4, at.y(100 * floor) + 13, 0, Ink.size(11), Ink.FAINT);
            });
  }

  private void line(Ink ink, Marks at, Condition condition, double shift) {
    Look look = shared.look(condition);
    double[] before = null;
    for (int i = 0; i < track.attacks().size(); i++) {
      Optional<Estimate> estimate = estimate(condition, track.attacks().get(i));
      if (estimate.isPresent()) {
        double[] here = {at.x(track.places()[i]) + shift, at.y(100 * estimate.get().mean())};
        double low = at.y(Figures.onAxis(estimate.get().low()));
        ink.line(here[0], at.y(Figures.onAxis(estimate.get().high())), here[0], low, Ink.tint(look.color(), .6), 1.2);
        if (before != null) {
          ink.line(before[0], before[1], here[0], here[1], Ink.tint(look.color(), .7), 1.5);
        }
        before = here;
      }
    }
    for (int i = 0; i < track.attacks().size(); i++) {
      double x = at.x(track.places()[i]) + shift;
      estimate(condition, track.attacks().get(i))
          .ifPresent(estimate -> ink.mark(look, x, at.y(100 * estimate.mean()), 9, false));
    }
  }
}

package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Attackers in the order of their strength, along the horizontal axis of a {@link StrengthFigure}.
 *
 * @param name of the figure
 * @param axis its title; empty where the labels say it all
 * @param places of the attackers on it, ascending
 * @param joined how many of the attackers, from the first, a line joins: the others are of no comparable kind
 * @param room left free at both ends, in the same unit
 */
record Track(
    String name, String title, String caption, String axis, List<Attack> attacks, double[] places,
    List<String> labels, int joined, double room) {

  private static final String EXAMPLES = "examples=";

  /** The ladder of attackers; one for each attacker swept over examples, and over its own correlation. */
  static List<Track> of(Slice slice) {
    return Stream.of(ladder(slice).stream(), byExamples(slice).stream(), byRho(slice).stream())
        .flatMap(all -> all)
        .toList();
  }

  private static Optional<Track> ladder(Slice slice) {
    List<Attack> rungs = new Ladder(slice).rungs();
    return rungs.size() < 3
        ? Optional.empty()
        : Optional.of(
            new Track(
                "ladder",
                "Private-class accuracy against the attacker's strength",
                "A line joins probes, from the published one to a perceptron. Marks apart are other kinds of readers: "
                    + "they stand at the right because they are not linear, not because they read more. A method that "
                    + "erases stays at the floor; one that hides from linear probes only is at the floor until a "
                    + "reader that is not linear comes; one that re-weights is read as soon as the attacker cannot "
                    + "profit from the digit.",
                "",
                rungs,
                IntStream.range(0, rungs.size()).asDoubleStream().toArray(),
                rungs.stream().map(slice::label).toList(),
                (int) rungs.stream().filter(Ladder::probe).count(),
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
            members.sort(Comparator.comparingDouble(Track::examples));
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
                    members.stream().map(Track::exampleWords).toList(),
                    members.size(),
                    .3));
          }
        });
    return tracks;
  }

  /** On a logarithmic axis; all of them half a decade beyond the largest number. */
  private static double[] examplePlaces(List<Attack> attacks) {
    double largest =
        attacks.stream().mapToDouble(Track::examples).filter(Double::isFinite).max().orElse(1);
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
                        + "the share of the others. At the left colour and digit are independent, at the right they "
                        + "are nearly one label, and the attacker may answer with either.",
                    "attacker's \u03c1",
                    members,
                    members.stream().mapToDouble(a -> -Math.log10(1 - a.rho())).toArray(),
                    members.stream().map(a -> Text.rho(a.rho())).toList(),
                    members.size(),
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
}

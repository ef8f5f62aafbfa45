package org.palimpsest.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/**
 * Attackers in the order of their strength, along the horizontal axis of a {@link StrengthFigure}.
 *
 * @param name of the figure
 * @param axis its title; empty where the labels say it all
 * @param places of the attackers on it, ascending
 * @param joined how many of the attackers, from the first, a line joins: the others are of no comparable kind
 * @param room left free at both ends, in the same unit
 */
record AttackerSeries(
    String name, String title, String caption, String axis, List<AttackKey> attacks, double[] places,
    List<String> labels, int joined, double room) {

  private static final String EXAMPLES = "examples=";

  /** The ladder of attackers; one for each attacker swept over examples, and over its own correlation. */
  static List<AttackerSeries> of(Results results) {
    return Stream.of(ladder(results).stream(), byExamples(results).stream(), byMix(results).stream())
        .flatMap(all -> all)
        .toList();
  }

  private static Optional<AttackerSeries> ladder(Results results) {
    List<AttackKey> rungs = new Ladder(results).rungs();
    return rungs.size() < 3
        ? Optional.empty()
        : Optional.of(
            new AttackerSeries(
                "ladder",
                "Private-class accuracy against the attacker's strength",
                "A line joins the published attack and linear ones. Marks apart are readers of other kinds: they stand at "
                    + "the right because they are not linear, not because they read more. A method that "
                    + "erases stays at the floor; one that hides from linear probes only is at the floor until a "
                    + "reader that is not linear comes; one that re-weights is read as soon as the attacker cannot "
                    + "profit from the " + results.words().target() + ".",
                "",
                rungs,
                IntStream.range(0, rungs.size()).asDoubleStream().toArray(),
                rungs.stream().map(results.labels()::of).toList(),
                new Ladder(results).linearRungs(),
                .5));
  }

  private static List<AttackerSeries> byExamples(Results results) {
    Map<AttackKey, List<AttackKey>> families = new LinkedHashMap<>();
    for (AttackKey attack : results.attacks()) {
      AttackKey family = new AttackKey(attack.name(), without(attack.variant()), attack.mix());
      families.computeIfAbsent(family, f -> new ArrayList<>()).add(attack);
    }
    List<AttackerSeries> tracks = new ArrayList<>();
    families.forEach(
        (family, members) -> {
          if (members.size() > 1) {
            members.sort(Comparator.comparingDouble(AttackerSeries::examples));
            double[] places = examplePlaces(members);
            tracks.add(
                new AttackerSeries(
                    "examples-" + slug(results, family),
                    "Private-class accuracy against the number of labelled examples: " + words(family),
                    "How many images whose " + results.words().secret() + " it knows the attacker learns from, on a logarithmic axis; all is every "
                        + "image of its source.",
                    "labelled examples",
                    members,
                    places,
                    members.stream().map(AttackerSeries::exampleWords).toList(),
                    members.size(),
                    .3));
          }
        });
    return tracks;
  }

  /** On a logarithmic axis; all of them half a decade beyond the largest number. */
  private static double[] examplePlaces(List<AttackKey> attacks) {
    double largest =
        attacks.stream().mapToDouble(AttackerSeries::examples).filter(Double::isFinite).max().orElse(1);
    return attacks.stream()
        .mapToDouble(attack -> Math.log10(Math.min(examples(attack), largest * Math.sqrt(10))))
        .toArray();
  }

  private static String exampleWords(AttackKey attack) {
    return Double.isFinite(examples(attack)) ? Text.decimal(examples(attack), 0) : "all";
  }

  private static List<AttackerSeries> byMix(Results results) {
    Map<AttackKey, List<AttackKey>> families = new LinkedHashMap<>();
    for (AttackKey attack : results.attacks()) {
      if (attack.mix().rho() < 1 && !attack.variant().contains(EXAMPLES)) {
        AttackKey family = new AttackKey(attack.name(), attack.variant(), AxisLabel.NONE);
        families.computeIfAbsent(family, f -> new ArrayList<>()).add(attack);
      }
    }
    List<AttackerSeries> tracks = new ArrayList<>();
    families.forEach(
        (family, members) -> {
          if (members.size() > 1) {
            members.sort(Comparator.comparingDouble(attack -> attack.mix().rho()));
            tracks.add(
                new AttackerSeries(
                    "attacker-rho-" + slug(results, family),
                    "Private-class accuracy against the attacker's own correlation: " + words(family),
                    "The share of the attacker's images whose " + results.words().secret() + " is the one that goes with "
                        + "their " + results.words().target() + "; the axis is logarithmic in the share of the "
                        + "others. At the left both are independent, at the right they are nearly one label, and the "
                        + "attacker may answer with either.",
                    "attacker's \u03c1",
                    members,
                    members.stream().mapToDouble(a -> -Math.log10(1 - a.mix().rho())).toArray(),
                    members.stream().map(a -> Words.level(a.mix())).toList(),
                    members.size(),
                    .25));
          }
        });
    return tracks;
  }

  private static String slug(Results results, AttackKey family) {
    String mix = family.mix().isNone() ? "" : "-" + Words.file(family.mix());
    boolean alone =
        results.attacks().stream().filter(a -> a.name().equals(family.name())).map(AttackKey::mix).distinct().count() == 1;
    return Text.slug(family.name() + " " + family.variant()) + (alone ? "" : mix);
  }

  private static String words(AttackKey family) {
    List<String> about = new ArrayList<>();
    if (!family.variant().isEmpty()) {
      about.add(family.variant());
    }
    if (!family.mix().isNone()) {
      about.add("attacker's " + Words.condition(family.mix()));
    }
    return family.name() + (about.isEmpty() ? "" : " (" + String.join(", ", about) + ")");
  }

  private static String without(String variant) {
    return Stream.of(variant.split(" ")).filter(part -> !part.startsWith(EXAMPLES)).collect(Collectors.joining(" "));
  }

  private static double examples(AttackKey attack) {
    return Stream.of(attack.variant().split(" "))
        .filter(part -> part.startsWith(EXAMPLES))
        .mapToDouble(part -> Double.parseDouble(part.substring(EXAMPLES.length())))
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }
}

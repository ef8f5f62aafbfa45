package org.palimpsest.report.results;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.fair.GroupFairness;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Summary;

/**
 * What results say of groups: the accuracy of each, the gap between the majority and another, and how that gap differs
 * from a reference's: disparate impact.
 */
public record GroupResults(Results results) {

  /** The part of a case in the comparison: what a gap under differential privacy is made of is told by the others. */
  public enum Part {
    /** Neither clipped nor noised. */
    PLAIN("plain"),
    /** Clipped without noise: it has all of private training but privacy. */
    CLIPPED("clipped, no noise"),
    /** With a finite epsilon. */
    PRIVATE("private"),
    OTHER("other");

    private final String words;

    Part(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /**
   * A mean over seeds of paired differences.
   *
   * @param interval Student's over seeds; with one seed, what the intervals over test images come to if they were of
   *     independent images, which is too wide for images that are the same
   */
  public record Contrast(double mean, Optional<Interval> interval, int seeds) {}

  /**
   * A private network beside the plain one of its seed, at the point of that one's training where it reads the majority
   * as well, both on validation images.
   *
   * @param minority the private network's accuracy on the minority, less the plain one's there; empty without a match
   * @param why there is no match; empty with one
   */
  public record Match(Optional<Double> minority, String why) {}

  /** Settings that private arms of one epsilon have in common, or that follow from it. */
  private static final String USUAL =
      "targetEpsilon|noiseMultiplier|rescale|clippingNorm|learningRate|epochs|batchSize|momentum|delta|streams";

  private static final String WATCHED = "validation_group_";

  /** Empty if nothing was measured by group. */
  public static Optional<GroupResults> of(Results results) {
    boolean any = !results.queries(q -> q.metric().equals(GroupFairness.ACCURACY)).isEmpty();
    return any ? Optional.of(new GroupResults(results)) : Optional.empty();
  }

  /** The name of the largest group. */
  public String majority() {
    return names().get(0);
  }

  /** The names of the others. */
  public List<String> minorities() {
    return names().subList(1, names().size());
  }

  private List<String> names() {
    return results.words().task().privateAttribute().values();
  }

  /** The part that a case has. */
  public Part part(Case at) {
    Optional<Double> epsilon = epsilon(at);
    if (epsilon.isPresent()) {
      return Double.isInfinite(epsilon.get()) ? Part.CLIPPED : Part.PRIVATE;
    }
    return results.roster().isBaseline(at.arm()) ? Part.PLAIN : Part.OTHER;
  }

  /** The worst seed's epsilon. */
  public Optional<Double> epsilon(Case at) {
    return results.bySeed(Query.of(at, AttackKey.NONE, Metrics.TRAIN, "epsilon_pld")).values().stream()
        .max(Double::compare);
  }

  /** The case of a part that another is compared with, under the same condition; empty if there is none. */
  public Optional<Case> reference(Case at, Part part) {
    return references(at, part).stream().findFirst();
  }

  private List<Case> references(Case at, Part part) {
    return results.grid().cases(at.condition()).stream()
        .filter(other -> part(other) == part && shared(other).equals(shared(at)))
        .toList();
  }

  /** What two cases must have in common to be compared: the network, and what it starts from. */
  private static String shared(Case at) {
    return at.arm().settings().stream()
        .filter(setting -> setting.matches("(start|network|normalisation)=.*"))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** A measure of a group on the headline split. */
  public Query query(Case at, String metric, String group) {
    return new Query(at, AttackKey.NONE, results.words().headline(), group, metric);
  }

  /** A group's accuracy. */
  public Optional<Estimate> accuracy(Case at, String group) {
    return results.estimate(query(at, GroupFairness.ACCURACY, group));
  }

  /** The majority's accuracy less a group's. */
  public Optional<Estimate> gap(Case at, String group) {
    return results.estimate(query(at, GroupFairness.GAP, group));
  }

  /** A gap less the reference's: disparate impact. Empty if they share no seed. */
  public Optional<Contrast> impact(Case at, Case reference, String group) {
    return contrast(query(at, GroupFairness.GAP, group), query(reference, GroupFairness.GAP, group));
  }

  /** A measure less another, over the seeds that both have; empty if there are none. */
  public Optional<Contrast> contrast(Query a, Query b) {
    SortedMap<Integer, Double> first = results.bySeed(a);
    SortedMap<Integer, Double> second = results.bySeed(b);
    double[] differences =
        first.keySet().stream().filter(second::containsKey).mapToDouble(s -> first.get(s) - second.get(s)).toArray();
    if (differences.length == 0) {
      return Optional.empty();
    }
    Summary summary = Summary.of(differences);
    Optional<Interval> interval =
        summary.n() > 1
            ? summary.interval(Measurement.LEVEL)
            : joined(summary.mean(), results.estimate(a).orElseThrow(), results.estimate(b).orElseThrow());
    return Optional.of(new Contrast(summary.mean(), interval, summary.n()));
  }

  private static Optional<Interval> joined(double mean, Estimate a, Estimate b) {
    return a.interval().isPresent() && b.interval().isPresent()
        ? Optional.of(
            new Interval(
                mean - Math.hypot(a.mean() - a.low(), b.high() - b.mean()),
                mean + Math.hypot(a.high() - a.mean(), b.mean() - b.low())))
        : Optional.empty();
  }

  /** The accuracy of a group's validation images after each epoch, by seed. */
  public SortedMap<Integer, SortedMap<Integer, Double>> course(Case at, String group) {
    return results.curvesBySeed(Query.of(at, AttackKey.NONE, WATCHED + group, Metrics.TARGET_ACCURACY));
  }

  /** The mean over seeds of {@link Match#minority}, with Student's interval over seeds; empty without any match. */
  public Optional<Contrast> impactOfMatched(Case at, String group) {
    double[] differences =
        matches(at, group).values().stream().flatMap(match -> match.minority().stream())
            .mapToDouble(difference -> -difference).toArray();
    if (differences.length == 0) {
      return Optional.empty();
    }
    Summary summary = Summary.of(differences);
    return Optional.of(new Contrast(summary.mean(), summary.interval(Measurement.LEVEL), summary.n()));
  }

  /**
   * A case's networks beside plain ones, by seed: those of the first plain case that passes the point, so that another
   * with a lower learning rate may stand in for one that is past it after an epoch.
   */
  public SortedMap<Integer, Match> matches(Case at, String group) {
    SortedMap<Integer, Match> found = new TreeMap<>();
    for (Case plain : references(at, Part.PLAIN)) {
      matches(at, plain, group)
          .forEach((seed, match) -> found.merge(seed, match, (a, b) -> a.minority().isPresent() ? a : b));
    }
    return found;
  }

  private SortedMap<Integer, Match> matches(Case at, Case plain, String group) {
    SortedMap<Integer, Match> matches = new TreeMap<>();
    for (Map.Entry<Integer, SortedMap<Integer, Double>> run : course(at, majority()).entrySet()) {
      int seed = run.getKey();
      SortedMap<Integer, Double> mine = course(at, group).get(seed);
      SortedMap<Integer, Double> most = course(plain, majority()).get(seed);
      SortedMap<Integer, Double> few = course(plain, group).get(seed);
      if (mine != null && most != null && few != null) {
        double reached = run.getValue().get(run.getValue().lastKey());
        matches.put(seed, match(reached, mine.get(mine.lastKey()), List.copyOf(most.values()), List.copyOf(few.values())));
      }
    }
    return matches;
  }

  /**
   * Where the plain network's accuracy on the majority first reaches the private one's, linear between two epochs.
   *
   * @param reached the private network's accuracy on the majority
   * @param minority and on the minority
   * @param most the plain one's on the majority, after each epoch
   * @param few and on the minority
   */
  static Match match(double reached, double minority, List<Double> most, List<Double> few) {
    if (most.get(0) >= reached) {
      return most.get(0) == reached
          ? new Match(Optional.of(minority - few.get(0)), "")
          : new Match(Optional.empty(), "above it after the first epoch");
    }
    for (int i = 1; i < most.size(); i++) {
      if (most.get(i) >= reached) {
        double part = (reached - most.get(i - 1)) / (most.get(i) - most.get(i - 1));
        double there = few.get(i - 1) + part * (few.get(i) - few.get(i - 1));
        return new Match(Optional.of(minority - there), "");
      }
    }
    return new Match(Optional.empty(), "never as accurate");
  }

  /** The private cases, in the order of the grid. */
  public List<Case> privateCases() {
    return cases().stream().filter(at -> part(at) == Part.PRIVATE).toList();
  }

  /** All cases, plain ones first, then clipped and private ones. */
  public List<Case> cases() {
    return results.grid().cases().stream().sorted(Comparator.comparing(this::part)).toList();
  }

  /** A case in few words: {@code plain}, {@code clipped, no noise}, {@code ε = 3}. */
  public String label(Case at) {
    return switch (part(at)) {
      case PLAIN, CLIPPED -> {
        boolean first = reference(at, part(at)).filter(at::equals).isPresent();
        yield part(at).words() + (first ? also(shared(at)) : " (" + at.arm().variant() + ")");
      }
      case PRIVATE ->
          "\u03b5 = " + Text.rho(Math.round(100 * epsilon(at).orElseThrow()) / 100.0).replaceAll("\\.0$", "") + extras(at);
      case OTHER -> results.labels().of(at.arm());
    };
  }

  /** Settings that tell private arms of one epsilon apart. */
  private static String extras(Case at) {
    List<String> extras =
        at.arm().settings().stream()
            .filter(setting -> !setting.matches("(" + USUAL + ")=.*"))
            .sorted()
            .toList();
    return also(String.join(", ", extras));
  }

  private static String also(String settings) {
    return settings.isEmpty() ? "" : ", " + settings;
  }
}

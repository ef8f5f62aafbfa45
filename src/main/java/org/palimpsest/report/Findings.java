package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Summary;

/**
 * What the numbers say, in words. A difference counts only where its 95 % interval excludes zero: Student's over
 * pairs of a seed when there are two seeds or more, else where the intervals over test images do not overlap.
 */
final class Findings {

  private static final double LEVEL = .95;

  private final Slice slice;
  private final Published published;

  private Findings(Slice slice, Published published) {
    this.slice = slice;
    this.published = published;
  }

  static List<Finding> of(Slice slice, Published published) {
    Findings findings = new Findings(slice, published);
    List<Finding> list = new ArrayList<>();
    Optional<Double> chance = findings.control("chance");
    if (chance.isPresent()) {
      slice.attack(Attack.BALANCED).ifPresent(attack -> list.addAll(findings.readable(attack, chance.get())));
    }
    findings.disagreement().ifPresent(list::add);
    findings.mirror().ifPresent(list::add);
    findings.accuracy().ifPresent(list::add);
    findings.training().ifPresent(list::add);
    findings.besidePaper().ifPresent(list::add);
    findings.fewSeeds().ifPresent(list::add);
    return List.copyOf(list);
  }

  /** From which methods' features the balanced attacker reads the private class. */
  private List<Finding> readable(Attack attack, double chance) {
    List<String> read = new ArrayList<>();
    List<String> lowest = new ArrayList<>();
    List<Finding> others = new ArrayList<>();
    for (Arm arm : slice.arms()) {
      List<Condition> measured =
          conditions(arm).stream().filter(at -> slice.estimate(Query.leak(at, attack)).isPresent()).toList();
      List<Condition> above = measured.stream().filter(at -> leak(at, attack).low() > chance).toList();
      if (measured.isEmpty()) {
        continue;
      }
      if (above.size() == measured.size()) {
        Condition least = Collections.min(above, Comparator.comparingDouble(at -> leak(at, attack).mean()));
        read.add(slice.label(arm));
        lowest.add("%s %s at %s".formatted(slice.label(arm), Text.share(leak(least, attack)), rho(least)));
      } else {
        others.add(partly(arm, attack, measured, above));
      }
    }
    List<Finding> findings = new ArrayList<>();
    if (!read.isEmpty()) {
      findings.add(
          new Finding(
              "The balanced attacker reads the private class from the features of " + Text.list(read) + ".",
              "Chance is %s %%; the least it reads: %s.".formatted(Text.percent(chance), String.join("; ", lowest))));
    }
    findings.addAll(others);
    return findings;
  }

  private Finding partly(Arm arm, Attack attack, List<Condition> measured, List<Condition> above) {
    String name = slice.label(arm);
    List<String> unclear = measured.stream().filter(at -> !above.contains(at)).map(Findings::rho).toList();
    String claim =
        above.isEmpty()
            ? "The balanced attacker was not seen to read the private class from the features of " + name
                + "; a stronger one may."
            : "From the features of %s the balanced attacker reads the private class at %s; not clearly at %s."
                .formatted(name, Text.list(above.stream().map(Findings::rho).toList()), Text.list(unclear));
    String evidence =
        "Private accuracy "
            + String.join("; ", measured.stream().map(at -> rho(at) + ": " + Text.share(leak(at, attack))).toList());
    return new Finding(claim, evidence + ".");
  }

  private Estimate leak(Condition at, Attack attack) {
    return slice.estimate(Query.leak(at, attack)).orElseThrow();
  }

  /** Whether the published attack sees what the balanced one sees. */
  private Optional<Finding> disagreement() {
    Optional<Attack> weak = slice.attack(Attack.PUBLISHED);
    Optional<Attack> strong = slice.attack(Attack.BALANCED);
    if (weak.isEmpty() || strong.isEmpty()) {
      return Optional.empty();
    }
    int compared = 0;
    int more = 0;
    int less = 0;
    Condition widest = null;
    double gap = 0;
    for (Condition at : slice.conditions()) {
      Optional<Difference> difference = difference(Query.leak(at, strong.get()), Query.leak(at, weak.get()));
      if (difference.isPresent()) {
        compared++;
        more += difference.get().clear() && difference.get().mean() > 0 ? 1 : 0;
        less += difference.get().clear() && difference.get().mean() < 0 ? 1 : 0;
        if (Math.abs(difference.get().mean()) > Math.abs(gap)) {
          gap = difference.get().mean();
          widest = at;
        }
      }
    }
    if (widest == null) {
      return Optional.empty();
    }
    String claim =
        more + less == 0
            ? "The published and the balanced attack cannot be told apart here."
            : "The published and the balanced attack disagree in %d of %s."
                .formatted(more + less, Text.count(compared, "cell"));
    String evidence =
        "The balanced attack finds more in %d and less in %d%s. ".formatted(
                more, less, more + less < compared ? "; elsewhere the interval of the difference holds zero" : "")
            + "Widest gap: %s at %s, published %s, balanced %s."
                .formatted(
                    slice.label(widest.arm()),
                    rho(widest),
                    Text.share(leak(widest, weak.get())),
                    Text.share(leak(widest, strong.get())));
    return Optional.of(new Finding(claim, evidence));
  }

  /** Whether the published attack's result merely mirrors target accuracy. */
  private Optional<Finding> mirror() {
    Optional<Attack> attack = slice.attack(Attack.PUBLISHED);
    List<double[]> points = new ArrayList<>();
    for (Condition at : slice.conditions()) {
      Optional<Estimate> target = slice.estimate(Query.target(at));
      Optional<Estimate> leak = attack.flatMap(a -> slice.estimate(Query.leak(at, a)));
      if (target.isPresent() && leak.isPresent()) {
        points.add(new double[] {target.get().mean(), leak.get().mean()});
      }
    }
    if (points.size() < 4) {
      return Optional.empty();
    }
    double[] x = points.stream().mapToDouble(point -> point[0]).toArray();
    double[] y = points.stream().mapToDouble(point -> point[1]).toArray();
    double r = new PearsonsCorrelation().correlation(x, y);
    if (Double.isNaN(r)) {
      return Optional.empty();
    }
    String claim =
        "Under the published attack, private accuracy "
            + (r < -.95
                ? "is nearly target accuracy turned upside down."
                : r < -.5 ? "falls as target accuracy rises." : "does not follow target accuracy.");
    String evidence =
        "Correlation r = %s over %d cells. That attacker trains where colour and digit name the same class, and "
                .formatted((r < 0 ? "\u2212" : "") + Text.decimal(Math.abs(r), 3), points.size())
            + "answers with whichever of the two is easier to read.";
    return Optional.of(new Finding(claim, evidence));
  }

  /** Which method answers best where colour does not help. */
  private Optional<Finding> accuracy() {
    List<String> winners = new ArrayList<>();
    boolean clear = false;
    for (double rho : slice.rhos()) {
      List<Condition> ranked =
          slice.conditions().stream()
              .filter(at -> at.rho() == rho && slice.estimate(Query.target(at)).isPresent())
              .sorted(Comparator.comparingDouble(at -> -slice.estimate(Query.target(at)).orElseThrow().mean()))
              .toList();
      if (ranked.size() > 1) {
        Condition best = ranked.get(0);
        boolean ahead =
            difference(Query.target(best), Query.target(ranked.get(1))).map(Difference::clear).orElse(false);
        clear |= ahead;
        winners.add(
            "%s: %s %s%s"
                .formatted(
                    rho(best),
                    slice.label(best.arm()),
                    slice.estimate(Query.target(best)).map(Text::share).orElseThrow(),
                    ahead ? "" : ", not told apart from " + slice.label(ranked.get(1).arm())));
      }
    }
    String claim =
        clear
            ? "Methods differ in target accuracy on the unbiased test set."
            : "No method is clearly ahead in target accuracy on the unbiased test set.";
    return winners.isEmpty()
        ? Optional.empty()
        : Optional.of(new Finding(claim, "Highest at " + String.join("; ", winners) + "."));
  }

  /** Whether attackers were trained well enough for their accuracy to bound anything. */
  private Optional<Finding> training() {
    List<String> weak = new ArrayList<>();
    boolean checked = false;
    for (Condition at : slice.conditions()) {
      for (Attack attack : slice.attacks()) {
        SortedMap<Integer, Double> flags = slice.bySeed(Query.of(at, attack, "train", AttackTable.UNDERTRAINED));
        checked |= !flags.isEmpty();
        long count = flags.values().stream().filter(flag -> flag != 0).count();
        if (count > 0) {
          weak.add(
              "%s on %s at %s (%d of %s)"
                  .formatted(
                      slice.label(attack), slice.label(at.arm()), rho(at), count, Text.count(flags.size(), "seed")));
        }
      }
    }
    if (!checked) {
      return Optional.empty();
    }
    return Optional.of(
        weak.isEmpty()
            ? new Finding(
                "No attacker was undertrained.",
                "Each did at least as well on its own training images as the encoder's own head, read as an attacker.")
            : new Finding(
                "Some attackers were undertrained; what they report is not what there is to read.",
                "Worse on their own training images than the encoder's own head: " + String.join("; ", weak) + "."));
  }

  /** How far ours lie from the published values, where both exist. */
  private Optional<Finding> besidePaper() {
    List<Query> queries = new ArrayList<>();
    for (Condition at : slice.conditions()) {
      queries.add(Query.target(at));
      slice.attack(Attack.PUBLISHED).ifPresent(attack -> queries.add(Query.leak(at, attack)));
    }
    Query farthest = null;
    double largest = -1;
    double sum = 0;
    int count = 0;
    for (Query query : queries) {
      Optional<Estimate> ours = slice.estimate(query);
      Optional<PublishedValue> theirs = published.find(query);
      if (ours.isPresent() && theirs.isPresent()) {
        double gap = Math.abs(ours.get().mean() - theirs.get().mean());
        sum += gap;
        count++;
        if (gap > largest) {
          largest = gap;
          farthest = query;
        }
      }
    }
    if (farthest == null) {
      return Optional.empty();
    }
    boolean same = slice.setting().digits().equals("mnist") && slice.setting().scale().equals("full");
    String claim =
        "Ours lie %s percentage points from the published values on average%s."
            .formatted(
                Text.percent(sum / count),
                same ? "" : ", which says little: they are of real MNIST at full scale, these are not");
    String evidence =
        "Over %s; farthest: %s of %s at \u03c1 = %s, %s against %s %% published."
            .formatted(
                Text.count(count, "value"),
                farthest.metric().replace('_', ' '),
                slice.label(farthest.arm()),
                Text.rho(farthest.rho()),
                slice.estimate(farthest).map(Text::share).orElseThrow(),
                published.find(farthest).map(value -> Text.percent(value.mean())).orElseThrow());
    return Optional.of(new Finding(claim, evidence));
  }

  private Optional<Finding> fewSeeds() {
    int seeds = slice.seeds().size();
    if (seeds >= 3) {
      return Optional.empty();
    }
    return Optional.of(
        seeds == 1
            ? new Finding(
                "One seed only: nothing here says how much a second training run would differ.",
                "Intervals are over test images. Between encoders the same method has been seen to differ by tens of "
                    + "percentage points.")
            : new Finding(
                "Two seeds: intervals are wide, and rightly so.",
                "Student's interval with one degree of freedom is 12.7 standard errors to either side."));
  }

  /** A difference of means; {@code clear} if its 95 % interval excludes zero. */
  private record Difference(double mean, boolean clear) {}

  private Optional<Difference> difference(Query a, Query b) {
    SortedMap<Integer, Double> first = slice.bySeed(a);
    SortedMap<Integer, Double> second = slice.bySeed(b);
    List<Integer> shared = first.keySet().stream().filter(second::containsKey).toList();
    if (shared.isEmpty()) {
      return Optional.empty();
    }
    double[] differences = shared.stream().mapToDouble(seed -> first.get(seed) - second.get(seed)).toArray();
    Summary summary = Summary.of(differences);
    boolean clear =
        summary.interval(LEVEL).map(interval -> !interval.contains(0)).orElseGet(() -> apart(a, b));
    return Optional.of(new Difference(summary.mean(), clear));
  }

  private boolean apart(Query a, Query b) {
    Optional<Interval> first = slice.estimate(a).flatMap(Estimate::interval);
    Optional<Interval> second = slice.estimate(b).flatMap(Estimate::interval);
    return first.isPresent()
        && second.isPresent()
        && (first.get().low() > second.get().high() || second.get().low() > first.get().high());
  }

  private Optional<Double> control(String name) {
    return slice.controls().stream()
        .filter(control -> control.name().equals(name))
        .findFirst()
        .flatMap(control -> slice.control(control, Query.UNBIASED))
        .map(Estimate::mean);
  }

  private List<Condition> conditions(Arm arm) {
    return slice.conditions().stream().filter(at -> at.arm().equals(arm)).toList();
  }

  private static String rho(Condition at) {
    return "\u03c1 = " + Text.rho(at.rho());
  }
}

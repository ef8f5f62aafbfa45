package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What the numbers say, in words; a difference counts only where it is {@link Difference#clear}. */
final class Findings {

  private final Slice slice;
  private final Published published;

  private Findings(Slice slice, Published published) {
    this.slice = slice;
    this.published = published;
  }

  static List<Finding> of(Slice slice, Published published) {
    Findings findings = new Findings(slice, published);
    List<Finding> list = new ArrayList<>();
    Audit.finding(slice).ifPresent(list::add);
    VerdictTable.finding(slice).ifPresent(list::add);
    list.addAll(LeakageFindings.of(slice));
    Comparison.finding(Comparison.of(slice)).ifPresent(list::add);
    findings.accuracy().ifPresent(list::add);
    findings.training().ifPresent(list::add);
    findings.besidePaper().ifPresent(list::add);
    findings.fewSeeds().ifPresent(list::add);
    return List.copyOf(list);
  }

  /** Which method answers best where colour does not help. */
  private Optional<Finding> accuracy() {
    List<String> winners = new ArrayList<>();
    boolean clear = false;
    for (double rho : slice.rhos()) {
      List<Condition> ranked =
          slice.conditions().stream()
              .filter(at -> at.rho() == rho && at.arm().ranked() && slice.estimate(Query.target(at)).isPresent())
              .sorted(Comparator.comparingDouble(at -> -slice.estimate(Query.target(at)).orElseThrow().mean()))
              .toList();
      if (ranked.size() > 1) {
        Condition best = ranked.get(0);
        boolean ahead =
            Difference.of(slice, Query.target(best), Query.target(ranked.get(1))).map(Difference::clear).orElse(false);
        clear |= ahead;
        winners.add(
            "%s: %s %s%s"
                .formatted(
                    best.words(),
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
                      slice.label(attack), slice.label(at.arm()), at.words(), count, Text.count(flags.size(), "seed")));
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
}

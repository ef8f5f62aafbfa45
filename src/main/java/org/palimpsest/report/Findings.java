package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Difference;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.PublishedValue;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** What the numbers say, in words; a difference counts only where it is {@link Difference#clear}. */
final class Findings {

  /** More cases are counted instead of named. */
  static final int FEW = 6;

  private final Results results;
  private final Published published;

  private Findings(Results results, Published published) {
    this.results = results;
    this.published = published;
  }

  static List<Finding> of(Results results, Published published) {
    Findings findings = new Findings(results, published);
    List<Finding> list = new ArrayList<>();
    List<Comparison> comparisons = Comparison.of(results);
    List<Finding> leaks = LeakageFindings.of(results.trained());
    boolean ranked = RankingSurvival.answers(comparisons);
    Audit.finding(results).ifPresent(list::add);
    if (!ranked) {
      list.addAll(leaks);
    }
    RankingSurvival.finding(comparisons).ifPresent(list::add);
    VerdictTable.finding(results).ifPresent(list::add);
    if (ranked) {
      list.addAll(leaks);
    }
    MembershipTable.finding(results).ifPresent(list::add);
    findings.accuracy().ifPresent(list::add);
    findings.training().ifPresent(list::add);
    findings.besidePaper().ifPresent(list::add);
    findings.fewSeeds().ifPresent(list::add);
    return List.copyOf(list);
  }

  /** Which method answers best where the private attribute does not help. */
  private Optional<Finding> accuracy() {
    List<String> winners = new ArrayList<>();
    boolean clear = false;
    for (List<Case> cases : results.grid().byCondition().values()) {
      List<Case> ranked =
          cases.stream()
              .filter(at -> results.roster().ranked(at.arm()) && results.estimate(results.target(at)).isPresent())
              .sorted(Comparator.comparingDouble(at -> -results.estimate(results.target(at)).orElseThrow().mean()))
              .toList();
      if (ranked.size() > 1) {
        Case best = ranked.get(0);
        boolean ahead =
            Difference.of(results, results.target(best), results.target(ranked.get(1))).map(Difference::clear).orElse(false);
        clear |= ahead;
        winners.add(
            "%s: %s %s%s"
                .formatted(
                    Words.condition(best.condition()),
                    results.labels().of(best.arm()),
                    results.estimate(results.target(best)).map(Text::share).orElseThrow(),
                    ahead ? "" : ", not told apart from " + results.labels().of(ranked.get(1).arm())));
      }
    }
    String claim =
        clear
            ? "Methods differ in target accuracy on the " + results.words().testSet() + "."
            : "No method is clearly ahead in target accuracy on the " + results.words().testSet() + ".";
    return winners.isEmpty()
        ? Optional.empty()
        : Optional.of(new Finding(claim, "Highest " + (results.words().hasAxis() ? "at " : "for ") + String.join("; ", winners) + "."));
  }

  /** Whether attackers were trained well enough for their accuracy to bound anything. */
  private Optional<Finding> training() {
    List<String> weak = new ArrayList<>();
    Map<String, int[]> tallies = new LinkedHashMap<>();
    for (Case at : results.grid().cases()) {
      for (AttackKey attack : results.attacks()) {
        SortedMap<Integer, Double> flags = results.bySeed(Query.of(at, attack, Metrics.TRAIN, Metrics.UNDERTRAINED));
        int count = (int) flags.values().stream().filter(flag -> flag != 0).count();
        int[] tally = tallies.computeIfAbsent(results.labels().of(attack), label -> new int[2]);
        tally[0] += count;
        tally[1] += flags.size();
        if (count > 0) {
          weak.add(
              "%s on %s %s (%d of %s)"
                  .formatted(
                      results.labels().of(attack), results.labels().of(at.arm()), Words.under(at.condition()), count,
                      Text.count(flags.size(), "seed")));
        }
      }
    }
    if (tallies.values().stream().allMatch(tally -> tally[1] == 0)) {
      return Optional.empty();
    }
    if (weak.size() > FEW) {
      weak.clear();
      tallies.forEach(
          (attack, tally) -> {
            if (tally[0] > 0) {
              weak.add("%s in %d of %d fits".formatted(attack, tally[0], tally[1]));
            }
          });
      weak.add("which, the table of their training below says");
    }
    return Optional.of(
        weak.isEmpty()
            ? new Finding(
                "No attacker was undertrained.",
                "None is known to have learned less from its own training images than there was to learn.")
            : new Finding(
                "Some attackers were undertrained; what they report is not what there is to read.",
                "Worse than the encoder's own head on their own training images, than the best of their kind, or than a"
                    + " smaller attacker: " + String.join("; ", weak) + "."));
  }

  /** How far ours lie from the published values, where both exist. */
  private Optional<Finding> besidePaper() {
    List<Query> queries = new ArrayList<>();
    for (Case at : results.grid().cases()) {
      queries.add(results.target(at));
      new Ladder(results).published().ifPresent(attack -> queries.add(results.leak(at, attack)));
    }
    Query farthest = null;
    double largest = -1;
    double sum = 0;
    int count = 0;
    for (Query query : queries) {
      Optional<Estimate> ours = results.estimate(query);
      Optional<PublishedValue> theirs = published.find(results, query);
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
    boolean same = results.grid().source().scale().equals("full");
    String title = results.words().task().dataset().title();
    String claim =
        "Ours lie %s percentage points from the published values on average%s."
            .formatted(
                Text.percent(sum / count),
                same ? "" : ", which says little: they are of real " + title + " at full scale, these are not");
    String evidence =
        "Over %s; farthest: %s of %s %s, %s against %s %% published."
            .formatted(
                Text.count(count, "value"),
                farthest.metric().replace('_', ' '),
                results.labels().of(farthest.at().arm()),
                Words.under(farthest.at().condition()),
                results.estimate(farthest).map(Text::share).orElseThrow(),
                published.find(results, farthest).map(value -> Text.percent(value.mean())).orElseThrow());
    return Optional.of(new Finding(claim, evidence));
  }

  private Optional<Finding> fewSeeds() {
    int seeds = results.grid().seeds().size();
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

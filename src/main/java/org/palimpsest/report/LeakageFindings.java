package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hipparchus.stat.descriptive.rank.Median;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Difference;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.RankCorrelation;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** What the attacks say, in words: who is read by whom, and whether the attackers agree. */
final class LeakageFindings {

  private final Results results;
  private final Optional<AttackKey> weak;
  private final Optional<AttackKey> strong;

  private LeakageFindings(Results results) {
    this.results = results;
    this.weak = new Ladder(results).published();
    this.strong = new Ladder(results).balanced();
  }

  static List<Finding> of(Results results) {
    LeakageFindings findings = new LeakageFindings(results);
    List<Finding> list = new ArrayList<>();
    findings.strong.ifPresent(attack -> list.addAll(findings.readable(attack, results.words().privateChance())));
    findings.disagreement().ifPresent(list::add);
    findings.mirror().ifPresent(list::add);
    return list;
  }

  /** From which methods' features the balanced attacker reads the private class. */
  private List<Finding> readable(AttackKey attack, double chance) {
    List<Arm> read = new ArrayList<>();
    List<Case> lowest = new ArrayList<>();
    List<Arm> sometimes = new ArrayList<>();
    List<Arm> never = new ArrayList<>();
    for (Arm arm : results.grid().arms().stream().filter(results.roster()::ranked).toList()) {
      List<Case> measured = measured(arm, attack);
      List<Case> above = measured.stream().filter(at -> leak(at, attack).low() > chance).toList();
      if (measured.isEmpty()) {
        continue;
      }
      if (above.size() == measured.size()) {
        lowest.add(Collections.min(above, Comparator.comparingDouble(at -> leak(at, attack).mean())));
        read.add(arm);
      } else {
        (above.isEmpty() ? never : sometimes).add(arm);
      }
    }
    int all = read.size() + sometimes.size() + never.size();
    List<Finding> findings = new ArrayList<>();
    if (!read.isEmpty()) {
      findings.add(
          new Finding(
              "The balanced attacker reads the private class from the features of "
                  + (read.size() > Findings.FEW
                      ? (read.size() == all ? "all " : read.size() + " of ") + all + " methods"
                      : names(read))
                  + (sometimes.isEmpty() ? "." : " under every condition."),
              "Chance is %s %%; least is read of %s.".formatted(Text.percent(chance), least(lowest, attack))));
    }
    if (!never.isEmpty()) {
      findings.add(
          new Finding(
              "The balanced attacker was not seen to read the private class from the features of " + names(never)
                  + "; a stronger one may.",
              "Private accuracy " + String.join("; ", never.stream().map(arm -> leaks(arm, attack)).toList()) + "."));
    }
    sometimes.forEach(arm -> findings.add(partly(arm, attack, chance)));
    return findings;
  }

  /** The few that are read least. */
  private String least(List<Case> lowest, AttackKey attack) {
    return lowest.stream()
        .sorted(Comparator.comparingDouble(at -> leak(at, attack).mean()))
        .limit(3)
        .map(at -> "%s %s %s".formatted(results.labels().of(at.arm()), Text.share(leak(at, attack)), Words.under(at.condition())))
        .collect(Collectors.joining("; "));
  }

  private Finding partly(Arm arm, AttackKey attack, double chance) {
    List<Case> measured = measured(arm, attack);
    List<String> above =
        measured.stream().filter(at -> leak(at, attack).low() > chance).map(at -> Words.under(at.condition())).toList();
    List<String> unclear =
        measured.stream().filter(at -> leak(at, attack).low() <= chance).map(at -> Words.under(at.condition())).toList();
    return new Finding(
        "From the features of %s the balanced attacker reads the private class %s; not clearly %s."
            .formatted(results.labels().of(arm), Text.list(above), Text.list(unclear)),
        "Private accuracy " + leaks(arm, attack) + ".");
  }

  private String names(List<Arm> arms) {
    return Text.list(arms.stream().map(results.labels()::of).toList());
  }

  /** What was read of an arm under each condition. */
  private String leaks(Arm arm, AttackKey attack) {
    return results.labels().of(arm) + " "
        + String.join(
            ", ",
            measured(arm, attack).stream().map(at -> Text.share(leak(at, attack)) + " " + Words.under(at.condition())).toList());
  }

  private List<Case> measured(Arm arm, AttackKey attack) {
    return conditions(arm).stream().filter(at -> results.estimate(results.leak(at, attack)).isPresent()).toList();
  }

  /** Whether the published attack sees what the balanced one sees. */
  private Optional<Finding> disagreement() {
    if (weak.isEmpty() || strong.isEmpty()) {
      return Optional.empty();
    }
    int compared = 0;
    int more = 0;
    int less = 0;
    Case widest = null;
    double gap = 0;
    for (Case at : results.grid().cases()) {
      Optional<Difference> difference = Difference.of(results, results.leak(at, strong.get()), results.leak(at, weak.get()));
      if (difference.isPresent()) {
        compared++;
        more += told(difference.get()) && difference.get().mean() > 0 ? 1 : 0;
        less += told(difference.get()) && difference.get().mean() < 0 ? 1 : 0;
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
                .formatted(more + less, Text.count(compared, "case"));
    String evidence =
        "The balanced attack finds more in %d and less in %d%s. ".formatted(
                more, less, more + less < compared ? "; elsewhere the interval of the difference holds zero" : "")
            + "Widest gap: %s %s, published %s, balanced %s."
                .formatted(
                    results.labels().of(widest.arm()),
                    Words.under(widest.condition()),
                    Text.share(leak(widest, weak.get())),
                    Text.share(leak(widest, strong.get())));
    return Optional.of(new Finding(claim, evidence));
  }

  /** Two attacks on the same network may be told apart by its test images alone. */
  private static boolean told(Difference difference) {
    return difference.clear() || difference.apart();
  }

  /** Whether the published attack reads the private attribute or names the target instead. */
  private Optional<Finding> mirror() {
    Optional<Double> theirs = weak.flatMap(this::answersTheTarget);
    Optional<Double> ours = strong.flatMap(this::answersTheTarget);
    if (theirs.isEmpty() || ours.isEmpty()) {
      return Optional.empty();
    }
    String target = results.words().target();
    String claim =
        theirs.get() > .5
            ? "The published attack mostly names the %s, and not the %s.".formatted(target, results.words().secret())
            : "The published attack does not mostly name the %s.".formatted(target);
    String evidence =
        ("Its answer has the %s's number in %s %% of the images, that of the balanced attack in %s %%, for the median "
                + "trained method. It trains where %s and %s go together, and answers with whichever of the two is easier to read.")
            .formatted(
                target, Text.percent(theirs.get()), Text.percent(ours.get()), results.words().secret(), target);
    return Optional.of(new Finding(claim, evidence));
  }

  /** In how many of the images an attack's answer has the target's number, for the median trained method. */
  private Optional<Double> answersTheTarget(AttackKey attack) {
    double[] shares =
        results.grid().cases().stream()
            .filter(at -> results.roster().ranked(at.arm()))
            .flatMap(at -> results.estimate(results.headline(at, attack, Metrics.TARGET_AGREEMENT)).stream())
            .mapToDouble(Estimate::mean)
            .toArray();
    return shares.length < RankCorrelation.FEWEST ? Optional.empty() : Optional.of(new Median().evaluate(shares));
  }

  private Estimate leak(Case at, AttackKey attack) {
    return results.estimate(results.leak(at, attack)).orElseThrow();
  }

  private List<Case> conditions(Arm arm) {
    return results.grid().cases().stream().filter(at -> at.arm().equals(arm)).toList();
  }
}

package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hipparchus.stat.correlation.PearsonsCorrelation;

/** What the attacks say, in words: who is read by whom, and whether the attackers agree. */
final class LeakageFindings {

  private final Slice slice;

  private LeakageFindings(Slice slice) {
    this.slice = slice;
  }

  static List<Finding> of(Slice slice) {
    LeakageFindings findings = new LeakageFindings(slice);
    List<Finding> list = new ArrayList<>();
    Optional<Double> chance = findings.chance();
    if (chance.isPresent()) {
      slice.attack(Attack.BALANCED).ifPresent(attack -> list.addAll(findings.readable(attack, chance.get())));
    }
    findings.disagreement().ifPresent(list::add);
    findings.mirror().ifPresent(list::add);
    return list;
  }

  /** From which methods' features the balanced attacker reads the private class. */
  private List<Finding> readable(Attack attack, double chance) {
    List<Arm> read = new ArrayList<>();
    List<Condition> lowest = new ArrayList<>();
    List<Arm> sometimes = new ArrayList<>();
    List<Arm> never = new ArrayList<>();
    for (Arm arm : slice.arms().stream().filter(Arm::ranked).toList()) {
      List<Condition> measured = measured(arm, attack);
      List<Condition> above = measured.stream().filter(at -> leak(at, attack).low() > chance).toList();
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
                  + (sometimes.isEmpty() ? "." : " at every \u03c1."),
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
  private String least(List<Condition> lowest, Attack attack) {
    return lowest.stream()
        .sorted(Comparator.comparingDouble(at -> leak(at, attack).mean()))
        .limit(3)
        .map(at -> "%s %s at %s".formatted(slice.label(at.arm()), Text.share(leak(at, attack)), at.words()))
        .collect(Collectors.joining("; "));
  }

  private Finding partly(Arm arm, Attack attack, double chance) {
    List<Condition> measured = measured(arm, attack);
    List<String> above =
        measured.stream().filter(at -> leak(at, attack).low() > chance).map(Condition::words).toList();
    List<String> unclear =
        measured.stream().filter(at -> leak(at, attack).low() <= chance).map(Condition::words).toList();
    return new Finding(
        "From the features of %s the balanced attacker reads the private class at %s; not clearly at %s."
            .formatted(slice.label(arm), Text.list(above), Text.list(unclear)),
        "Private accuracy " + leaks(arm, attack) + ".");
  }

  private String names(List<Arm> arms) {
    return Text.list(arms.stream().map(slice::label).toList());
  }

  /** What was read of an arm at each correlation. */
  private String leaks(Arm arm, Attack attack) {
    return slice.label(arm) + " "
        + String.join(
            ", ",
            measured(arm, attack).stream().map(at -> Text.share(leak(at, attack)) + " at " + at.words()).toList());
  }

  private List<Condition> measured(Arm arm, Attack attack) {
    return conditions(arm).stream().filter(at -> slice.estimate(Query.leak(at, attack)).isPresent()).toList();
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
      Optional<Difference> difference = Difference.of(slice, Query.leak(at, strong.get()), Query.leak(at, weak.get()));
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
                .formatted(more + less, Text.count(compared, "case"));
    String evidence =
        "The balanced attack finds more in %d and less in %d%s. ".formatted(
                more, less, more + less < compared ? "; elsewhere the interval of the difference holds zero" : "")
            + "Widest gap: %s at %s, published %s, balanced %s."
                .formatted(
                    slice.label(widest.arm()),
                    widest.words(),
                    Text.share(leak(widest, weak.get())),
                    Text.share(leak(widest, strong.get())));
    return Optional.of(new Finding(claim, evidence));
  }

  /** Whether the published attack's result merely mirrors target accuracy. */
  private Optional<Finding> mirror() {
    Optional<Attack> attack = slice.attack(Attack.PUBLISHED);
    List<double[]> points = new ArrayList<>();
    for (Condition at : slice.conditions().stream().filter(c -> c.arm().ranked()).toList()) {
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
        ("Correlation r = %s over %d cases of a trained method. That attacker trains where colour and digit name the "
                + "same class, and ")
                .formatted((r < 0 ? "\u2212" : "") + Text.decimal(Math.abs(r), 3), points.size())
            + "answers with whichever of the two is easier to read.";
    return Optional.of(new Finding(claim, evidence));
  }

  private Estimate leak(Condition at, Attack attack) {
    return slice.estimate(Query.leak(at, attack)).orElseThrow();
  }

  private Optional<Double> chance() {
    return slice.controls().stream()
        .filter(control -> control.name().equals("chance"))
        .findFirst()
        .flatMap(control -> slice.control(control, Query.UNBIASED))
        .map(Estimate::mean);
  }

  private List<Condition> conditions(Arm arm) {
    return slice.conditions().stream().filter(at -> at.arm().equals(arm)).toList();
  }
}

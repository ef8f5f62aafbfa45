package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.palimpsest.attack.PrivateAxes;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.Source;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.random.Seed;
import org.palimpsest.report.results.Results;

/**
 * Made-up results of fifteen arms under every attacker, two of them swept: methods that erase, that hide from linear
 * probes only, that re-weight, that do neither, and one whose seeds disagree. {@code seeds} encoders each.
 */
record SampleLadder(int seeds) {

  static final Source SETTING = new Source("mnist", "disjoint", "reduced");
  static final List<Double> RHOS = List.of(.990, .997);

  /** What an arm's features are like, before noise; {@code spread} is the standard deviation between seeds. */
  record Profile(
      String method, String variant, double target, double published, double linear, double nonLinear, double given,
      double spread) {}

  static final List<Profile> PROFILES =
      List.of(
          new Profile("vanilla", "", .62, .42, .999, .999, 3.2, .004),
          new Profile("vanilla", "erased=leace@0.1", .55, .11, .104, .93, 2.6, .004),
          new Profile("vanilla", "erased=inlp@0.1", .50, .12, .12, .80, 1.9, .006),
          new Profile("end", "bottleneck=tanh-unit", .84, .16, .83, .97, 2.5, .01),
          new Profile("end", "bottleneck=tanh-unit erased=leace@0.1", .80, .12, .105, .74, 1.7, .01),
          new Profile("rubi", "head=trained", .71, .33, .998, .999, 3.1, .008),
          new Profile("learned-mixin", "head=trained", .76, .28, .995, .998, 3.1, .008),
          new Profile("rebias", "", .74, .30, .997, .999, 3.1, .006),
          new Profile("bias-bal", "", .79, .25, .998, .999, 3.15, .005),
          new Profile("group-dro", "", .70, .35, .999, .999, 3.2, .02),
          new Profile("lnl", "", .60, .37, .31, .52, .9, .09),
          new Profile("irene", "", .78, .20, .29, .34, .35, .01),
          new Profile("fairkl", "", .90, .13, .106, .112, .02, .004),
          new Profile("oracle-data", "", .97, .105, .45, .72, 1.6, .01),
          new Profile("untrained", "", .10, .60, .97, .995, 2.9, .005));

  List<ResultRow> rows() {
    List<ResultRow> rows = new ArrayList<>();
    for (Profile profile : PROFILES) {
      for (double rho : RHOS) {
        for (int seed = 0; seed < seeds; seed++) {
          new Cell(profile, rho, seed, rows).add();
        }
      }
    }
    return rows;
  }

  Results slice() {
    return new Results(SETTING, rows(), RecordedRun.none(), name -> name);
  }

  private final class Cell {
    private final Profile arm;
    private final double rho;
    private final int seed;
    private final List<ResultRow> rows;
    private final RandomGenerator random;

    Cell(Profile arm, double rho, int seed, List<ResultRow> rows) {
      this.arm = arm;
      this.rho = rho;
      this.seed = seed;
      this.rows = rows;
      this.random =
          new Seed(3).derive(arm.method() + arm.variant(), Double.toString(rho), Integer.toString(seed)).generator();
    }

    void add() {
      double harder = rho > .99 && arm.target() < .95 ? .15 : 0;
      double target = Math.max(.1, arm.target() - harder);
      share("", "", Double.NaN, Metrics.TARGET_ACCURACY, noisy(target));
      attack("published", "", .999, arm.published() + harder, arm.method().equals("end"));
      attack("published-mlp", "images=encoder", .1, .5 * arm.linear() + .05, false);
      attack("balanced", "", .1, arm.linear() - .002, false);
      attack("linear", "", .1, arm.linear(), false);
      attack("mlp", "", .1, arm.nonLinear(), false);
      attack("knn", "", .1, .1 + .9 * (arm.nonLinear() - .1), false);
      attack("decoder", "", .1, .1 + .95 * (arm.nonLinear() - .1), false);
      for (double attackerRho : List.of(.5, .9, .99, .999)) {
        double weight = -Math.log10(1 - attackerRho) / 3;
        attack("linear", "", attackerRho, (1 - weight) * arm.linear() + weight * (arm.published() + harder), false);
      }
      for (int examples : List.of(100, 1000, 10_000)) {
        double share = Math.log10(examples) / 4.5;
        attack("linear", "examples=" + examples, .1, .1 + share * (arm.linear() - .1), false);
        attack("mlp", "examples=" + examples, .1, .1 + share * share * (arm.nonLinear() - .1), false);
      }
      bits("linear", "", Metrics.INFORMATION, 3.32 * (arm.linear() - .1) / .9);
      bits("mlp", "", Metrics.INFORMATION, 3.32 * (arm.nonLinear() - .1) / .9);
      for (String probe : List.of("", "probe=mlp")) {
        double part = probe.isEmpty() ? .7 : 1;
        attack("conditional", probe, .1, .12 + part * arm.given() / 4, false);
        bits("conditional", probe, Metrics.CONDITIONAL_INFORMATION, part * arm.given());
        share("conditional", probe, .1, "conditional_majority_accuracy", .14);
        attack("mdl", probe, .1, arm.linear(), false);
        plain("mdl", probe, "compression", 1 + 4 * arm.linear());
        plain("mdl", probe, "code_length_bits", 33_000 / (1 + 4 * arm.linear()));
      }
      for (String axis : PrivateAxes.NAMES) {
        double apart = (axis.equals("mean_axis") ? 1 : .6) * arm.given() / 3.4;
        double sd = Math.sqrt(1 - apart * apart);
        for (int value = 0; value < 2; value++) {
          rows.add(group("b" + value, axis + "_mean", value == 0 ? -apart : apart));
          rows.add(group("b" + value, axis + "_sd", sd));
        }
        rows.add(row("", "", Double.NaN, Metrics.UNBIASED, axis + "_d_prime", 2 * apart / sd, Double.NaN));
      }
      control("chance", Double.NaN, .1);
      control("majority", .1, .1135);
      control("digit-only", .1, .0996);
      control("shuffled", .1, .101 + .004 * random.nextGaussian());
      control("raw-pixel", .1, .9999);
    }

    private void attack(String attacker, String variant, double attackerRho, double value, boolean undertrained) {
      double read = noisy(value);
      share(attacker, variant, attackerRho, Metrics.PRIVATE_ACCURACY, read);
      share(attacker, variant, attackerRho, "attacker_target_agreement", Math.max(.1, 1.05 - read));
      rows.add(row(attacker, variant, attackerRho, "train", "train_accuracy", Math.min(1, read + .01), Double.NaN));
      rows.add(row(attacker, variant, attackerRho, "train", "undertrained", undertrained ? 1 : 0, Double.NaN));
      if (Set.of("balanced", "linear", "mlp").contains(attacker)) {
        rows.add(row(attacker, variant, attackerRho, "train", "converged", 1, Double.NaN));
      }
    }

    private void control(String name, double attackerRho, double value) {
      share(name, "", attackerRho, Metrics.PRIVATE_ACCURACY, value);
    }

    private void bits(String attacker, String variant, String metric, double value) {
      double noisy = value + arm.spread() * random.nextGaussian();
      rows.add(row(attacker, variant, .1, Metrics.UNBIASED, metric, noisy, .02));
    }

    private void plain(String attacker, String variant, String metric, double value) {
      rows.add(row(attacker, variant, .1, "train", metric, value, Double.NaN));
    }

    private void share(String attacker, String variant, double attackerRho, String metric, double value) {
      double half = 1.96 * Math.sqrt(value * (1 - value) / 10_000);
      for (String split : List.of("biased", Metrics.UNBIASED, "conflicting")) {
        rows.add(row(attacker, variant, attackerRho, split, metric, value, half));
      }
    }

    private double noisy(double value) {
      return Math.max(.02, Math.min(1, value + arm.spread() * random.nextGaussian()));
    }

    private ResultRow group(String group, String metric, double value) {
      return row(
          AttackKey.NONE, Metrics.UNBIASED, new Measurement(metric, group, value, Double.NaN, Double.NaN, 1000));
    }

    private ResultRow row(
        String attacker, String variant, double attackerRho, String split, String metric, double value, double half) {
      return row(
          new AttackKey(attacker, variant, AxisLabel.rho(attackerRho)),
          split,
          new Measurement(metric, "all", value, value - half, value + half, 10_000));
    }

    private ResultRow row(AttackKey attack, String split, Measurement measurement) {
      Case at = new Case(new Arm(arm.method(), arm.variant()), AxisLabel.rho(rho));
      String id = "%s-%s-%s-%d".formatted(arm.method(), arm.variant(), rho, seed);
      return new ResultRow(
          new ResultRow.Origin("ladder", SETTING, id, at, seed), attack,
          new ResultRow.Measured(split, 0, measurement));
    }
  }
}

package org.palimpsest.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.Source;
import org.palimpsest.metric.Measurement;
import org.palimpsest.random.Seed;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.PublishedValue;
import org.palimpsest.report.results.Results;

/**
 * Made-up results for tests, near the published ones where those exist: a grid of methods, correlations and seeds
 * with everything the report knows how to show. The balanced attacker reads almost everything from Vanilla.
 */
record SampleRuns(List<String> methods, List<Double> rhos, int seeds, Source setting, int epochs) {

  static final SampleRuns SMALL =
      new SampleRuns(
          List.of("Vanilla", "EnD"), List.of(.990, .997, .999), 3, new Source("mnist", "published", "full"), 12);

  private static final Results MNIST = none(SMALL.setting());

  private static final double IMAGES = 10_000;

  SampleRuns withMethods(String... names) {
    return new SampleRuns(List.of(names), rhos, seeds, setting, epochs);
  }

  SampleRuns withRhos(Double... values) {
    return new SampleRuns(methods, List.of(values), seeds, setting, epochs);
  }

  SampleRuns withSeeds(int number) {
    return new SampleRuns(methods, rhos, number, setting, epochs);
  }

  SampleRuns withSetting(String digits, String protocol, String scale) {
    return new SampleRuns(methods, rhos, seeds, new Source(digits, protocol, scale), epochs);
  }

  List<ResultRow> rows() {
    List<ResultRow> rows = new ArrayList<>();
    Published published = published();
    for (String method : methods) {
      for (double rho : rhos) {
        for (int seed = 0; seed < seeds; seed++) {
          new Cell(method, rho, seed, published).add(rows);
        }
      }
    }
    return rows;
  }

  /** No results at all, to ask for words and roles. */
  static Results none(Source source) {
    return new Results(source, List.of(), RecordedRun.none(), name -> name);
  }

  static Published published() {
    try {
      return Published.load();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One trained network and what was measured on it. */
  private final class Cell {
    private final String name;
    private final String variant;
    private final double rho;
    private final int seed;
    private final Published published;
    private final RandomGenerator random;

    Cell(String method, double rho, int seed, Published published) {
      String[] parts = method.split(" ", 2);
      this.name = parts[0];
      this.variant = parts.length > 1 ? parts[1] : "";
      this.rho = rho;
      this.seed = seed;
      this.published = published;
      this.random = new Seed(11).derive(method, Double.toString(rho), Integer.toString(seed)).generator();
    }

    void add(List<ResultRow> rows) {
      Case at = new Case(new Arm(name, variant), AxisLabel.rho(rho));
      double target = near(published.find(MNIST, MNIST.target(at)).map(PublishedValue::mean).orElse(.6));
      AttackKey attack = new AttackKey("published", "", AxisLabel.rho(.999));
      double leak = near(published.find(MNIST, MNIST.leak(at, attack)).map(PublishedValue::mean).orElse(1.05 - target));
      double balanced = name.equals("Vanilla") ? .985 : near(.62);
      boolean undertrained = name.equals("EnD") && rho == .999;
      encoder(rows, target);
      attack(rows, attack, leak, undertrained);
      attack(rows, new AttackKey("balanced", "", AxisLabel.rho(.1)), balanced + .01 * random.nextGaussian() / 2, false);
      controls(rows);
      curves(rows, target);
    }

    private void encoder(List<ResultRow> rows, double target) {
      rows.add(row(AttackKey.NONE, "biased", "all", "target_accuracy", 0, .998));
      rows.add(row(AttackKey.NONE, "unbiased", "all", "target_accuracy", 0, target));
      rows.add(row(AttackKey.NONE, "conflicting", "all", "target_accuracy", 0, .95 * target));
      rows.add(row(AttackKey.NONE, "unbiased", "aligned", "target_accuracy", 0, .997));
      rows.add(row(AttackKey.NONE, "unbiased", "conflicting", "target_accuracy", 0, .96 * target));
      rows.add(row(AttackKey.NONE, "unbiased", "y3b7", "target_accuracy", 0, .8 * target));
      rows.add(row(AttackKey.NONE, "unbiased", "y3b7", "worst_group_target_accuracy", 0, .8 * target));
    }

    private void attack(List<ResultRow> rows, AttackKey attack, double leak, boolean undertrained) {
      double value = Math.min(1, leak);
      rows.add(row(attack, "biased", "all", "private_accuracy", 0, .99));
      rows.add(row(attack, "unbiased", "all", "private_accuracy", 0, value));
      rows.add(row(attack, "conflicting", "all", "private_accuracy", 0, .93 * value));
      rows.add(row(attack, "unbiased", "aligned", "private_accuracy", 0, .99));
      rows.add(row(attack, "unbiased", "conflicting", "private_accuracy", 0, .95 * value));
      rows.add(row(attack, "unbiased", "all", "worst_group_private_accuracy", 0, .6 * value));
      rows.add(row(attack, "unbiased", "all", "attacker_target_agreement", 0, Math.max(.1, 1.08 - value)));
      rows.add(row(attack, "train", "all", "private_accuracy", 0, undertrained ? .488 : .999));
      rows.add(row(attack, "train", "all", "head_private_accuracy", 0, .936));
      rows.add(plain(attack, "undertrained", undertrained ? 1 : 0));
      rows.add(plain(attack, "converged", attack.name().equals("balanced") ? 1 : 0));
      rows.add(plain(attack, "train_loss", undertrained ? 2.15 : .012));
      rows.add(plain(attack, "gradient_norm", undertrained ? .08 : 3.4e-5));
    }

    private void controls(List<ResultRow> rows) {
      for (String split : List.of("biased", "unbiased", "conflicting")) {
        rows.add(row(new AttackKey("chance", "", AxisLabel.NONE), split, "all", "private_accuracy", 0, .1));
        rows.add(row(new AttackKey("majority", "", AxisLabel.rho(.1)), split, "all", "private_accuracy", 0, .1135));
        rows.add(row(new AttackKey("digit-only", "", AxisLabel.rho(.1)), split, "all", "private_accuracy", 0, .0996));
        rows.add(row(new AttackKey("raw-pixel", "", AxisLabel.rho(.1)), split, "all", "private_accuracy", 0, .9999));
      }
    }

    private void curves(List<ResultRow> rows, double target) {
      for (int epoch = 1; epoch <= epochs; epoch++) {
        double done = 1 - Math.exp(-3.0 * epoch / epochs);
        double noise = .01 * random.nextGaussian();
        double crossEntropy = .02 + .6 * (1 - done) * (1 + noise);
        rows.add(row(AttackKey.NONE, "train", "all", "cross_entropy", epoch, crossEntropy));
        rows.add(row(AttackKey.NONE, "train", "all", "loss", epoch, crossEntropy + (name.equals("EnD") ? .3 : 0)));
        rows.add(row(AttackKey.NONE, "validation_biased", "all", "target_accuracy", epoch, .2 + .79 * done));
        double unbiased = .1 + (target - .1) * done + noise;
        rows.add(row(AttackKey.NONE, "validation_unbiased", "all", "target_accuracy", epoch, Math.max(0, unbiased)));
      }
    }

    private double near(double value) {
      return Math.max(.05, Math.min(.999, value + .012 * random.nextGaussian()));
    }

    private ResultRow plain(AttackKey attack, String metric, double value) {
      return row(attack, "train", "all", metric, 0, value, Double.NaN);
    }

    private ResultRow row(AttackKey attack, String split, String group, String metric, int epoch, double value) {
      double share = Math.max(0, Math.min(1, value));
      return row(attack, split, group, metric, epoch, value, 1.96 * Math.sqrt(share * (1 - share) / IMAGES));
    }

    private ResultRow row(
        AttackKey attack, String split, String group, String metric, int epoch, double value, double half) {
      Case at = new Case(new Arm(name, variant), AxisLabel.rho(rho));
      String id = "%s-%s-%d".formatted(name + variant.replace(" ", ""), rho, seed);
      return new ResultRow(
          new ResultRow.Origin("sample", setting, id, at, seed),
          attack,
          new ResultRow.Measured(
              split, epoch, new Measurement(metric, group, value, value - half, value + half, (int) IMAGES)));
    }
  }
}

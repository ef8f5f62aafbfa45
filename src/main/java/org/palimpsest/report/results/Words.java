package org.palimpsest.report.results;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Source;
import org.palimpsest.experiment.GivenExperiment;
import org.palimpsest.experiment.TaskRecord;

/** How a task's attributes, conditions and test images are called in texts, tables and figures. */
public record Words(TaskRecord task) {

  private static final String RHO = "rho";

  /** The noun of the target, such as {@code digit}. */
  public String target() {
    return task.target().noun();
  }

  /** Whether a target is asked for at all. */
  public boolean hasTarget() {
    return task.target().values().size() > 1;
  }

  /** Whether the features were made elsewhere, so that nothing was trained. */
  public boolean givenFeatures() {
    return task.dataset().name().equals(GivenExperiment.DATASET);
  }

  /** The noun of the private attribute, such as {@code colour}. */
  public String secret() {
    return task.privateAttribute().noun();
  }

  /** Several of the private attribute's values: {@code colours}. */
  public String secrets() {
    return plural(secret());
  }

  /** {@code digits}. */
  public String targets() {
    return plural(target());
  }

  /** The accuracy of guessing the target. */
  public double targetChance() {
    return task.target().chance();
  }

  /** The accuracy of guessing the private attribute. */
  public double privateChance() {
    return task.privateAttribute().chance();
  }

  /**
   * What an attacker scores at most who knows nothing of an image: the share of the most frequent value among the test
   * images, one over the number of values where they count alike.
   */
  public double privateFloor() {
    return shares().map(shares -> Arrays.stream(shares).max().orElseThrow()).orElse(privateChance());
  }

  /** What there is to know of an image's private value on the test images, in bits. */
  public double privateBits() {
    return shares()
        .map(Words::entropy)
        .orElseGet(() -> Math.log(task.privateAttribute().values().size()) / Math.log(2));
  }

  /** What the target alone tells of the private value on the test images, in bits; none where they count alike. */
  public double targetTells() {
    return task.shares()
        .map(
            groups -> {
              double[] targets = Arrays.stream(groups).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
              double[] pairs = Arrays.stream(groups).flatMapToDouble(Arrays::stream).toArray();
              return entropy(targets) + privateBits() - entropy(pairs);
            })
        .orElse(0.0);
  }

  /** Of each private value among the test images; empty where all count alike. */
  private Optional<double[]> shares() {
    return task.shares()
        .map(
            groups -> {
              double[] shares = new double[groups[0].length];
              Arrays.stream(groups).forEach(row -> IntStream.range(0, row.length).forEach(b -> shares[b] += row[b]));
              return shares;
            });
  }

  private static double entropy(double[] shares) {
    return Arrays.stream(shares).filter(p -> p > 0).map(p -> -p * Math.log(p) / Math.log(2)).sum();
  }

  /** Whether an attacker learns where private attribute and target are independent. */
  public boolean balanced(AttackKey attack) {
    return !attack.mix().isNone() && attack.mix().equals(task.balanced());
  }

  /** The split that a report leads with. */
  public String headline() {
    return task.headline();
  }

  /** {@code unbiased test set}. */
  public String testSet() {
    return task.headline().equals("test") ? "test set" : task.headline() + " test set";
  }

  /** Whether conditions lie on an axis with levels, so that there is one to draw. */
  public boolean hasAxis() {
    return !task.axis().isEmpty();
  }

  /** Whether that axis is a correlation of target and private attribute. */
  public boolean isRho() {
    return task.axis().equals(RHO);
  }

  /** What conditions differ in, for the heading of a column: {@code ρ}. */
  public String axis() {
    return hasAxis() ? symbol(task.axis()) : "condition";
  }

  /** The column's name in CSV. */
  public String axisKey() {
    return hasAxis() ? task.axis() : "condition";
  }

  /** Several conditions: {@code 3 correlations}. */
  public String conditions(int count) {
    return Text.count(count, isRho() ? "correlation" : "condition");
  }

  /** {@code ρ = 0.999}, or the condition's name. */
  public static String condition(AxisLabel condition) {
    return condition.level().isPresent()
        ? symbol(condition.axis()) + " = " + number(condition.level().getAsDouble())
        : condition.text();
  }

  /** At what, or for what, a network was trained: {@code at ρ = 0.999}, {@code for hair}. */
  public static String under(AxisLabel condition) {
    return (condition.level().isPresent() ? "at " : "for ") + condition(condition);
  }

  /** The heading of a panel: {@code trained at ρ = 0.999}, or the condition's name. */
  public static String panel(AxisLabel condition) {
    return condition.level().isPresent() ? "trained " + under(condition) : condition.text();
  }

  /** The condition on its axis alone: {@code 0.999}, or its name. */
  public static String level(AxisLabel condition) {
    return condition.level().isPresent() ? number(condition.level().getAsDouble()) : condition.text();
  }

  /** For file names: {@code rho-0.999}. */
  public static String file(AxisLabel condition) {
    return condition.level().isPresent()
        ? Text.slug(condition.axis()) + "-" + number(condition.level().getAsDouble())
        : Text.slug(condition.text());
  }

  /** A share as {@link Text#rho} has it, a number of images without decimals. */
  private static String number(double level) {
    return level > 1 && level == Math.rint(level) ? Long.toString((long) level) : Text.rho(level);
  }

  /** {@code MNIST, disjoint protocol, reduced}. */
  public String label(Source source) {
    return task.dataset().title() + ", " + source.protocol() + " protocol"
        + (source.scale().equals("full") ? "" : ", " + source.scale());
  }

  /** What a split of the test images is; empty if the task says nothing of it. */
  public String meaning(String split) {
    return task.splits().stream()
        .filter(one -> one.name().equals(split))
        .map(TaskRecord.SplitRecord::meaning)
        .findFirst()
        .orElse("");
  }

  /** Splits of the test images, in the task's order. */
  public List<String> splits() {
    return task.splits().stream().map(TaskRecord.SplitRecord::name).toList();
  }

  private static String symbol(String axis) {
    return axis.equals(RHO) ? "\u03c1" : axis;
  }

  private static String plural(String noun) {
    if (noun.matches(".*(s|x|z|ch|sh)")) {
      return noun + "es";
    }
    return noun.matches(".*[^aeiou]y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
  }
}

package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.RunsCsv;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Summary;
import org.palimpsest.random.Seed;
import org.palimpsest.report.results.EqualAccuracy;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Roster;

class VerdictTest {

  private static final double IMAGE_ERROR = .01;

  private static Estimate estimate(double mean, double half) {
    return new Estimate(mean, half, 5, Optional.of(new Interval(mean - half, mean + half)));
  }

  /** What a converged attacker reads of each seed, in bits. */
  private static Reading reading(String name, double... bits) {
    return reading(name, true, bits);
  }

  private static Reading reading(String name, boolean conclusive, double... bits) {
    SortedMap<Integer, Double> bySeed = new TreeMap<>();
    for (int seed = 0; seed < bits.length; seed++) {
      bySeed.put(seed, bits[seed]);
    }
    Estimate estimate =
        new Estimate(Summary.of(bits).mean(), Double.NaN, bits.length, Summary.of(bits).interval(Measurement.LEVEL));
    return new Reading(
        new AttackKey(name, "", AxisLabel.rho(.1)), estimate, bySeed, IMAGE_ERROR, true, Verdict.BITS, false, conclusive);
  }

  /** Five seeds near a mean. */
  private static double[] near(double mean, double spread) {
    return new double[] {mean - spread, mean + spread, mean, mean + spread / 2, mean - spread / 2};
  }

  private static Evidence evidence(double[] linear, double[] mlp, double[] given) {
    return evidence(reading("linear", linear), reading("mlp", mlp), Optional.of(reading("conditional", given)));
  }

  private static Evidence evidence(Reading linear, Reading mlp, Optional<Reading> given) {
    return new Evidence(
        Optional.of(estimate(.8, .02)), .1, List.of(linear), List.of(mlp), given.stream().toList(), Optional.empty(),
        Optional.of(
            new Evidence.Reference(new Arm("vanilla", ""), List.of(reading("mlp", near(3.3, .01))), Optional.empty())),
        Optional.empty(), false, .05);
  }

  private static Evidence at(Evidence one, EqualAccuracy.Distance distance) {
    return new Evidence(
        one.target(), one.targetChance(), one.linear(), one.nonLinear(), one.givenTarget(), one.worstAdvantage(),
        one.reference(), Optional.of(distance), one.erased(), one.alpha());
  }

  private static Evidence erased(Evidence one) {
    return new Evidence(
        one.target(), one.targetChance(), one.linear(), one.nonLinear(), one.givenTarget(), one.worstAdvantage(),
        one.reference(), Optional.empty(), true, one.alpha());
  }

  private static Verdicts.Ruling ruling(Evidence evidence) {
    Case at = new Case(new Arm("some", ""), AxisLabel.rho(.7));
    return Verdicts.of(Map.of(at, evidence), Roster.of(RecordedRun.none()), EqualAccuracy.DRAWS).of(at).orElseThrow();
  }

  private static EqualAccuracy.Distance distance(double mean, double error) {
    RandomGenerator random = new Seed(4).generator();
    double[] draws = random.doubles(4000).map(u -> mean + error * random.nextGaussian()).toArray();
    return new EqualAccuracy.Distance(mean, new Interval(mean - 2 * error, mean + 2 * error), draws, 5, "");
  }

  @ParameterizedTest
  @CsvSource({
    "0.00, 0.01, 0.02, ERASES",
    "0.00, 0.90, 0.02, HIDES",
    "0.00, 0.01, 0.90, HIDES",
    "0.00, 0.09, 0.02, CANNOT_BE_TOLD",
    "0.09, 0.90, 0.90, IS_READ",
    "2.90, 3.00, 3.00, IS_READ",
    "0.30, 0.20, 0.10, IS_READ",
  })
  void whatIsReadAndWhatIsNot(double linear, double mlp, double given, Verdict expected) {
    assertThat(ruling(evidence(near(linear, .01), near(mlp, .01), near(given, .01))).verdict()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "-0.30, 0.05, HIDES_PARTLY",
    "-0.02, 0.03, RE_WEIGHTS",
    "0.40, 0.05, WRITES_OVER",
    "-0.12, 0.05, IS_READ",
    "0.00, 0.09, IS_READ",
  })
  void whatIsReadIsComparedWithTheFrontier(double mean, double error, Verdict expected) {
    Evidence read = evidence(near(2.9, .05), near(3, .05), near(3, .05));
    Verdicts.Ruling ruling = ruling(at(read, distance(mean, error)));
    assertThat(ruling.verdict()).isEqualTo(expected);
    assertThat(ruling.because()).contains("from the frontier at its target accuracy");
    EqualAccuracy.Distance outside =
        new EqualAccuracy.Distance(Double.NaN, new Interval(0, 0), new double[0], 0, "its target accuracy is clearly below");
    assertThat(ruling(at(read, outside)).verdict()).isEqualTo(Verdict.IS_READ);
    assertThat(ruling(at(read, outside)).because()).contains("clearly below");
  }

  @Test
  void erasedFeaturesHaveWordsOfTheirOwn() {
    assertThat(ruling(erased(evidence(near(0, .01), near(0, .01), near(0, .01)))).verdict()).isEqualTo(Verdict.NOTHING_LEFT);
    assertThat(ruling(erased(evidence(near(0, .01), near(2, .01), near(0, .01)))).verdict()).isEqualTo(Verdict.LINEAR_REMOVED);
    assertThat(ruling(erased(evidence(near(1, .01), near(2, .01), near(0, .01)))).verdict()).isEqualTo(Verdict.STILL_LINEAR);
  }

  /** An eraser guards cross-entropy: which of nearly equal values a linear probe answers is anybody's guess. */
  @Test
  void rightAnswersAloneDoNotMakeAReadingAfterErasureALinearOne() {
    Reading bits = reading("linear", near(.3, .01));
    Reading answers =
        new Reading(
            bits.attack(), bits.estimate(), bits.bySeed(), bits.imageError(), false, .15, bits.undertrained(),
            bits.conclusive());
    Optional<Reading> told = Optional.of(reading("conditional", near(2, .01)));
    Evidence left = erased(evidence(answers, reading("mlp", near(2, .01)), told));
    assertThat(ruling(left).verdict()).isEqualTo(Verdict.IS_READ);
  }

  @Test
  void theReadmeSaysOfEveryVerdictWhatTheCodeSays() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    String page = Files.readString(Path.of("src/site/markdown/verdicts.md"));
    for (Verdict verdict : Verdict.values()) {
      if (verdict.judges()) {
        assertThat(page).contains("| " + verdict.words() + " | " + verdict.when() + " |");
      }
      if (verdict.judges() && !verdict.afterErasure()) {
        assertThat(readme).contains("| " + verdict.words() + " | " + verdict.when() + " |");
      }
    }
  }

  /** One seed, and of every seed the same: that it is read is said, and nothing else. */
  @Test
  void fewSeedsSayThatItIsReadAndNoMore() {
    Verdicts.Ruling one = ruling(evidence(new double[] {2.9}, new double[] {3}, new double[] {3}));
    assertThat(one.verdict()).isEqualTo(Verdict.IS_READ);
    assertThat(one.because()).contains("one seed");
    double[] three = {2.9, 3, 2.5};
    assertThat(ruling(at(evidence(three, three, three), distance(-.5, .01))).verdict()).isEqualTo(Verdict.IS_READ);
    assertThat(ruling(evidence(three, three, three)).because()).contains("3 seeds, and 5 are needed");
    double[] nothing = {0, 0, 0};
    assertThat(ruling(evidence(nothing, nothing, nothing)).verdict()).isEqualTo(Verdict.CANNOT_BE_TOLD);
  }

  /** A perceptron that was stopped by its last step proves no absence, nor does a probe told the target that was. */
  @Test
  void onlyConvergedAttackersAreEvidenceOfAbsence() {
    double[] none = near(0, .01);
    Reading stopped = reading("mlp", false, none);
    assertThat(ruling(evidence(reading("linear", none), stopped, Optional.of(reading("conditional", none)))).because())
        .contains("no conclusive non-linear attacker");
    assertThat(ruling(evidence(reading("linear", none), reading("mlp", none), Optional.empty())).because())
        .contains("told the target");
    assertThat(
            ruling(evidence(reading("linear", none), reading("mlp", none), Optional.of(reading("conditional", false, none))))
                .because())
        .contains("told the target");
  }

  @Test
  void aNetworkThatReadsNoDigitHidesEverythingAndGetsNoCredit() {
    Evidence good = evidence(near(0, .01), near(0, .01), near(0, .01));
    Evidence blind =
        new Evidence(
            Optional.of(estimate(.1, .01)), good.targetChance(), good.linear(), good.nonLinear(), good.givenTarget(),
            good.worstAdvantage(), good.reference(), good.distance(), false, .05);
    assertThat(ruling(good).verdict()).isEqualTo(Verdict.ERASES);
    assertThat(ruling(good).because()).contains("was not recorded");
    assertThat(ruling(blind).because()).contains("less than 5 points above chance");
  }

  @Test
  void oneValueThatIsNamedOftenIsNotErased() {
    Evidence good = evidence(near(0, .01), near(0, .01), near(0, .01));
    Evidence one =
        new Evidence(
            good.target(), good.targetChance(), good.linear(), good.nonLinear(), good.givenTarget(), Optional.of(.4),
            good.reference(), good.distance(), false, .05);
    assertThat(ruling(one).verdict()).isEqualTo(Verdict.CANNOT_BE_TOLD);
    assertThat(ruling(one).because()).contains("named up to 40.0 points more often");
  }

  @Test
  void whereVanillaCannotBeReadThereIsNothingToErase() {
    Evidence good = evidence(near(0, .01), near(0, .01), near(0, .01));
    Evidence nothing =
        new Evidence(
            good.target(), good.targetChance(), good.linear(), good.nonLinear(), good.givenTarget(), good.worstAdvantage(),
            Optional.of(
                new Evidence.Reference(new Arm("vanilla", ""), List.of(reading("mlp", near(.05, .02))), Optional.empty())),
            good.distance(), false, .05);
    assertThat(ruling(nothing).because()).contains("not clearly read from Vanilla either");
  }

  /**
   * 120 tables of eight methods that read at most the line: at it, the hardest case, or nothing. That a table claims
   * anything false should happen in 5 % of them at most; 11 % or more happens once in 200 at 5.
   */
  @ParameterizedTest
  @CsvSource({".1, READ", "0, READ", ".1, NOTHING"})
  void tablesOfNullsRarelySayAnythingFalse(double bits, String falsehood) {
    RandomGenerator random = new Seed(9).derive(falsehood, "" + bits).generator();
    int tables = 0;
    for (int table = 0; table < 120; table++) {
      Map<Case, Evidence> all = new LinkedHashMap<>();
      for (int m = 0; m < 8; m++) {
        double[][] read = new double[3][5];
        for (double[] attacker : read) {
          double images = IMAGE_ERROR * random.nextGaussian();
          for (int seed = 0; seed < 5; seed++) {
            attacker[seed] = bits + images + .03 * random.nextGaussian();
          }
        }
        all.put(new Case(new Arm("m" + m, ""), AxisLabel.rho(.7)), evidence(read[0], read[1], read[2]));
      }
      boolean wrong =
          Verdicts.of(all, Roster.of(RecordedRun.none()), 300).rulings().values().stream()
              .anyMatch(
                  ruling ->
                      falsehood.equals("READ")
                          ? ruling.verdict() == Verdict.IS_READ || ruling.verdict() == Verdict.HIDES
                          : ruling.verdict() == Verdict.ERASES || ruling.verdict() == Verdict.HIDES);
      tables += wrong ? 1 : 0;
    }
    assertThat(tables / 120.0).isLessThan(.11);
  }

  private static Verdict verdict(Results slice, String method, String variant) {
    Case at = new Case(new Arm(method, variant), AxisLabel.rho(.990));
    return Verdicts.of(slice, at.arm().erased()).of(at).orElseThrow().verdict();
  }

  @Test
  void verdictsOnFifteenArms() {
    Results slice = new SampleLadder(5).slice();
    assertThat(verdict(slice, "vanilla", "")).isEqualTo(Verdict.REFERENCE);
    assertThat(verdict(slice, "vanilla", "erased=leace@0.1")).isEqualTo(Verdict.LINEAR_REMOVED);
    assertThat(verdict(slice, "end", "bottleneck=tanh-unit")).isEqualTo(Verdict.IS_READ);
    assertThat(verdict(slice, "bias-bal", "")).isEqualTo(Verdict.IS_READ);
    assertThat(verdict(slice, "fairkl", "")).isEqualTo(Verdict.ERASES);
    assertThat(verdict(slice, "lnl", "")).isEqualTo(Verdict.IS_READ);
    assertThat(verdict(slice, "oracle-data", "")).isEqualTo(Verdict.CONTROL);
    assertThat(verdict(slice, "untrained", "")).isEqualTo(Verdict.CONTROL);
    assertThat(verdict(new SampleLadder(3).slice(), "fairkl", "")).isEqualTo(Verdict.CANNOT_BE_TOLD);
    assertThat(verdict(new SampleLadder(1).slice(), "end", "bottleneck=tanh-unit")).isEqualTo(Verdict.IS_READ);
  }

  @Test
  void theReferenceHasTheSameNetwork() {
    List<ResultRow> rows = new ArrayList<>(SampleRuns.SMALL.withMethods("vanilla", "vanilla bottleneck=tanh-unit",
        "end bottleneck=tanh-unit", "rubi head=trained").rows());
    Results slice = new Results(SampleRuns.SMALL.setting(), rows, RecordedRun.none(), name -> name);
    assertThat(reference(slice, "end", "bottleneck=tanh-unit")).isEqualTo("bottleneck=tanh-unit");
    assertThat(reference(slice, "rubi", "head=trained")).isEmpty();
  }

  private static String reference(Results slice, String method, String variant) {
    Case at = new Case(new Arm(method, variant), AxisLabel.rho(.990));
    return Evidence.of(slice, at, 10).orElseThrow().reference().orElseThrow().arm().variant();
  }

  @Test
  void controlsAndErasedFeaturesHaveNoRank(@TempDir Path folder) throws Exception {
    Results slice = new SampleLadder(3).slice();
    Comparison first = Comparison.of(slice).get(0);
    String text = first.table(SampleRuns.published()).markdown();
    assertThat(text).contains("Rank correlation of the two attacks:").contains("10 methods");
    assertThat(text.lines().filter(line -> line.contains("erased="))).isEmpty();
    Finding finding = RankingSurvival.finding(Comparison.of(slice)).orElseThrow();
    assertThat(finding.claim()).matches("Of \\d+ pairs of methods that are clearly different under both attacks, \\d+ have the same order.");
    assertThat(finding.evidence()).contains("rank correlation").contains("from the median method's features");
    assertThat(Findings.of(slice, SampleRuns.published()).toString())
        .doesNotContain("Highest at \u03c1 = 0.99: oracle");
  }

  /** Every method is read entirely: there is no order, and no correlation of ties stands in for one. */
  @Test
  void atACeilingMethodsCannotBeOrdered() {
    List<ResultRow> rows =
        new SampleLadder(3).rows().stream()
            .map(
                row ->
                    row.attacker().equals("balanced") && row.metric().equals("private_accuracy")
                        ? row.with(row.split(), new Measurement("private_accuracy", "all", 1, .999, 1, 3000))
                        : row)
            .toList();
    Results slice = new Results(SampleLadder.SETTING, rows, RecordedRun.none(), name -> name);
    assertThat(RankingSurvival.finding(Comparison.of(slice)).orElseThrow().claim()).contains("cannot be ordered");
    assertThat(RankingSurvival.of(slice, Comparison.of(slice), SampleRuns.published()).markdown())
        .contains("| cannot be ordered |");
  }

  /** A numerical rank of all dimensions erases everything, which is no merit of an eraser: the table says so. */
  @Test
  void anEraserThatTakesEveryDimensionIsNamed() {
    List<ResultRow> rows = new ArrayList<>(new SampleLadder(1).rows());
    for (ResultRow row : new SampleLadder(1).rows()) {
      boolean once = row.attack().equals(AttackKey.NONE) && row.metric().equals(Metrics.TARGET_ACCURACY) && row.split().equals("unbiased");
      if (once && row.group().equals("all") && row.variant().endsWith("erased=leace@0.1")) {
        rows.add(row.with("train", Measurement.plain(Metrics.ERASED_RANK, row.method().equals("end") ? 64 : 9)));
        rows.add(row.with("train", Measurement.plain(Metrics.FEATURE_DIMENSION, 64)));
      }
    }
    String text =
        VerdictTable.afterErasure(new Results(SampleLadder.SETTING, rows, RecordedRun.none(), name -> name)).markdown();
    assertThat(text.lines().filter(line -> line.contains("EnD")))
        .allMatch(line -> line.contains("all 64 dimensions were taken, so that nothing of the features is left"));
    assertThat(text).contains("9 of 64 dimensions were taken");
  }

  @Test
  void aReportOfFifteenArmsUnderEveryAttacker(@TempDir Path folder) throws Exception {
    String kept = System.getProperty("palimpsest.sample", "");
    Path results = kept.isEmpty() ? folder : Files.createDirectories(Path.of(kept));
    RunsCsv.write(results.resolve("runs.csv"), new SampleLadder(5).rows());
    String html = Files.readString(Report.write(results)).replaceAll("base64,[^\"]*", "");
    assertThat(html).contains("linear removed, the rest read").doesNotContain("NaN").doesNotContain("[-");
    assertThat(html).contains("After erasure: ");
    for (String name : List.of("erasure-balanced", "erasure-mlp", "ladder", "given-digit", "residue", "leakage",
        "examples-linear-rho-0.1",
        "attacker-rho-linear", "gaussians-rho-0.99")) {
      assertThat(results.resolve("figures/" + name + ".png")).isNotEmptyFile();
    }
    assertThat(results.resolve("tables/verdicts.csv")).isNotEmptyFile();
    assertThat(Files.readString(results.resolve("tables/verdicts.csv"))).doesNotContain("erased=");
    assertThat(Files.readString(results.resolve("tables/verdicts-erased.csv"))).contains("erased=leace@0.1");
    assertThat(results.resolve("tables/ranking.csv")).isNotEmptyFile();
  }
}

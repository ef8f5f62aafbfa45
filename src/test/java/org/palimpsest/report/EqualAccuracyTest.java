package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
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
import org.palimpsest.metric.Frontier;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.random.Seed;
import org.palimpsest.report.results.EqualAccuracy;
import org.palimpsest.report.results.Results;

/** Methods beside a frontier shaped like that of a small network on MNIST, from an upper end that is nearly upright. */
class EqualAccuracyTest {

  private static final double[] RHOS = {.1, .3, .5, .6, .7, .8};
  private static final double[] TARGETS = {.96, .958, .945, .915, .885, .30};
  private static final double[] LEAKS = {1.75, 2.2, 2.9, 3.2, 3.25, 3.32};
  /** By how much seeds move networks along the frontier, in target accuracy. */
  private static final double[] SPREADS = {.001, .002, .006, .012, .02, .1};
  private static final double TARGET_ERROR = .0025;
  private static final double LEAK_ERROR = .012;
  private static final AxisLabel AT = AxisLabel.rho(.7);
  private static final Case METHOD = new Case(new Arm("lnl", ""), AT);
  private static final Frontier TRUE = Frontier.through(TARGETS, LEAKS);

  /** A world: seeds, and test images that are the same for all networks. */
  private record World(RandomGenerator random, double commonTarget, double commonLeak, int seeds) {

    World(RandomGenerator random, int seeds) {
      this(random, random.nextGaussian(), random.nextGaussian(), seeds);
    }

    /** Networks that are moved along the frontier by their seeds, {@code beyond} it by so much. */
    void add(List<ResultRow> rows, Case at, double target, double spread, double beyond) {
      double images = TARGET_ERROR * Math.sqrt(.5) * (commonTarget + random.nextGaussian());
      double leakImages = LEAK_ERROR * Math.sqrt(.5) * (commonLeak + random.nextGaussian());
      for (int seed = 0; seed < seeds; seed++) {
        double own = target + spread * random.nextGaussian();
        double leak = Math.min(3.32, TRUE.at(own) + .02 * random.nextGaussian()) + beyond;
        rows.add(row(at, seed, "", Metrics.TARGET_ACCURACY, own + images, TARGET_ERROR));
        rows.add(row(at, seed, "linear", Metrics.INFORMATION, leak + leakImages - .1, LEAK_ERROR));
        rows.add(row(at, seed, "mlp", Metrics.INFORMATION, leak + leakImages, LEAK_ERROR));
        rows.add(row(at, seed, "linear", Metrics.PRIVATE_ACCURACY, .9, .003));
        rows.add(row(at, seed, "mlp", Metrics.PRIVATE_ACCURACY, .9, .003));
      }
    }
  }

  private static ResultRow row(Case at, int seed, String attacker, String metric, double value, double error) {
    AttackKey attack = attacker.isEmpty() ? AttackKey.NONE : new AttackKey(attacker, "", AxisLabel.rho(.1));
    return new ResultRow(
        new ResultRow.Origin("frontier", SampleLadder.SETTING, at + "-" + seed, at, seed), attack,
        new ResultRow.Measured(
            Metrics.UNBIASED, 0,
            new Measurement(metric, Metrics.ALL, value, value - 1.96 * error, value + 1.96 * error, 10_000)));
  }

  private static Results results(World world, double target, double spread, double beyond) {
    List<ResultRow> rows = new ArrayList<>();
    world.add(rows, METHOD, target, spread, beyond);
    for (int i = 0; i < RHOS.length; i++) {
      world.add(rows, new Case(new Arm("vanilla", ""), AxisLabel.rho(RHOS[i])), TARGETS[i], SPREADS[i], 0);
    }
    return new Results(SampleLadder.SETTING, rows, run(), name -> name);
  }

  private static RecordedRun run() {
    try {
      return new RecordedRun(new ObjectMapper().readTree(json()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String json() {
    String all = Arrays.stream(RHOS).mapToObj(r -> "\"rho=" + r + "\"").collect(Collectors.joining(", "));
    return """
        {"settings": {"frontier": {"method": "vanilla", "variant": "", "conditions": [%s], "only": [%s]}}}
        """.formatted(all, all.replace(", \"rho=0.7\"", ""));
  }

  /**
   * Verdicts in 100 worlds of 5 seeds each. Of a method on the frontier a false comparison should be made in 5 % of
   * them at most; more than 10 % happens once in 90 at 5, and the rule errs less. The page verdicts.md has what came out: .85 of those with .3
   * bits less and .99 of those with .3 more are seen, and .49 of those with .5 less where the frontier is upright.
   */
  @ParameterizedTest
  @CsvSource({
    ".902, .015, 0", ".95, .004, 0", ".87, .03, 0", ".958, .002, 0", ".6, .15, 0", ".902, .015, -.3", ".902, .015, .3",
    ".95, .004, -.5",
  })
  void comparisons(double target, double spread, double beyond) {
    RandomGenerator random = new Seed(6).derive("" + target, "" + beyond).generator();
    int[] counts = new int[Verdict.values().length];
    for (int world = 0; world < 100; world++) {
      Results results = results(new World(random, 5), target, spread, beyond);
      counts[Verdicts.of(results, false, 300).of(METHOD).orElseThrow().verdict().ordinal()]++;
    }
    double hides = counts[Verdict.HIDES_PARTLY.ordinal()] / 100.0;
    double alike = counts[Verdict.RE_WEIGHTS.ordinal()] / 100.0;
    double over = counts[Verdict.WRITES_OVER.ordinal()] / 100.0;
    if (beyond == 0) {
      assertThat(hides + over).isLessThan(.10);
    } else {
      assertThat(beyond < 0 ? alike + over : hides + alike).isLessThan(.10);
      assertThat(beyond < 0 ? hides : over).isGreaterThan(target < .95 ? .7 : .3);
    }
  }

  @Test
  void whatLiesBesideTheFrontierIsNotCompared() {
    World world = new World(new Seed(7).generator(), 5);
    EqualAccuracy.Distance below = EqualAccuracy.of(results(world, .12, .005, 0), METHOD, 400).orElseThrow();
    assertThat(below.because()).contains("clearly below");
    EqualAccuracy.Distance above = EqualAccuracy.of(results(world, .99, .001, 0), METHOD, 400).orElseThrow();
    assertThat(above.because()).contains("clearly above");
  }

  @Test
  void theGridHasNothingThatIsThereForTheFrontierAlone() {
    Results results = results(new World(new Seed(7).generator(), 5), .9, .01, 0);
    assertThat(results.grid().conditions()).containsExactly(AT);
    assertThat(results.grid().cases()).containsExactlyInAnyOrder(METHOD, new Case(new Arm("vanilla", ""), AT));
    EqualAccuracy.Band band = EqualAccuracy.band(results).orElseThrow();
    assertThat(band.targets()[0]).isCloseTo(.3, within(.2));
    assertThat(band.low()[30]).isLessThan(band.leaks()[30]);
    assertThat(band.high()[30]).isGreaterThan(band.leaks()[30]);
  }

  /** Leaving out the point itself, Vanilla lies on the frontier through the others. */
  @Test
  void plainTrainingIsComparedWithTheOtherConditions() {
    Results results = results(new World(new Seed(8).generator(), 5), .9, .01, 0);
    EqualAccuracy.Distance own = EqualAccuracy.of(results, new Case(new Arm("vanilla", ""), AT), 1000).orElseThrow();
    assertThat(own.interval().low()).isLessThan(own.mean()).isNotEqualTo(own.interval().high());
    assertThat(own.mean()).isCloseTo(0, within(.2));
  }

  /** Arms whose answer is known come out right or are left open; the figure is drawn. */
  @Test
  void aReportWithAFrontier(@TempDir Path folder) throws IOException {
    World world = new World(new Seed(12).generator(), 5);
    List<ResultRow> rows = new ArrayList<>();
    for (int i = 0; i < RHOS.length; i++) {
      world.add(rows, new Case(new Arm("vanilla", ""), AxisLabel.rho(RHOS[i])), TARGETS[i], SPREADS[i], 0);
    }
    world.add(rows, new Case(new Arm("oracle-data", ""), AT), .959, .001, 0);
    world.add(rows, new Case(new Arm("biasbal", ""), AT), .91, .01, 0);
    world.add(rows, new Case(new Arm("end", ""), AT), .91, .01, -.5);
    world.add(rows, METHOD, .88, .01, .5);
    Case grey = new Case(new Arm("grey-input", ""), AT);
    List<ResultRow> ofGrey = new ArrayList<>();
    world.add(ofGrey, grey, .965, .002, 0);
    for (ResultRow row : ofGrey) {
      boolean bits = row.metric().equals(Metrics.INFORMATION);
      rows.add(bits ? row(grey, row.seed(), row.attacker(), row.metric(), .005 * row.seed(), LEAK_ERROR) : row);
    }
    for (ResultRow row : List.copyOf(rows)) {
      if (row.metric().equals(Metrics.INFORMATION) && row.attacker().equals("mlp")) {
        Case at = row.origin().at();
        rows.add(row(at, row.seed(), "conditional", Metrics.PRIVATE_ACCURACY, .5, .005));
        rows.add(row(at, row.seed(), "conditional", Metrics.CONDITIONAL_INFORMATION, row.value() - .01, LEAK_ERROR));
      }
    }
    String kept = System.getProperty("palimpsest.sample", "");
    Path results = kept.isEmpty() ? folder : Files.createDirectories(Path.of(kept));
    RunsCsv.write(results.resolve("runs.csv"), rows);
    Files.writeString(results.resolve("provenance.json"), json());
    String page = Files.readString(Report.write(results)).replaceAll("base64,[^\"]*", "");
    assertThat(page).contains("Leak at equal target accuracy").doesNotContain("NaN");
    assertThat(results.resolve("figures/frontier.png")).isNotEmptyFile();
    String verdicts = Files.readString(results.resolve("tables/verdicts.md"));
    assertThat(verdicts.lines().filter(line -> line.startsWith("| EnD"))).singleElement().asString().contains("| hides partly");
    assertThat(verdicts.lines().filter(line -> line.startsWith("| lnl"))).singleElement().asString().contains("| writes over");
    String answers = Files.readString(results.resolve("tables/known-answers.md"));
    assertThat(answers).contains("wrong about 0");
    assertThat(answers.lines().filter(line -> line.startsWith("| grey-input"))).singleElement().asString().contains("| right |");
    assertThat(Files.readString(results.resolve("tables/main.md"))).doesNotContain("| 0.3 |");
  }
}

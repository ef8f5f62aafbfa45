package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.attack.BalancedAttack;
import org.palimpsest.attack.PublishedAttack;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.digits.DrawnDigits;
import org.palimpsest.experiment.Runner.Outcome;
import org.palimpsest.experiment.SweepCsv.SweepRow;
import org.palimpsest.method.EnD;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method.SearchRange;
import org.palimpsest.method.Method;
import org.palimpsest.method.Training;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearEncoder;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.random.Seed;

class SweepTest {

  private static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(new Vanilla(), new EnD(), new Odd(1, 1)),
          List.of(new PublishedAttack(), new BalancedAttack()),
          List.of(new LinearEncoder.Spec(28 * 28 * 3, 10), SimpleConvNet.PUBLISHED));

  private static final String TEXT =
      """
      name: tiny
      digits: drawn
      title: A tiny experiment
      pools: {encoderTrain: 75, validation: 20, attackTrain: 60, test: 50}
      network: {architecture: linear}
      train: {epochs: 3, batchSize: 16, learningRate: 1e-4}
      rho: [0.9, 0.5]
      methods: [vanilla, {method: end, alpha: 3, at: {0.5: {beta: 2}}}]
      attackers: [balanced]
      seeds: 7
      """;

  /** What is trained in these tests: less than {@code TEXT} says. */
  private static final List<String> BRIEF = List.of("rho=[0.9]", "methods=[vanilla, {method: end, alpha: 3}]");

  private static final DataHome HOME = DataHome.resolve(Optional.empty());
  private static final List<SelectionRule> ALL = List.of(SelectionRule.values());

  @TempDir private Path folder;

  @Test
  void everyMethodHasAsManyNetworksAtEveryCorrelation() {
    Map<String, Long> counts =
        cells(sweep(5)).stream()
            .collect(
                Collectors.groupingBy(
                    cell -> cell.spec().method().name() + cell.spec().condition().value(), Collectors.counting()));
    assertThat(counts).hasSize(4).allSatisfy((search, count) -> assertThat(count).isEqualTo(5));
  }

  @Test
  void theFirstDrawHasTheSettingsGivenAndTheOthersLieInTheSpace() {
    List<Cell> cells = cells(sweep(40)).stream().filter(cell -> cell.spec().method() instanceof EnD).toList();
    assertThat(cells.get(0).spec().method()).isEqualTo(new EnD(3, .1, EnD.Pairs.PUBLISHED));
    assertThat(cells.get(40).spec().method()).isEqualTo(new EnD(3, 2, EnD.Pairs.PUBLISHED));
    assertThat(cells.stream().skip(1).limit(39).map(Sweep::settings)).doesNotHaveDuplicates();
    for (Cell cell : cells.subList(1, 40)) {
      EnD end = (EnD) cell.spec().method();
      assertThat(end.alpha()).isBetween(.01, 50.0).isNotEqualTo(end.beta());
      assertThat(end.beta()).isBetween(.01, 50.0);
      assertThat(Sweep.settings(cell)).isEqualTo("alpha=" + end.alpha() + " beta=" + end.beta());
      assertThat(cell.label()).startsWith("end (alpha=drawn beta=drawn)");
    }
    List<String> alphas = cells.stream().map(Sweep::settings).toList();
    assertThat(alphas.subList(1, 40)).isEqualTo(alphas.subList(41, 80));
  }

  @Test
  void whatIsDrawnDoesNotDependOnBudgetOrCompany() {
    List<String> large = ids(sweep(6), "end");
    assertThat(ids(sweep(3), "end")).hasSize(6).isSubsetOf(large);
    assertThat(ids(sweep(6, "rho=[0.5, 0.7, 0.9]", "methods=[end, {method: end, alpha: 3, network: {featureCount: 9}},"
        + " {method: end, alpha: 3, at: {0.5: {beta: 2}}, pairs: all}, vanilla]"), "vanilla"))
        .containsAll(ids(sweep(6), "vanilla"));
    assertThat(ids(sweep(6), "end")).isEqualTo(large);
    assertThat(ids(sweep(6, "seed=1"), "end")).doesNotContainAnyElementsOf(large);
  }

  @Test
  void aMethodWithNothingToSearchIsTrainedFromAsManySeeds() {
    List<Cell> cells = cells(sweep(4)).stream().filter(cell -> cell.spec().method() instanceof Vanilla).toList();
    assertThat(cells.stream().limit(4).map(cell -> cell.spec().number())).containsExactly(0, 1, 2, 3);
    assertThat(cells.stream().map(Cell::variant)).containsOnly("");
    assertThat(cells.stream().map(Sweep::settings)).containsOnly("");
  }

  @Test
  void twoMethodsThatComeToTheSameSearchAreRefused() {
    assertThatThrownBy(() -> cells(sweep(2, "methods=[end, {method: end, alpha: 3}]")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("methods: expected each cell once");
    assertThat(cells(sweep(2, "methods=[end, {method: end, pairs: all}]"))).hasSize(8);
  }

  /** A method whose search space names what it has not, or holds what it refuses. */
  private record Odd(double weight, int steps) implements Method {
    Odd {
      if (weight > 1) {
        throw new IllegalArgumentException("weight: expected at most 1, was " + weight);
      }
    }

    @Override
    public String name() {
      return "odd";
    }

    @Override
    public String title() {
      return "Odd";
    }

    @Override
    public String citation() {
      return "none";
    }

    @Override
    public List<SearchRange> searchSpace() {
      return steps == 1
          ? List.of(SearchRange.linear("weight", 2, 3))
          : List.of(SearchRange.linear("steps", 2, 3));
    }

    @Override
    public Learner learner(
        Encoder encoder, Training training) {
      throw new AssertionError("never trained");
    }
  }

  @Test
  void aSearchSpaceThatDoesNotFitItsMethodIsRefused() {
    assertThatThrownBy(() -> sweep(2, "methods=[odd]").draws())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weight: expected at most 1");
    assertThatThrownBy(() -> sweep(2, "methods=[{method: odd, steps: 5}]").draws())
        .hasMessage("steps: expected a component of type double of Odd, was none");
  }

  @Test
  void whatIsNoSweepIsRefused() {
    refuses(() -> sweep(0), "budget: expected at least 1, was 0");
    refuses(() -> new SweepSpec(spec(), 1, List.of()), "rule: expected one or more, was none");
    refuses(
        () -> new SweepSpec(spec(), 1, List.of(SelectionRule.LAST, SelectionRule.LAST)), "rule: expected each once, was [last, last]");
    for (SelectionRule rule : ALL.subList(0, 3)) {
      refuses(
          () -> new SweepSpec(spec("pools.validation=0"), 1, List.of(SelectionRule.ORACLE_TEST, rule)),
          "rule: expected oracle-test, as there are no validation images (pools.validation), was " + rule.label());
    }
  }

  @Test
  void leavesAFolderForEachRuleWithAllThatRunMeasures() throws IOException {
    assertThat(run(folder, 3, ALL, new RunListener() {})).isEqualTo(new Outcome(0, 6, 0));
    List<ResultRow> all = RunsCsv.read(folder.resolve("runs.csv"));
    assertThat(all.stream().map(ResultRow::cell).distinct()).hasSize(6);
    assertThat(all.stream().filter(row -> row.split().equals("unbiased") && row.epoch() == 2)).hasSize(6);
    List<SweepRow> rows = SweepCsv.read(folder.resolve("sweep.csv"));
    assertThat(rows).hasSize(4 * 6);
    for (SelectionRule rule : ALL) {
      List<ResultRow> chosen = RunsCsv.read(folder.resolve("rules/" + rule.label() + "/runs.csv"));
      List<SweepRow> picks = rows.stream().filter(r -> r.picked() && r.rule().equals(rule.label())).toList();
      assertThat(picks).hasSize(2);
      for (SweepRow pick : picks) {
        List<ResultRow> ofPick = chosen.stream().filter(row -> row.cell().equals(pick.cell())).toList();
        assertThat(one(ofPick, "", "selected_epoch")).isEqualTo(pick.epoch());
        assertThat(one(ofPick, "", "target_accuracy")).isEqualTo(pick.target());
        assertThat(one(ofPick, "balanced", "private_accuracy")).isBetween(0.0, 1.0);
      }
    }
    assertThat(rows.stream().filter(row -> row.rule().equals("last"))).allMatch(row -> row.epoch() == 3);
  }

  /** What a rule reports of an epoch is what a run that stops there would have measured. */
  @Test
  void theModelOfAnEarlierEpochIsTheOneAttacked() throws IOException {
    String[] wild = {"train.learningRate=0.2", "methods=[vanilla]", "rho=[0.9]", "train.epochs=6"};
    run(folder.resolve("sweep"), 3, List.of(SelectionRule.ORACLE_TEST), new RunListener() {}, wild);
    SweepRow pick =
        SweepCsv.read(folder.resolve("sweep/sweep.csv")).stream().filter(SweepRow::picked).findFirst().orElseThrow();
    assertThat(pick.epoch()).isLessThan(6);
    ExperimentSpec shorter = spec(Stream.concat(
        Stream.of(wild).limit(3), Stream.of("train.epochs=" + pick.epoch(), "seeds=3")).toArray(String[]::new));
    new Runner(shorter, HOME, folder.resolve("run"), new RunListener() {}).run(provenance(), false);
    List<ResultRow> run =
        RunsCsv.read(folder.resolve("run/runs.csv")).stream().filter(row -> row.seed() == pick.draw()).toList();
    List<ResultRow> swept = RunsCsv.read(folder.resolve("sweep/rules/oracle-test/runs.csv"));
    assertThat(finished(swept)).hasSizeGreaterThan(100).isEqualTo(finished(run));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 17, 60})
  void aKilledSweepGoesOnWithTheSameBytes(int stepOfDeath) throws IOException {
    run(folder.resolve("whole"), 2, ALL, new RunListener() {});
    int[] steps = {0};
    RunListener death = new RunListener() {
      @Override
      public void step(Cell cell, int epoch, int step, int stepsPerEpoch) {
        if (++steps[0] == stepOfDeath) {
          throw new InternalError("killed");
        }
      }
    };
    assertThatThrownBy(() -> run(folder.resolve("killed"), 2, ALL, death)).hasMessage("killed");
    Outcome resumed = run(folder.resolve("killed"), 2, ALL, new RunListener() {});
    assertThat(resumed).isEqualTo(new Outcome((stepOfDeath - 1) / 15, 4 - (stepOfDeath - 1) / 15, 0));
    assertThat(bytes(folder.resolve("killed"))).hasSize(6).isEqualTo(bytes(folder.resolve("whole")));
  }

  @Test
  void aSweepKilledAmongItsAttacksDoesNotTrainAgain() throws IOException {
    run(folder.resolve("whole"), 2, ALL, new RunListener() {});
    int[] attacks = {0};
    RunListener death = new RunListener() {
      @Override
      public void measuring(Cell cell, String what) {
        if (what.endsWith("attack balanced") && ++attacks[0] == 2) {
          throw new InternalError("killed");
        }
      }
    };
    assertThatThrownBy(() -> run(folder.resolve("killed"), 2, ALL, death)).hasMessage("killed");
    assertThat(run(folder.resolve("killed"), 2, ALL, untrained())).isEqualTo(new Outcome(4, 0, 0));
    assertThat(bytes(folder.resolve("killed"))).isEqualTo(bytes(folder.resolve("whole")));
  }

  @Test
  void aLargerBudgetAndOtherRulesUseWhatIsThere() throws IOException {
    run(folder.resolve("grown"), 2, List.of(SelectionRule.LAST), new RunListener() {});
    assertThat(run(folder.resolve("grown"), 2, ALL, untrained())).isEqualTo(new Outcome(4, 0, 0));
    assertThat(run(folder.resolve("grown"), 3, ALL, new RunListener() {})).isEqualTo(new Outcome(4, 2, 0));
    run(folder.resolve("whole"), 3, ALL, new RunListener() {});
    assertThat(bytes(folder.resolve("grown"))).isEqualTo(bytes(folder.resolve("whole")));
    run(folder.resolve("grown"), 3, List.of(SelectionRule.LAST), untrained());
    assertThat(folder.resolve("grown/rules/oracle-test")).doesNotExist();
  }

  @Test
  void aRunAndASweepDoNotShareAFolder() throws IOException {
    Runner runner = new Runner(spec("seeds=1"), HOME, folder, new RunListener() {});
    runner.run(provenance(), false);
    assertThatThrownBy(() -> run(folder, 1, ALL, new RunListener() {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected results of a sweep or an empty folder, was a run");
  }

  @Test
  void withoutValidationImagesTheOracleAloneChooses() throws IOException {
    run(
        folder, 2, List.of(SelectionRule.ORACLE_TEST), new RunListener() {}, "protocol=published",
        "pools={encoderTrain: 75, validation: 0, attackTrain: 75, test: 50}");
    assertThat(SweepCsv.read(folder.resolve("sweep.csv")))
        .hasSize(4)
        .allMatch(row -> Double.isNaN(row.validationBiased()) && row.target() >= 0);
  }

  /** Real networks, if small ones, on drawn digits. */
  @Test
  void searchesConvolutionalNetworks() throws IOException {
    Outcome outcome =
        run(
            folder, 2, ALL, new RunListener() {}, "network={architecture: simple-conv-net, widths: [4], kernelSize: 3}",
            "train.epochs=2", "train.learningRate=0.01");
    assertThat(outcome).isEqualTo(new Outcome(0, 4, 0));
    assertThat(SweepCsv.read(folder.resolve("sweep.csv"))).hasSize(16);
  }

  private static void refuses(Runnable action, String message) {
    assertThatThrownBy(action::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private static double one(List<ResultRow> rows, String attacker, String metric) {
    return rows.stream()
        .filter(row -> row.attacker().equals(attacker) && row.metric().equals(metric) && row.epoch() == 0)
        .filter(row -> row.group().equals("all") && !row.split().matches("biased|conflicting"))
        .filter(row -> attacker.isEmpty() || row.split().equals("unbiased"))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private static List<String> finished(List<ResultRow> rows) {
    List<String> values = new ArrayList<>();
    for (ResultRow row : rows) {
      if (row.epoch() == 0) {
        values.add(
            String.join(" ", row.attacker(), row.split(), row.group(), row.metric(), Double.toString(row.value())));
      }
    }
    return values;
  }

  private static SortedMap<String, String> bytes(Path folder) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(path -> path.getFileName().toString().matches("runs.csv|sweep.csv")).toList()) {
        files.put(folder.relativize(path).toString(), Files.readString(path));
      }
    }
    return files;
  }

  private static RunListener untrained() {
    return new RunListener() {
      @Override
      public void step(Cell cell, int epoch, int step, int stepsPerEpoch) {
        throw new AssertionError("trained again");
      }
    };
  }

  private static List<String> ids(SweepSpec sweep, String method) {
    return cells(sweep).stream().filter(cell -> cell.spec().method().name().equals(method)).map(Cell::id).toList();
  }

  private static List<Cell> cells(SweepSpec sweep) {
    return sweep.draws().grid();
  }

  private static SweepSpec sweep(int budget, String... assignments) {
    return new SweepSpec(spec(assignments), budget, ALL);
  }

  private static ExperimentSpec spec(String... assignments) {
    return new ExperimentReader(CATALOGUE).read("tiny.yaml", TEXT, List.of(assignments));
  }

  private static Outcome run(
      Path folder, int budget, List<SelectionRule> rules, RunListener listener, String... assignments) throws IOException {
    String[] all = Stream.concat(BRIEF.stream(), Stream.of(assignments)).toArray(String[]::new);
    return new Sweep(new SweepSpec(spec(all), budget, rules), HOME, folder, listener)
        .run(provenance(), false);
  }

  private static Provenance provenance() {
    return new Provenance("test", Map.of("cpu", "test machine"));
  }
}

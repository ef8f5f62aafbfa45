package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.attack.AttackSource.AttackImages;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.BalancedAttack;
import org.palimpsest.attack.LinearAttack;
import org.palimpsest.attack.NearestNeighbours;
import org.palimpsest.attack.PublishedAttack;
import org.palimpsest.data.Batch;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Mix;
import org.palimpsest.data.digits.DrawnDigits;
import org.palimpsest.experiment.Cell.CellState;
import org.palimpsest.experiment.Runner.Outcome;
import org.palimpsest.method.EnD;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method;
import org.palimpsest.method.Training;
import org.palimpsest.method.TrainingDiverged;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearEncoder;
import org.palimpsest.nn.Trainable;
import org.palimpsest.random.Seed;

class RunnerTest {

  /** Trains like Vanilla for an epoch, and then no longer. */
  private record Doomed() implements Method {
    @Override
    public String name() {
      return "doomed";
    }

    @Override
    public String title() {
      return "Doomed";
    }

    @Override
    public String citation() {
      return "none";
    }

    @Override
    public Learner learner(Encoder encoder, Training training) {
      Learner vanilla = new Vanilla().learner(encoder, training);
      return new Learner() {
        private int updates;

        @Override
        public List<Trainable> trainables() {
          return vanilla.trainables();
        }

        @Override
        public Map<String, Double> update(Batch batch, double learningRate) {
          if (++updates == 6) {
            throw new TrainingDiverged("loss", Double.NaN);
          }
          return vanilla.update(batch, learningRate);
        }
      };
    }
  }

  private static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(new Vanilla(), new EnD(), new Doomed()),
          List.of(new PublishedAttack(), new BalancedAttack(), new LinearAttack(), new NearestNeighbours()),
          List.of(new LinearEncoder.Spec(28 * 28 * 3, 10)));

  private static final String TEXT =
      """
      name: tiny
      digits: drawn
      title: A tiny experiment
      pools: {encoderTrain: 75, validation: 20, attackTrain: 60, test: 50}
      network: {architecture: linear}
      train: {epochs: 3, batchSize: 16, learningRate: 1e-4, selection: best-validation-unbiased}
      rho: [0.9, 0.5]
      methods: [vanilla, {method: end, alpha: 3}]
      attackers: [{attacker: published, epochs: 3}, balanced]
      seeds: 1
      """;

  private static final DataHome HOME = DataHome.resolve(Optional.empty());

  @TempDir private Path folder;

  @Test
  void everyCellSaysWhoTrainedItAndWhoMeasuredIt() throws IOException {
    run(folder);
    JsonNode root = new ObjectMapper().readTree(folder.resolve("provenance.json").toFile());
    MadeBy here = MadeBy.here();
    for (JsonNode cell : root.path("cells")) {
      assertThat(cell.path("trained_by")).hasSize(1);
      for (String done : List.of("trained_by", "measured_by")) {
        assertThat(cell.path(done).get(0).path("commit").asText()).isEqualTo(here.commit());
        assertThat(cell.path(done).get(0).path("cpu").asText()).isEqualTo(here.cpu());
        assertThat(cell.path(done).get(0).path("at").asText()).endsWith("Z");
      }
    }
    assertThat(RecordedRun.read(folder.resolve("provenance.json")).origin().get("trained"))
        .containsExactly("4 cells: " + here.words());
  }

  /** Of every colour, by its name, on the unbiased images alone. */
  @Test
  void attackersRecallsAreKeptByPrivateValue() throws IOException {
    run(folder);
    List<ResultRow> recalls =
        RunsCsv.read(folder.resolve("runs.csv")).stream().filter(row -> row.group().startsWith("private="))
            .filter(row -> row.metric().equals("private_accuracy"))
            .toList();
    assertThat(recalls).allMatch(row -> row.split().equals("unbiased"));
    List<ResultRow> one =
        recalls.stream().filter(row -> row.attacker().equals("balanced") && row.cell().equals(recalls.get(0).cell())).toList();
    assertThat(one).extracting(ResultRow::group).contains("private=red", "private=grey").doesNotHaveDuplicates();
    assertThat(one.stream().mapToInt(ResultRow::n).sum()).isEqualTo(50);
  }

  /** Painted anew twice more: not the network's images again, and not the ones that attackers learn from otherwise. */
  @Test
  void examplesArePaintedAnewForAnAttackerThatAsks() throws IOException {
    String text = TEXT.replace("balanced]", "balanced, {attacker: balanced, colourings: 3, examples: 40}]");
    ExperimentSpec spec = new ExperimentReader(CATALOGUE).read("tiny.yaml", text, List.of());
    new Runner(spec, HOME, folder, new RunListener() {}).run(provenance(), false);
    List<ResultRow> rows = RunsCsv.read(folder.resolve("runs.csv"));
    assertThat(rows.stream().filter(row -> row.attacker().equals("balanced")).map(ResultRow::attackerVariant).distinct())
        .containsExactly("", "colourings=3 examples=40");
    CellSpec cell = spec.grid().get(0).spec();
    CellData data = new CellData(new Tasks(spec, HOME).of(cell), cell);
    AttackSource source = new AttackSource(Mix.rho(.1), AttackImages.DISJOINT, OptionalInt.of(40), 3);
    assertThat(IntStream.range(0, 3).mapToObj(c -> data.attackTrain(source, c).view().id()).distinct()).hasSize(3);
    assertThat(data.attackTrain(source, 0).view().id()).isEqualTo(data.attackTrain(source).view().id());
  }

  /** Accuracy and bits of runs.csv are the means of what is kept of each image. */
  @Test
  void whatIsSaidOfEveryImageMakesTheMeasures() throws IOException {
    run(folder, new RunListener() {}, "predictions=true", "methods=[vanilla]");
    ResultRow bits =
        RunsCsv.read(folder.resolve("runs.csv")).stream()
            .filter(row -> row.attacker().equals("balanced") && row.metric().equals("information_bits"))
            .filter(row -> row.split().equals("biased") && row.variant().isEmpty())
            .findFirst()
            .orElseThrow();
    Path file = folder.resolve("predictions").resolve(bits.cell() + ".csv.gz");
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      List<String> header = List.of(lines.get(0).split(","));
      assertThat(header).startsWith("split", "image", "target", "private", "predicted").hasSize(9);
      int column = header.indexOf("bits: balanced at rho 0.1");
      List<String[]> biased =
          lines.stream().filter(line -> line.startsWith("biased,")).map(line -> line.split(",")).toList();
      assertThat(biased).hasSize(50);
      assertThat(biased.stream().mapToDouble(line -> Double.parseDouble(line[column])).average().orElseThrow())
          .isCloseTo(bits.value(), within(1e-4));
      double right = biased.stream().filter(line -> line[column - 1].equals(line[3])).count() / 50.;
      assertThat(find(RunsCsv.read(folder.resolve("runs.csv")), "balanced", "biased", "private_accuracy"))
          .anyMatch(row -> row.value() == right && row.cell().equals(bits.cell()));
    }
  }

  /** Cells from before that was kept stay as good as they were; cells of other code are told apart. */
  @Test
  void whoMadeACellIsKeptOrNotRecorded() throws IOException {
    run(folder);
    List<Path> cells;
    try (Stream<Path> all = Files.list(folder.resolve("cells"))) {
      cells = all.sorted().toList();
    }
    try (Stream<Path> files = Files.list(cells.get(0))) {
      for (Path file : files.filter(name -> name.getFileName().toString().contains("ed-by")).toList()) {
        Files.delete(file);
      }
    }
    Path other = cells.get(1).resolve("trained-by.json");
    Files.writeString(other, Files.readString(other).replace(MadeBy.here().commit(), "f".repeat(40)));
    assertThat(run(folder)).isEqualTo(new Outcome(4, 0, 0));
    RecordedRun run = RecordedRun.read(folder.resolve("provenance.json"));
    assertThat(run.origin().get("trained"))
        .anyMatch(line -> line.equals("1 cell: not recorded"))
        .anyMatch(line -> line.startsWith("1 cell: commit ffffffffffff"))
        .anyMatch(line -> line.equals("2 cells: " + MadeBy.here().words()));
    assertThat(run.origin().get("measured")).contains("1 cell: not recorded", "3 cells: " + MadeBy.here().words());
  }

  @Test
  void writesEveryMeasureOfEveryCell() throws IOException {
    assertThat(run(folder)).isEqualTo(new Outcome(0, 4, 0));
    List<ResultRow> rows = RunsCsv.read(folder.resolve("runs.csv"));
    assertThat(rows.stream().map(ResultRow::cell).distinct()).hasSize(4);
    assertThat(rows).allMatch(row -> row.experiment().equals("tiny") && row.source().scale().equals("reduced"));
    assertThat(rows).allMatch(row -> row.source().equals(new Source("drawn", "disjoint", "reduced")));
    assertThat(rows.stream().filter(row -> row.method().equals("end")).map(ResultRow::variant).distinct())
        .containsExactly("alpha=3.0");
    for (String split : List.of("biased", "unbiased", "conflicting")) {
      assertThat(find(rows, "", split, "target_accuracy")).hasSize(4);
      for (String attacker : List.of("published", "balanced", "chance")) {
        assertThat(find(rows, attacker, split, "private_accuracy")).hasSize(4);
      }
      for (String control : List.of("majority", "digit-only", "raw-pixel")) {
        assertThat(find(rows, control, split, "private_accuracy")).hasSize(8);
      }
      assertThat(find(rows, "balanced", split, "attacker_target_agreement")).hasSize(4);
    }
    assertThat(find(rows, "balanced", "train", "head_private_accuracy")).hasSize(4);
    assertThat(find(rows, "balanced", "train", "undertrained")).hasSize(4);
    assertThat(rows.stream().filter(row -> row.epoch() == 3 && row.metric().equals("train_loss"))).hasSize(4);
    assertThat(rows.stream().filter(row -> row.epoch() == 2 && row.split().equals("validation_unbiased"))).hasSize(4);
    assertThat(rows.stream().filter(row -> row.n() == 50)).allMatch(row -> row.ciLow() <= row.ciHigh());
  }

  @Test
  void provenanceTellsExperimentSettingsCellsAndData() throws IOException {
    run(folder);
    JsonNode json = new ObjectMapper().readTree(folder.resolve("provenance.json").toFile());
    assertThat(json.at("/experiment/title").asText()).isEqualTo("A tiny experiment");
    assertThat(json.at("/experiment/command").asText()).isEqualTo("test");
    assertThat(json.at("/settings/train/epochs").asInt()).isEqualTo(3);
    assertThat(json.at("/settings/methods/1/settings/alpha").asDouble()).isEqualTo(3);
    assertThat(json.at("/environment/cpu").asText()).isEqualTo("test machine");
    assertThat(json.at("/data/test_sha256").asText()).hasSize(64);
    assertThat(json.at("/cells")).hasSize(4);
    for (JsonNode cell : json.at("/cells")) {
      assertThat(cell.path("state").asText()).isEqualTo("finished");
      assertThat(cell.path("seconds").asDouble()).isPositive();
    }
  }

  @Test
  void finishedCellsAreNotRunAgain() throws IOException {
    run(folder);
    byte[] before = Files.readAllBytes(folder.resolve("runs.csv"));
    List<String> started = new ArrayList<>();
    RunListener listener = new RunListener() {
      @Override
      public void started(Cell cell, int epochsDone) {
        started.add(cell.label());
      }
    };
    assertThat(run(folder, listener)).isEqualTo(new Outcome(4, 0, 0));
    assertThat(started).isEmpty();
    assertThat(Files.readAllBytes(folder.resolve("runs.csv"))).isEqualTo(before);
    assertThat(run(folder, new RunListener() {}, "seeds=2")).isEqualTo(new Outcome(4, 4, 0));
  }

  @Test
  void otherAttackersNeedNoTraining() throws IOException {
    run(folder);
    List<Integer> epochsDone = new ArrayList<>();
    RunListener listener = new RunListener() {
      @Override
      public void started(Cell cell, int done) {
        epochsDone.add(done);
      }

      @Override
      public void step(Cell cell, int epoch, int step, int stepsPerEpoch) {
        throw new AssertionError("trained again");
      }
    };
    assertThat(run(folder, listener, "attackers=[balanced]")).isEqualTo(new Outcome(0, 4, 0));
    assertThat(epochsDone).containsOnly(3);
    Path anew = folder.resolve("anew");
    run(anew, new RunListener() {}, "attackers=[balanced]");
    assertThat(Files.readString(folder.resolve("runs.csv"))).isEqualTo(Files.readString(anew.resolve("runs.csv")));
  }

  @Test
  void numbersDoNotDependOnWhatElseIsInTheGrid() throws IOException {
    run(folder.resolve("all"));
    run(
        folder.resolve("permuted"),
        new RunListener() {},
        "methods=[{method: end, alpha: 3}, end, vanilla]",
        "rho=[0.5, 0.7, 0.9]",
        "seeds=2");
    Map<String, List<ResultRow>> permuted = byCell(folder.resolve("permuted"));
    byCell(folder.resolve("all")).forEach((cell, rows) -> assertThat(permuted.get(cell)).isEqualTo(rows));
  }

  /**
   * EnD with no weight on its terms is Vanilla, if both start alike and see the same images in the same order; but the
   * control of shuffled labels is every method's own.
   */
  @Test
  void methodsArePaired() throws IOException {
    run(folder, new RunListener() {}, "methods=[vanilla, {method: end, alpha: 0, beta: 0}]", "seeds=2");
    Map<String, List<Double>> values =
        RunsCsv.read(folder.resolve("runs.csv")).stream()
            .filter(row -> !row.metric().startsWith("train_r_") && !row.attacker().equals("shuffled"))
            .collect(
                Collectors.groupingBy(
                    ResultRow::method, Collectors.mapping(ResultRow::value, Collectors.toList())));
    assertThat(values.get("end")).hasSizeGreaterThan(500).isEqualTo(values.get("vanilla"));
  }

  @Test
  void seedsAndCorrelationsAreNotAlike() throws IOException {
    run(folder, new RunListener() {}, "methods=[vanilla]", "seeds=2");
    assertThat(
            RunsCsv.read(folder.resolve("runs.csv")).stream()
                .filter(row -> row.metric().equals("train_loss") && row.epoch() == 1)
                .map(ResultRow::value))
        .hasSize(4)
        .doesNotHaveDuplicates();
  }

  /** Each cell takes 15 steps; the run is killed in the middle of an epoch, at its end and while measuring. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 7, 15, 20, 44})
  void aKilledRunGoesOnWithTheSameBits(int stepOfDeath) throws IOException {
    run(folder.resolve("whole"));
    int[] steps = {0};
    RunListener death = new RunListener() {
      @Override
      public void step(Cell cell, int epoch, int step, int stepsPerEpoch) {
        if (++steps[0] == stepOfDeath) {
          throw new InternalError("killed");
        }
      }
    };
    assertThatThrownBy(() -> run(folder.resolve("killed"), death)).hasMessage("killed");
    run(folder.resolve("killed"));
    assertThat(Files.readString(folder.resolve("killed/runs.csv")))
        .isEqualTo(Files.readString(folder.resolve("whole/runs.csv")));
  }

  @Test
  void aRunKilledWhileMeasuringKeepsItsNetwork() throws IOException {
    run(folder.resolve("whole"));
    RunListener death = new RunListener() {
      @Override
      public void measuring(Cell cell, String what) {
        if (what.equals("attack balanced")) {
          throw new InternalError("killed");
        }
      }
    };
    assertThatThrownBy(() -> run(folder.resolve("killed"), death)).hasMessage("killed");
    assertThat(runner(folder.resolve("killed"), new RunListener() {}).plan().get(0).state())
        .isEqualTo(CellState.TRAINED);
    run(folder.resolve("killed"));
    assertThat(Files.readString(folder.resolve("killed/runs.csv")))
        .isEqualTo(Files.readString(folder.resolve("whole/runs.csv")));
  }

  @Test
  void attackersDoNotDependOnEachOther() throws IOException {
    run(folder.resolve("one"), new RunListener() {}, "methods=[vanilla]", "rho=[0.9]", "attackers=[linear, knn]");
    run(folder.resolve("two"), new RunListener() {}, "methods=[vanilla]", "rho=[0.9]", "attackers=[knn]");
    run(folder.resolve("two"), new RunListener() {}, "methods=[vanilla]", "rho=[0.9]", "attackers=[knn, linear]");
    List<ResultRow> one = RunsCsv.read(folder.resolve("one/runs.csv"));
    List<ResultRow> two = RunsCsv.read(folder.resolve("two/runs.csv"));
    assertThat(one).containsExactlyInAnyOrderElementsOf(two);
    assertThat(find(one, "linear", "unbiased", "information_bits")).hasSize(1);
  }

  /** Four examples are fewer than there are colours; the other attackers and their controls are kept. */
  @Test
  void anAttackThatFailsIsNamedAndTheOthersAreKept() throws IOException {
    List<String> failures = new ArrayList<>();
    RunListener listener = new RunListener() {
      @Override
      public void failed(Cell cell, String message) {
        failures.add(message);
      }
    };
    String attackers = "attackers=[{attacker: linear, examples: [4, 40]}, {attacker: knn, images: encoder}]";
    Outcome outcome = run(folder, listener, "methods=[vanilla]", "rho=[0.9]", attackers);
    assertThat(outcome).isEqualTo(new Outcome(0, 0, 1));
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0))
        .startsWith(
            "attack linear (examples=4) at rho 0.1: values: expected at least as many images as private classes (10),"
                + " was 4");
    List<ResultRow> rows = RunsCsv.read(folder.resolve("runs.csv"));
    assertThat(find(rows, "linear", "unbiased", "private_accuracy"))
        .extracting(ResultRow::attackerVariant)
        .containsExactly("examples=40");
    assertThat(find(rows, "knn", "unbiased", "private_accuracy"))
        .extracting(ResultRow::attackerVariant)
        .containsExactly("images=encoder");
    assertThat(find(rows, "shuffled", "unbiased", "private_accuracy"))
        .extracting(ResultRow::attackerVariant)
        .containsExactly("examples=40", "images=encoder");
  }

  @Test
  void aCellThatDivergesIsReportedAndTheOthersGoOn() throws IOException {
    Map<String, String> failures = new HashMap<>();
    RunListener listener = new RunListener() {
      @Override
      public void failed(Cell cell, String message) {
        failures.put(cell.label(), message);
      }
    };
    Outcome outcome = run(folder, listener, "methods=[doomed, vanilla]", "rho=[0.9]");
    assertThat(outcome).isEqualTo(new Outcome(0, 1, 1));
    assertThat(failures)
        .containsEntry(
            "doomed rho=0.9 seed=0",
            "epoch 2, step 1: training diverged: loss: expected a finite number, was NaN");
    JsonNode cells = new ObjectMapper().readTree(folder.resolve("provenance.json").toFile()).path("cells");
    assertThat(cells.at("/0/state").asText()).isEqualTo("failed");
    assertThat(cells.at("/0/message").asText()).contains("epoch 2, step 1");
    assertThat(cells.at("/1/state").asText()).isEqualTo("finished");
    assertThat(byCell(folder)).hasSize(1);
  }

  @Test
  void theLastCellIsReadableBeforeTheRunEnds() throws IOException {
    List<Integer> finishedSoFar = new ArrayList<>();
    RunListener listener = new RunListener() {
      @Override
      public void started(Cell cell, int epochsDone) {
        try {
          finishedSoFar.add(byCell(folder).size());
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    };
    run(folder, listener);
    assertThat(finishedSoFar).containsExactly(0, 1, 2, 3);
  }

  @Test
  void freshStartsOver() throws IOException {
    run(folder);
    Outcome outcome = runner(folder, new RunListener() {}).run(provenance(), true);
    assertThat(outcome).isEqualTo(new Outcome(0, 4, 0));
  }

  @Test
  void twoRunsInOneFolderAreOneTooMany() {
    RunListener listener = new RunListener() {
      @Override
      public void started(Cell cell, int epochsDone) {
        assertThatThrownBy(() -> run(folder)).isInstanceOf(IOException.class).hasMessageContaining("in use");
        throw new InternalError("seen");
      }
    };
    assertThatThrownBy(() -> run(folder, listener)).hasMessage("seen");
  }

  @Test
  void sizesThatDoNotFitAreRefusedBeforeAnythingIsTrained() {
    assertThatThrownBy(() -> run(folder, new RunListener() {}, "pools.validation=0", "train.selection=last"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("validation: expected at least 1 in the disjoint protocol, was 0");
  }

  private static List<ResultRow> find(List<ResultRow> rows, String attacker, String split, String metric) {
    return rows.stream()
        .filter(row -> row.attacker().equals(attacker) && row.split().equals(split) && row.metric().equals(metric))
        .filter(row -> row.epoch() == 0 && row.group().equals("all"))
        .toList();
  }

  private static Map<String, List<ResultRow>> byCell(Path folder) throws IOException {
    return RunsCsv.read(folder.resolve("runs.csv")).stream().collect(Collectors.groupingBy(ResultRow::cell));
  }

  private static Outcome run(Path folder) throws IOException {
    return run(folder, new RunListener() {});
  }

  private static Outcome run(Path folder, RunListener listener, String... assignments) throws IOException {
    return runner(folder, listener, assignments).run(provenance(), false);
  }

  private static Runner runner(Path folder, RunListener listener, String... assignments) {
    ExperimentSpec spec = new ExperimentReader(CATALOGUE).read("tiny.yaml", TEXT, List.of(assignments));
    return new Runner(spec, HOME, folder, listener);
  }

  private static Provenance provenance() {
    return new Provenance("test", Map.of("cpu", "test machine"));
  }
}

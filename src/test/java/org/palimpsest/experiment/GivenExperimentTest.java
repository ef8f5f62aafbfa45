package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.attack.ConditionalAttack;
import org.palimpsest.attack.FeatureRows;
import org.palimpsest.attack.LinearAttack;
import org.palimpsest.attack.MlpAttack;
import org.palimpsest.attack.NearestNeighbours;
import org.palimpsest.attack.PublishedAttack;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Sample;
import org.palimpsest.data.Task;
import org.palimpsest.data.drawn.DrawnBars;
import org.palimpsest.data.features.FeatureFile;
import org.palimpsest.data.features.FeatureTable;
import org.palimpsest.data.features.NpyWriter;
import org.palimpsest.erase.Leace;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearEncoder;
import org.palimpsest.random.Seed;

/** Features of files are measured as those of a cell are, and what was put into them is found. */
class GivenExperimentTest {

  private static final DataHome HOME = DataHome.resolve(Optional.empty());
  private static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(new Vanilla()),
          List.of(
              new PublishedAttack(), new LinearAttack(), new MlpAttack(), new NearestNeighbours(),
              new ConditionalAttack()),
          List.of(), List.of(new Leace()), List.of(new LinearEncoder.Spec(12 * 9 * 3, 4)), List.of(new DrawnBars()));

  private static final String CELL =
      """
      name: cell
      dataset: drawn-bars
      title: A cell whose features are to be written down
      pools: {encoderTrain: 240, validation: 20, attackTrain: 400, test: 200}
      network: {architecture: linear}
      train: {epochs: 1, batchSize: 32, learningRate: 1e-3}
      methods: [vanilla]
      attackers: [linear, knn, conditional]
      seed: 5
      """;

  @TempDir private Path folder;

  @Test
  void theSameFeaturesGiveTheSameNumbersThroughFilesAndThroughACell() throws IOException {
    ExperimentSpec cell = new ExperimentReader(CATALOGUE, HOME).read("cell.yaml", CELL, List.of());
    List<ResultRow> ofCell = run(cell, "cell");
    Task task = new Tasks(cell, HOME).first();
    CellSpec spec = cell.grid().get(0).spec();
    Encoder encoder = new CellData(task, spec).encoder();
    encoder.restore(folder.resolve("cell/cells").resolve(cell.grid().get(0).id()).resolve("model"));
    StringBuilder labels = new StringBuilder("split,length,tint\n");
    List<Sample> pools =
        List.of(
            Sample.all(new CellData(task, spec).train()), task.attack().in(Mix.asIs(), new Seed(0)),
            task.split("test").pool().in(Mix.asIs(), new Seed(0)));
    try (NpyWriter npy = NpyWriter.singles(folder.resolve("x.npy"), 840, 4)) {
      for (int i = 0; i < 3; i++) {
        Images images = pools.get(i).view();
        npy.rows(FeatureExtractor.of(encoder, 32, images).rows().singles());
        for (int row = 0; row < images.size(); row++) {
          labels.append("%s,%d,%d%n".formatted(List.of("train", "attack", "test").get(i), images.target(row), images.privateAttribute(row)));
        }
      }
    }
    Files.writeString(folder.resolve("labels.csv"), labels);
    FeatureTable table = table(Optional.of("length"), "tint", Optional.of("split"), true);
    GivenExperiment given =
        new GivenExperiment("given", table, List.of("linear", "knn", "conditional"), List.of(), Mix.balanced(), 1, 5);
    Map<String, Double> ofFiles = values(run(given.spec(CATALOGUE, HOME), "given"));
    Map<String, Double> expected = values(ofCell);
    expected.keySet().removeIf(key -> !ofFiles.containsKey(key));
    assertThat(expected.keySet().stream().filter(key -> key.contains("private_accuracy all"))).hasSizeGreaterThan(9);
    assertThat(expected).hasSizeGreaterThan(60);
    expected.forEach((key, value) -> assertThat(ofFiles.get(key)).as(key).isEqualTo(value));
  }

  /** What attackers and controls found, but for what speaks of pixels, and of the head, which is another. */
  private static Map<String, Double> values(List<ResultRow> rows) {
    return rows.stream()
        .filter(row -> !row.attacker().isEmpty() && !row.attacker().equals("raw-pixel") && !row.attacker().equals("shuffled"))
        .filter(row -> !row.metric().startsWith("head") && !row.metric().equals("undertrained"))
        .collect(
            Collectors.toMap(
                row -> String.join(" ", row.attacker(), row.attackerVariant(), row.split(), row.metric(), row.group()),
                ResultRow::value));
  }

  private FeatureTable table(Optional<String> target, String secret, Optional<String> split, boolean fits) {
    return new FeatureTable(
        List.of("x"), List.of(folder.resolve("x.npy").toString()), folder.resolve("labels.csv").toString(),
        Optional.empty(), target, secret, Map.of(), split, Optional.empty(), false, fits, 0);
  }

  private List<ResultRow> run(ExperimentSpec spec, String name) throws IOException {
    Path results = folder.resolve(name);
    Runner.Outcome outcome =
        new Runner(spec, HOME, results, new RunListener() {}).run(new Provenance("test", Map.of()), false);
    assertThat(outcome.failed()).isZero();
    return RunsCsv.read(results.resolve("runs.csv"));
  }

  /**
   * Two Gaussian columns of ten; {@code shift} says how far, in halves of a standard deviation, a row's sex moves one.
   * With 600 rows for tests a reader of nothing has an accuracy of .50, standard deviation .02: the bounds below are six
   * of these away, and those of readers of something as far from what they read with so many rows.
   */
  @ParameterizedTest
  @CsvSource({
    "linear, .85, 1,   .80, 1",
    "xor,    .38, .62, .85, 1",
    "none,   .38, .62, .38, .62",
    "target, .38, .62, .38, .62"
  })
  void findsWhatWasPlanted(String plant, double linearLow, double linearHigh, double mlpLow, double mlpHigh)
      throws IOException {
    plant(plant, 2400);
    boolean through = plant.equals("target");
    FeatureTable table = table(Optional.of("job").filter(job -> through), "sex", Optional.empty(), through);
    List<String> attackers = through ? List.of("linear", "mlp", "conditional") : List.of("linear", "mlp");
    GivenExperiment given = new GivenExperiment(plant, table, attackers, List.of(), Mix.balanced(), 1, 0);
    List<ResultRow> rows = run(given.spec(CATALOGUE, HOME), plant);
    assertThat(accuracy(rows, "linear")).isBetween(linearLow, linearHigh);
    assertThat(accuracy(rows, "mlp")).isBetween(mlpLow, mlpHigh);
    assertThat(rows.stream().anyMatch(row -> row.metric().equals("target_accuracy"))).isEqualTo(through);
    if (through) {
      assertThat(value(rows, "", "target_accuracy")).isGreaterThan(.95);
      assertThat(value(rows, "conditional", "conditional_information_bits")).isLessThan(.03);
    }
  }

  /** Sex and job of rows, and features that tell one of them; sex and job go together in four of five rows. */
  private void plant(String what, int size) throws IOException {
    RandomGenerator random = new Seed(3).derive("planted", what).generator();
    StringBuilder labels = new StringBuilder("sex,job\n");
    try (NpyWriter npy = NpyWriter.singles(folder.resolve("x.npy"), size, 10)) {
      for (int i = 0; i < size; i++) {
        int sex = random.nextInt(2);
        int job = random.nextInt(5) == 0 ? 1 - sex : sex;
        int coin = random.nextInt(2);
        double[] row = random.doubles(10).map(u -> random.nextGaussian()).toArray();
        switch (what) {
          case "linear" -> row[0] += 2.5 * sex;
          case "target" -> row[0] += 6 * job;
          case "xor" -> {
            row[0] += 4 * coin;
            row[1] += 4 * (coin ^ sex);
          }
          default -> {}
        }
        npy.row(row, 0);
        labels.append(sex == 0 ? "f," : "m,").append(job).append('\n');
      }
    }
    Files.writeString(folder.resolve("labels.csv"), labels);
  }

  private static double accuracy(List<ResultRow> rows, String attacker) {
    return value(rows, attacker, "private_accuracy");
  }

  private static double value(List<ResultRow> rows, String attacker, String metric) {
    return rows.stream()
        .filter(row -> row.attacker().equals(attacker) && row.metric().equals(metric))
        .filter(row -> row.split().equals("unbiased") && row.group().equals("all"))
        .mapToDouble(ResultRow::value)
        .findFirst()
        .orElseThrow();
  }

  /** As the documentation has it for NumPy: (x - mean) @ P.T + mean. */
  @Test
  void writtenErasersDoToFeaturesWhatWasMeasured() throws IOException {
    plant("linear", 400);
    FeatureTable table = table(Optional.empty(), "sex", Optional.empty(), true);
    ExperimentSpec spec =
        new GivenExperiment("leace", table, List.of("linear"), List.of("leace"), Mix.balanced(), 1, 0).spec(CATALOGUE, HOME);
    Path written = EraserExport.write(spec, HOME, folder.resolve("erasers")).get(0);
    DMatrixRMaj projection = matrix(written.resolve("projection.npy"));
    byte[] mean = Files.readAllBytes(written.resolve("mean.npy"));
    assertThat(new String(mean, 0, 80, java.nio.charset.StandardCharsets.ISO_8859_1)).contains("'shape': (10,)");
    java.nio.DoubleBuffer means =
        java.nio.ByteBuffer.wrap(mean).order(java.nio.ByteOrder.LITTLE_ENDIAN).position(mean.length - 80).slice()
            .order(java.nio.ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
    CellData data = new CellData(new Tasks(spec, HOME).first(), spec.grid().get(0).spec());
    var train = GivenFeatures.of(data).of(data.erasureTrain(Optional.empty()));
    DMatrixRMaj erased =
        new Leace().fit(train.values(), train.privateAttributes(), 2, new Seed(0)).apply(train.values());
    for (int i = 0; i < 20; i++) {
      for (int d = 0; d < 10; d++) {
        double left = means.get(d);
        for (int j = 0; j < 10; j++) {
          left += (train.values().get(i, j) - means.get(j)) * projection.get(d, j);
        }
        assertThat(left).isCloseTo(erased.get(i, d), within(1e-10));
      }
    }
  }

  private static DMatrixRMaj matrix(Path file) {
    FeatureFile read = FeatureFile.open(file.toString(), Optional.empty());
    return FeatureRows.of(read, java.util.stream.IntStream.range(0, read.size()).toArray()).doubles();
  }
}

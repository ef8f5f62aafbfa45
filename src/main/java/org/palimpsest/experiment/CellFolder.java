package org.palimpsest.experiment;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.palimpsest.AtomicFile;
import org.palimpsest.experiment.Cell.CellState;
import org.palimpsest.experiment.spec.SpecJson;
import org.palimpsest.method.Training;
import org.palimpsest.nn.Encoder;
import org.palimpsest.privacy.DpStatement;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import org.palimpsest.train.Trainer.EpochRecord;
import org.palimpsest.train.Trainer.KeptModels;
import org.palimpsest.train.Trainer.TrainedModel;

/**
 * What one cell leaves on disk, under its id. Every file appears complete or not at all: {@code training/}
 * (checkpoints, until training ends), {@code model} and {@code trained.json} (then), {@code features/} (of the images
 * that were measured), {@code privacy.txt} (what training promised, if anything), one {@code rows-<id>.csv} for each
 * set of attackers and erasers (once measured; {@code incomplete-rows-<id>.csv} if an attack failed),
 * {@code trained-by.json} and {@code measured-by-<id>.json} (code and machine that did it, see {@link MadeBy}),
 * {@code shadows-<id>/} (while an attack trains networks of its own), {@code failed.txt} (if training diverged or an
 * attack failed). The cells of a sweep have several models, such as {@code model-0007} of epoch 7.
 */
final class CellFolder {

  private static final String TRAINED = "trained.json";
  private static final String TRAINED_BY = "trained-by.json";
  private static final String FAILED = "failed.txt";
  private static final String SECONDS = "seconds.json";
  private static final String PROMISE = "privacy.json";
  private static final String STATEMENT = "privacy.txt";

  private record Trained(int selectedEpoch, List<EpochRecord> history) {}

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;
  private final Path rows;
  private final Path measuredBy;

  /**
   * @param cells the folder of all cells
   * @param measuringId tells these measures from others
   */
  CellFolder(Path cells, Cell cell, String measuringId) {
    this.folder = cells.resolve(cell.id());
    this.rows = folder.resolve("rows-" + measuringId + ".csv");
    this.measuredBy = folder.resolve("measured-by-" + measuringId + ".json");
  }

  CellState state() {
    if (Files.exists(rows)) {
      return CellState.FINISHED;
    } else if (Files.exists(folder.resolve(TRAINED))) {
      return CellState.TRAINED;
    } else if (Files.exists(folder.resolve(FAILED))) {
      return CellState.FAILED;
    }
    return epochsDone() > 0 ? CellState.INTERRUPTED : CellState.NEW;
  }

  /** Complete epochs of an unfinished training run. */
  int epochsDone() {
    if (!Files.isDirectory(training())) {
      return 0;
    }
    try (Stream<Path> files = Files.list(training())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("epoch-"))
          .mapToInt(name -> Integer.parseInt(name.substring("epoch-".length())))
          .max()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(training() + ": cannot be listed", e);
    }
  }

  /** Where checkpoints go. */
  Path training() {
    return folder.resolve("training");
  }

  /** Where an attack keeps the networks it trains, while it lasts. */
  Path shadows(String attackId) {
    return folder.resolve("shadows-" + attackId);
  }

  /**
   * Keeps other workers out of the folder, once they have left it.
   *
   * @param waits runs once, if there are any
   */
  ResultsLock lock(Runnable waits) throws IOException {
    return ResultsLock.await(folder, waits);
  }

  void begin(Cell cell) throws IOException {
    Files.createDirectories(folder);
    Files.deleteIfExists(folder.resolve(FAILED));
    AtomicFile.write(folder.resolve("spec.json"), SpecJson.tree(cell.spec()).toPrettyString() + "\n");
  }

  /** Keeps who trains the network: one entry, and one more for each that goes on with it on other terms. */
  void trainedBy(MadeBy maker) throws IOException {
    List<MadeBy> makers = new ArrayList<>(epochsDone() > 0 ? trainedBy() : List.of());
    if (makers.isEmpty() || !makers.get(makers.size() - 1).isSame(maker)) {
      makers.add(maker);
      writeJson(folder.resolve(TRAINED_BY), makers);
    }
  }

  /** Who trained the network, one after the other; empty if nobody did, or if that was not recorded. */
  List<MadeBy> trainedBy() throws IOException {
    Path file = folder.resolve(TRAINED_BY);
    return Files.exists(file) ? JSON.readValue(file.toFile(), new TypeReference<>() {}) : List.of();
  }

  void measuredBy(MadeBy maker) throws IOException {
    writeJson(measuredBy, maker);
  }

  /** Who measured it; empty if nobody did, or if that was not recorded. */
  Optional<MadeBy> measuredBy() throws IOException {
    return Files.exists(measuredBy)
        ? Optional.of(JSON.readValue(measuredBy.toFile(), MadeBy.class))
        : Optional.empty();
  }

  void writeTrained(TrainedModel model) throws IOException {
    AtomicFile.write(folder.resolve("model"), model.encoder()::save);
    conclude(new Trained(model.selectedEpoch(), model.history()));
  }

  /**
   * Keeps what training promised, if anything: {@code privacy.txt} in words, {@code privacy.json} in numbers.
   */
  void writePromise(Optional<DpStatement> made) throws IOException {
    if (made.isEmpty()) {
      return;
    }
    AtomicFile.write(folder.resolve(STATEMENT), made.get() + "\n");
    writeJson(folder.resolve(PROMISE), PromisedNumbers.of(made.get()));
  }

  /** What training promised, by metric; empty if nothing. */
  SortedMap<String, Double> promise() throws IOException {
    Path file = folder.resolve(PROMISE);
    return Files.exists(file) ? JSON.readValue(file.toFile(), new TypeReference<>() {}) : new TreeMap<>();
  }

  /** What training promised, in words: {@link DpStatement#items}; empty if nothing. */
  Map<String, List<String>> statement() throws IOException {
    Path file = folder.resolve(STATEMENT);
    Map<String, List<String>> items = new LinkedHashMap<>();
    for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
      String[] item = line.split(" {2,}", 2);
      items.computeIfAbsent(item[0], name -> new ArrayList<>()).add(item[1]);
    }
    return items;
  }

  /** Restores the trained network into {@code encoder}. */
  TrainedModel readTrained(Encoder encoder) throws IOException {
    encoder.restore(folder.resolve("model"));
    Trained trained = trained();
    return new TrainedModel(encoder, trained.selectedEpoch(), trained.history());
  }

  /** Takes the models over from where training left them. */
  void writeKept(KeptModels kept) throws IOException {
    for (Map.Entry<Integer, Path> model : kept.models().entrySet()) {
      Files.copy(model.getValue(), model(model.getKey()), StandardCopyOption.REPLACE_EXISTING);
    }
    conclude(new Trained(kept.models().lastKey(), kept.history()));
  }

  private void conclude(Trained trained) throws IOException {
    writeJson(folder.resolve(TRAINED), trained);
    deleteTree(training());
  }

  private Trained trained() throws IOException {
    return JSON.readValue(folder.resolve(TRAINED).toFile(), Trained.class);
  }

  /** Restores the network as it was after one of the epochs that were kept. */
  TrainedModel readKept(int epoch, Encoder encoder) throws IOException {
    encoder.restore(model(epoch));
    return new TrainedModel(encoder, epoch, trained().history());
  }

  private Path model(int epoch) {
    return folder.resolve("model-%04d".formatted(epoch));
  }

  /** The features of the trained network, whose file is part of their key. */
  FeatureCache featureCache(Consumer<String> messages) throws IOException {
    return new FeatureCache(folder.resolve("features"), folder.resolve("model"), messages);
  }

  /** The features of one of the networks that were kept. */
  FeatureCache keptFeatureCache(int epoch, Consumer<String> messages) throws IOException {
    return new FeatureCache(folder.resolve("features-%04d".formatted(epoch)), model(epoch), messages);
  }

  /**
   * Keeps what was measured.
   *
   * @throws IllegalArgumentException if something could not be; the cell does not count as finished then
   */
  void write(CellRows measured) throws IOException {
    boolean complete = measured.failures().isEmpty();
    AtomicFile.write(complete ? rows : incomplete(), partial -> RunsCsv.write(partial, measured.rows()));
    if (!complete) {
      throw new IllegalArgumentException(String.join("; ", measured.failures()));
    }
    Files.deleteIfExists(incomplete());
  }

  /** All that was measured, complete or not; nothing if that did not come to an end. */
  List<ResultRow> readRows() throws IOException {
    if (Files.exists(rows)) {
      return RunsCsv.read(rows);
    }
    return Files.exists(incomplete()) ? RunsCsv.read(incomplete()) : List.of();
  }

  private Path incomplete() {
    return rows.resolveSibling("incomplete-" + rows.getFileName());
  }

  void fail(String message) throws IOException {
    AtomicFile.write(folder.resolve(FAILED), message + "\n");
  }

  Optional<String> failure() throws IOException {
    Path file = folder.resolve(FAILED);
    return Files.exists(file) ? Files.readString(file).lines().findFirst() : Optional.empty();
  }

  /** Seconds by stage, such as {@code training} and {@code measuring}; empty if the cell never got that far. */
  SortedMap<String, Double> seconds() throws IOException {
    Path file = folder.resolve(SECONDS);
    return Files.exists(file) ? JSON.readValue(file.toFile(), new TypeReference<>() {}) : new TreeMap<>();
  }

  void writeSeconds(SortedMap<String, Double> seconds) throws IOException {
    writeJson(folder.resolve(SECONDS), seconds);
  }

  void deleteAll() throws IOException {
    deleteTree(folder);
  }

  private static void writeJson(Path file, Object value) throws IOException {
    AtomicFile.write(file, JSON.writeValueAsString(value) + "\n");
  }

  static void deleteTree(Path root) throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /**
   * The metrics of a promise: {@code delta}; {@code epsilon_pld}, an upper bound, and {@code epsilon_pld_error}, how far
   * it can lie above the exact value; {@code epsilon_pld_NAME}, that of each group drawn at a rate of its own; {@code
   * epsilon_rdp}, an upper bound, {@code rdp_order} where it was found, and
   * {@code rdp_order_at_edge}, 1 if that is the first or last order of the grid; {@code epsilon_gdp}, no bound;
   * {@code epsilon_unamplified}; {@code steps}, and the largest {@code sampling_rate} and least {@code noise_multiplier}
   * that were accounted. What there is not, such as an order without noise, is left out.
   */
  static final class PromisedNumbers {

    private PromisedNumbers() {}

    static SortedMap<String, Double> of(DpStatement promise) {
      SortedMap<String, Double> values = new TreeMap<>();
      values.put("delta", promise.delta());
      values.put("epsilon_pld", promise.pld().epsilon());
      values.put("epsilon_pld_error", promise.pld().error());
      promise.byGroup().forEach((group, epsilon) -> values.put("epsilon_pld_" + group, epsilon));
      values.put("epsilon_rdp", promise.rdp().epsilon());
      values.put("rdp_order", promise.rdp().order());
      values.put("rdp_order_at_edge", promise.rdp().atEdge() ? 1.0 : 0.0);
      values.put("epsilon_gdp", promise.gdp());
      values.put("epsilon_unamplified", promise.unamplified());
      values.put("steps", (double) promise.steps());
      values.put("sampling_rate", worst(promise, SubsampledGaussian::samplingRate, Math::max));
      values.put("noise_multiplier", worst(promise, SubsampledGaussian::noiseMultiplier, Math::min));
      values.values().removeIf(value -> value.isNaN());
      return values;
    }

    private static double worst(
        DpStatement promise, ToDoubleFunction<SubsampledGaussian> value, DoubleBinaryOperator worse) {
      return promise.events().stream().mapToDouble(value).reduce(worse).orElse(Double.NaN);
    }
  }
}

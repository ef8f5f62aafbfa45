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
import java.util.stream.Stream;
import org.palimpsest.AtomicFile;
import org.palimpsest.experiment.spec.SpecJson;
import org.palimpsest.nn.Encoder;
import org.palimpsest.privacy.DpStatement;
import org.palimpsest.train.Trainer.EpochRecord;
import org.palimpsest.train.Trainer.KeptModels;
import org.palimpsest.train.Trainer.TrainedModel;

/**
 * What one cell leaves on disk, under its id. Every file appears complete or not at all: {@code training/}
 * (checkpoints, until training ends), {@code model} and {@code trained.json} (then), {@code features/} (of the images
 * that were measured), {@code privacy.txt} (what training promised, if anything), one {@code rows-<id>.csv} for each
 * set of attackers and erasers (once measured; {@code incomplete-rows-<id>.csv} if an attack failed),
 * {@code shadows-<id>/} (while an attack trains networks of its own), {@code failed.txt} (if training diverged or an
 * attack failed). The cells of a sweep have several models, such as {@code model-0007} of epoch 7.
 */
final class CellFolder {

  private static final String TRAINED = "trained.json";
  private static final String FAILED = "failed.txt";
  private static final String SECONDS = "seconds.json";
  private static final String PROMISE = "privacy.json";
  private static final String STATEMENT = "privacy.txt";

  private record Trained(int selectedEpoch, List<EpochRecord> history) {}

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;
  private final Path rows;

  /**
   * @param cells the folder of all cells
   * @param measuringId tells these measures from others
   */
  CellFolder(Path cells, Cell cell, String measuringId) {
    this.folder = cells.resolve(cell.id());
    this.rows = folder.resolve("rows-" + measuringId + ".csv");
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
}

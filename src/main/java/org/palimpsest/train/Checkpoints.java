package org.palimpsest.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Trainable;
import org.palimpsest.train.Trainer.EpochRecord;

/**
 * The state of one training run on disk. A checkpoint is a folder {@code epoch-0007} that holds every trainable
 * and the history; it is written under another name and renamed when complete, so that whenever the process is
 * killed the newest complete epoch is there. Models to be kept are files of their own, such as {@code best-0007},
 * whose epochs a checkpoint names.
 */
final class Checkpoints {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PREFIX = "epoch-";
  private static final String STATE = "state.json";

  private final Path folder;

  Checkpoints(Path folder) {
    this.folder = folder;
  }

  /**
   * Everything but parameters.
   *
   * @param epoch the last complete epoch
   * @param best the best epoch so far by each set of images whose best model is kept
   */
  record State(int epoch, List<EpochRecord> history, SortedMap<String, Best> best) {
    static final State START = new State(0, List.of(), new TreeMap<>());
  }

  /** An epoch and its target accuracy on one set of images. */
  record Best(int epoch, double accuracy) {}

  /** Restores the newest complete checkpoint into {@code trainables}. */
  Optional<State> restore(List<Trainable> trainables) throws IOException {
    Optional<Path> newest = complete().stream().max(Comparator.naturalOrder());
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    for (Trainable trainable : trainables) {
      trainable.restore(newest.get().resolve(trainable.name()));
    }
    return Optional.of(JSON.readValue(newest.get().resolve(STATE).toFile(), State.class));
  }

  void save(State state, List<Trainable> trainables) throws IOException {
    Path partial = Files.createDirectories(folder.resolve("partial"));
    for (Trainable trainable : trainables) {
      trainable.save(partial.resolve(trainable.name()));
    }
    JSON.writeValue(partial.resolve(STATE).toFile(), state);
    List<Path> older = complete();
    Files.move(partial, folder.resolve(PREFIX + "%04d".formatted(state.epoch())), StandardCopyOption.ATOMIC_MOVE);
    for (Path checkpoint : older) {
      delete(checkpoint);
    }
    removeOtherModels(state.best().values().stream().map(best -> model(best.epoch())).toList());
  }

  /** Keeps the encoder as it is; counts only once a checkpoint names the epoch. */
  void saveModel(int epoch, Encoder encoder) throws IOException {
    Files.createDirectories(folder);
    Path partial = folder.resolve("best-partial");
    encoder.save(partial);
    Files.move(partial, model(epoch), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The file of the model that was kept after an epoch. */
  Path model(int epoch) {
    return folder.resolve("best-%04d".formatted(epoch));
  }

  private void removeOtherModels(List<Path> kept) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith("best-") && !kept.contains(file)) {
          Files.delete(file);
        }
      }
    }
  }

  private List<Path> complete() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(PREFIX)).toList();
    }
  }

  /** Renamed first, so that a half-deleted checkpoint is never mistaken for a complete one. */
  private void delete(Path checkpoint) throws IOException {
    Path doomed = folder.resolve("deleted-" + checkpoint.getFileName());
    Files.move(checkpoint, doomed, StandardCopyOption.ATOMIC_MOVE);
    try (Stream<Path> files = Files.list(doomed)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(doomed);
  }
}

package org.palimpsest.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Trainable;

/**
 * The state of one training run on disk. A checkpoint is a folder {@code epoch-0007} that holds every trainable
 * and the history; it is written under another name and renamed when complete, so that whenever the process is
 * killed the newest complete epoch is there. The best model so far is a file of its own that a checkpoint names.
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
   * @param bestEpoch 0 if the selection rule needs none
   * @param bestAccuracy on the validation set of the selection rule
   */
  record State(int epoch, List<EpochRecord> history, int bestEpoch, double bestAccuracy) {
    static final State START = new State(0, List.of(), 0, -1);
  }

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
    if (state.bestEpoch() > 0) {
      removeOtherBests(state.bestEpoch());
    }
  }

  /** Keeps the encoder as the best one so far; counts only once a checkpoint names the epoch. */
  void saveBest(int epoch, Encoder encoder) throws IOException {
    Files.createDirectories(folder);
    Path partial = folder.resolve("best-partial");
    encoder.save(partial);
    Files.move(partial, best(epoch), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void restoreBest(int epoch, Encoder encoder) throws IOException {
    encoder.restore(best(epoch));
  }

  private Path best(int epoch) {
    return folder.resolve("best-%04d".formatted(epoch));
  }

  private void removeOtherBests(int epoch) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith("best-") && !file.equals(best(epoch))) {
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

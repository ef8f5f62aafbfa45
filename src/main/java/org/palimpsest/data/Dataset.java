package org.palimpsest.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.palimpsest.random.Seed;

/**
 * A dataset: a record of what identifies it, in the catalogue or from a jar of one's own. Opened under a condition, it
 * is a {@link Task}.
 */
public interface Dataset {

  /** The name by which specs and results refer to it, such as {@code celeba}. */
  String name();

  /** The name people read in tables and figures. */
  String title();

  /** One line: what it holds and where it comes from. */
  String description();

  /** Made by procedure rather than collected: results on it say so. */
  default boolean drawn() {
    return false;
  }

  /** The same with settings that depend on what is in a data home, such as an automatic choice, decided. */
  default Dataset in(DataHome home) {
    return this;
  }

  /**
   * Whether the private attribute tells groups of images whose accuracies are to be compared, see {@code
   * org.palimpsest.fair}: then its first value is the majority, and everything about fairness is measured.
   */
  default boolean comparesGroups() {
    return false;
  }

  /** The name under which papers' numbers on it are filed, if there are any. */
  default Optional<String> publishedAs() {
    return Optional.empty();
  }

  /**
   * The condition of a text, such as {@code 0.99} or {@code hair}.
   *
   * @throws IllegalArgumentException if there is none; the message names the ones there are
   */
  Condition condition(String text);

  /** The conditions of an experiment that names none; empty if one has to be named. */
  default List<Condition> conditions() {
    return List.of();
  }

  /** Its files on disk, read in full; empty if it needs none. */
  List<FileState> files(DataHome home);

  /** Lines for people on what was recognised in the files: where labels come from, how many images each group has. */
  default List<String> layout(DataHome home) {
    return List.of();
  }

  /**
   * A text that changes with the content of the files, for datasets whose name and settings do not say what they hold;
   * it becomes part of every cell's id.
   */
  default Optional<String> fingerprint(DataHome home) {
    return Optional.empty();
  }

  /**
   * The sizes that use all images.
   *
   * @throws DataException if that cannot be told without files that are missing
   */
  PoolSizes full(DataHome home, Protocol protocol);

  /**
   * Opens the dataset.
   *
   * @param seed decides which image goes where
   * @throws DataException if files are missing or damaged
   * @throws IllegalArgumentException if the sizes do not fit the protocol or the dataset
   */
  Task open(DataHome home, Condition condition, Protocol protocol, PoolSizes sizes, Seed seed);

  /**
   * One file of a dataset as it lies on disk.
   *
   * @param name as the dataset's source calls it
   * @param file where it lies, if it is there
   * @param bytes its size on disk, 0 if it is missing
   * @param problem what is wrong with it; empty if it is there and its content is right
   */
  public record FileState(String name, Optional<Path> file, long bytes, Optional<String> problem) {

    public boolean isPresent() {
      return file.isPresent();
    }

    /** Present, and the content is right. */
    public boolean isIntact() {
      return problem.isEmpty();
    }
  }
}

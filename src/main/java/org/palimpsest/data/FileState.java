package org.palimpsest.data;

import java.nio.file.Path;
import java.util.Optional;

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

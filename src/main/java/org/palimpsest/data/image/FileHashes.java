package org.palimpsest.data.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palimpsest.AtomicFile;
import org.palimpsest.data.DataException;
import org.palimpsest.random.Sha256;

/**
 * The SHA-256 of many files, remembered in a file of its own: one whose size and time of last change are as they were
 * is not read again. A file that changed shortly before it was read is not remembered, as it may change once more
 * within the same tick of the clock.
 */
public final class FileHashes {

  /** Larger files are no images of anybody's. */
  static final long MAX_BYTES = 256L << 20;

  private static final long TICK_MILLIS = 2000;

  private final Path memory;

  /** @param memory where hashes are remembered; made if it is not there, and made anew if it is not whole */
  public FileHashes(Path memory) {
    this.memory = memory;
  }

  /** A file as it was when it was read. */
  private record Known(long size, long modified, String sha256, boolean settled) {}

  /**
   * The hashes of files, read by several threads.
   *
   * @param names of the files in messages
   * @throws DataException for the first that is missing or cannot be read
   */
  public List<String> of(List<Path> files, List<String> names) {
    Map<String, Known> before = remembered();
    List<Known> now =
        IntStream.range(0, files.size())
            .parallel()
            .mapToObj(i -> known(files.get(i), names.get(i), before))
            .toList();
    Map<String, Known> after = new HashMap<>(before);
    for (int i = 0; i < files.size(); i++) {
      if (now.get(i).settled) {
        after.put(key(files.get(i)), now.get(i));
      }
    }
    if (!after.equals(before)) {
      remember(after);
    }
    return now.stream().map(Known::sha256).toList();
  }

  private static String key(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }

  private static Known known(Path file, String name, Map<String, Known> before) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      Known known = before.get(key(file));
      long modified = found.lastModifiedTime().toMillis();
      if (known != null && known.size == found.size() && known.modified == modified) {
        return known;
      }
      boolean settled = System.currentTimeMillis() - modified > TICK_MILLIS;
      return new Known(found.size(), modified, Sha256.of(read(file, name)), settled);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /**
   * All bytes of a file.
   *
   * @throws DataException if it is missing, no file or larger than 256 MiB
   */
  public static byte[] read(Path file, String name) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      if (!found.isRegularFile()) {
        throw new DataException(
            name + ": expected a file, was " + (found.isDirectory() ? "a folder" : "something else"));
      } else if (found.size() > MAX_BYTES) {
        throw new DataException(
            "%s: expected at most %,d bytes, was %,d".formatted(name, MAX_BYTES, found.size()));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static DataException unreadable(String name, IOException error) {
    return error instanceof NoSuchFileException
        ? new DataException(name + ": expected a file, was missing", error)
        : new DataException("%s: cannot be read: %s".formatted(name, error), error);
  }

  private Map<String, Known> remembered() {
    Map<String, Known> known = new HashMap<>();
    if (!Files.isRegularFile(memory)) {
      return known;
    }
    try {
      for (String line : Files.readAllLines(memory)) {
        String[] parts = line.split(" ", 4);
        known.put(parts[3], new Known(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2], true));
      }
      return known;
    } catch (IOException | RuntimeException e) {
      // It only saves time.
      return new HashMap<>();
    }
  }

  private void remember(Map<String, Known> known) {
    List<String> lines = new ArrayList<>();
    known.forEach(
        (file, what) -> lines.add("%d %d %s %s".formatted(what.size, what.modified, what.sha256, file)));
    try {
      Files.createDirectories(memory.toAbsolutePath().getParent());
      AtomicFile.write(memory, lines.stream().sorted().collect(Collectors.joining("\n", "", "\n")));
    } catch (IOException e) {
      throw new DataException("%s: cannot be written: %s".formatted(memory, e), e);
    }
  }
}

package org.palimpsest.data.digits;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.palimpsest.data.DataException;
import org.palimpsest.random.Sha256;

/**
 * The four files of MNIST. What identifies one is the SHA-256 of its uncompressed content; the MD5 sums of the
 * same bytes are in {@code datasets/README.md}.
 */
enum MnistFile {
  TRAIN_IMAGES("train-images", 3, 60_000, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
  TRAIN_LABELS("train-labels", 1, 60_000, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
  TEST_IMAGES("t10k-images", 3, 10_000, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
  TEST_LABELS("t10k-labels", 1, 10_000, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

  private static final int SIDE = 28;

  private final String stem;
  private final int dimensions;
  private final int count;
  private final String sha256;

  MnistFile(String stem, int dimensions, int count, String sha256) {
    this.stem = stem;
    this.dimensions = dimensions;
    this.count = count;
    this.sha256 = sha256;
  }

  /** The name under which mirrors offer it, without {@code .gz}. */
  String publishedName() {
    return "%s-idx%d-ubyte".formatted(stem, dimensions);
  }

  /** SHA-256 of the uncompressed content, in hexadecimal. */
  String sha256() {
    return sha256;
  }

  /** The file in {@code folder}, under any of the names in use: dash or dot before {@code idx}, gzip or plain. */
  Optional<Path> find(Path folder) {
    String dotted = "%s.idx%d-ubyte".formatted(stem, dimensions);
    return List.of(publishedName() + ".gz", publishedName(), dotted + ".gz", dotted).stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /**
   * Reads and checks the file.
   *
   * @throws DataException if it is damaged, has another shape than MNIST's or another content
   */
  IdxFile read(Path file) {
    IdxFile idx = IdxFile.read(file, dimensions);
    if (idx.extent(0) != count) {
      throw new DataException("%s: expected %d items, found %d".formatted(file, count, idx.extent(0)));
    }
    if (dimensions == 3 && (idx.extent(1) != SIDE || idx.extent(2) != SIDE)) {
      throw new DataException(
          "%s: expected images of %d x %d, found %d x %d"
              .formatted(file, SIDE, SIDE, idx.extent(1), idx.extent(2)));
    }
    String found = Sha256.of(idx.bytes());
    if (!found.equals(sha256)) {
      throw new DataException("%s: expected content with SHA-256 %s, found %s".formatted(file, sha256, found));
    }
    return idx;
  }
}

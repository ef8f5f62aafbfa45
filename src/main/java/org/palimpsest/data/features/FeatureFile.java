package org.palimpsest.data.features;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.palimpsest.data.DataException;
import org.palimpsest.random.Sha256;

/**
 * Features (N, D) in a file, all finite. Safe for several threads.
 *
 * @param name of the file, as it was given
 * @param sha256 of the whole file
 * @param ids of the rows, where they were asked for
 */
public record FeatureFile(String name, String sha256, Matrix matrix, Optional<List<String>> ids) {

  private static final int BLOCK = 4096;

  /** A file that changed so shortly before it was read may change again without a later time. */
  static final long TICK_MILLIS = 2000;

  /** Files that were opened, by name, id, size and time of change: a run of several attributes reads each once. */
  private static final Map<String, FeatureFile> OPENED = new ConcurrentHashMap<>();

  /** Rows of numbers. */
  interface Matrix {

    int size();

    int width();

    /** Copies a row to {@code into} from {@code offset} on. */
    void copy(int row, double[] into, int offset);

    /** Where a row stands, for messages: {@code row 17}, from 0, or {@code line 18}. */
    String place(int row);
  }

  /**
   * Opens {@code .npy}, {@code .npz} ({@code FILE.npz:ARRAY} if it holds several), {@code .csv} or {@code .tsv}, the
   * latter also with {@code .gz}.
   *
   * @param id the column, or of an {@code .npz} the array, that names the rows
   * @throws DataException if it is missing or holds no matrix of finite numbers; the message names file and row and says
   *     what can be done
   */
  public static FeatureFile open(String name, Optional<String> id) {
    int colon = name.lastIndexOf(".npz:");
    Path file = Path.of(colon < 0 ? name : name.substring(0, colon + 4));
    Optional<String> array = colon < 0 ? Optional.empty() : Optional.of(name.substring(colon + 5));
    try {
      if (!Files.isRegularFile(file)) {
        throw new NoSuchFileException(name);
      }
      FileTime changed = Files.getLastModifiedTime(file);
      String key = "%s %s %d %s".formatted(name, id, Files.size(file), changed);
      FeatureFile known = OPENED.get(key);
      if (known == null) {
        known = read(name, file, array, id);
        if (System.currentTimeMillis() - changed.toMillis() > TICK_MILLIS) {
          OPENED.put(key, known);
        }
      }
      return known;
    } catch (NoSuchFileException e) {
      throw new DataException(
          "%s: expected a file of features, was %s".formatted(name, Files.isDirectory(file) ? "a folder" : "missing"), e);
    } catch (IOException e) {
      throw new DataException("%s: cannot be read: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static FeatureFile read(String name, Path file, Optional<String> array, Optional<String> id)
      throws IOException {
    FeatureFile opened;
    if (name.endsWith(".npy")) {
      if (id.isPresent()) {
        throw new DataException(
            ("%s: expected ids of the rows beside the features, as --id asks for, was an .npy file, which has none; save"
                    + " np.savez(FILE, features=x, %s=ids), or leave --id away if labels come in the order of the rows")
                .formatted(name, id.get()));
      }
      opened = new FeatureFile(name, sha256(file), NpyMatrix.open(file, name), Optional.empty());
    } else if (file.toString().endsWith(".npz")) {
      try (NpzArrays arrays = new NpzArrays(file)) {
        Optional<List<String>> ids = id.isPresent() ? Optional.of(arrays.ids(id.get())) : Optional.empty();
        opened = new FeatureFile(name, sha256(file), arrays.features(array, id), ids);
      }
    } else if (name.matches(".*\\.(csv|tsv)(\\.gz)?")) {
      TextMatrix text = TextMatrix.open(file, id);
      opened = new FeatureFile(name, sha256(file), text, text.ids());
    } else {
      throw new DataException(
          name + ": expected .npy, .npz, .csv, .tsv or one of the latter with .gz, was another ending; Parquet and"
              + " others: np.save('features.npy', frame.to_numpy(dtype='float32'))");
    }
    return opened.requireIds().requireFinite();
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private FeatureFile requireIds() {
    if (ids.isPresent() && ids.get().size() != size()) {
      throw new DataException(
          "%s: expected an id for each of the %d rows, was %d ids".formatted(name, size(), ids.get().size()));
    }
    return this;
  }

  private FeatureFile requireFinite() {
    IntStream.range(0, (size() + BLOCK - 1) / BLOCK)
        .parallel()
        .mapToLong(block -> firstNotFinite(block * BLOCK, (int) Math.min(size(), (block + 1L) * BLOCK)))
        .filter(at -> at >= 0)
        .min()
        .ifPresent(
            at -> {
              int row = (int) (at / width());
              double[] values = new double[width()];
              copy(row, values, 0);
              int column = (int) (at % width());
              throw new DataException(
                  ("%s: %s, column %d (from 0): expected a finite number, was %s; take such rows out of features and"
                          + " labels, or fill them, as np.nan_to_num(x) does")
                      .formatted(name, place(row), column, values[column]));
            });
    return this;
  }

  private long firstNotFinite(int from, int to) {
    double[] row = new double[width()];
    for (int i = from; i < to; i++) {
      copy(i, row, 0);
      for (int d = 0; d < row.length; d++) {
        if (!Double.isFinite(row[d])) {
          return (long) i * width() + d;
        }
      }
    }
    return -1;
  }

  /** N. */
  public int size() {
    return matrix.size();
  }

  /** D. */
  public int width() {
    return matrix.width();
  }

  /** Copies a row to {@code into} from {@code offset} on. */
  public void copy(int row, double[] into, int offset) {
    matrix.copy(row, into, offset);
  }

  /** Where a row stands, for messages. */
  String place(int row) {
    return matrix.place(row);
  }
}

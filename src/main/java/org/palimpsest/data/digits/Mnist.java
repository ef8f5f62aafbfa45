package org.palimpsest.data.digits;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset.FileState;
import org.palimpsest.data.digits.DigitData.DigitFiles;

/**
 * MNIST: 60,000 training and 10,000 test images of handwritten digits, 28 x 28, from the four IDX files, gzip
 * or plain. A file is used only if its content has the published SHA-256.
 *
 * <p>Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits, CC BY-SA 3.0.
 *
 * @param folder the folder with the four files
 */
public record Mnist(Path folder) implements DigitFiles {

  public static final String NAME = "mnist";

  private static final int CLASSES = 10;

  /** MNIST in the folder {@code mnist} of a data home. */
  public static Mnist in(DataHome home) {
    return new Mnist(home.of(NAME));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "MNIST, 60,000 + 10,000 handwritten digits, 28 x 28 (LeCun, Cortes and Burges), from " + folder;
  }

  /**
   * Whether any of the four files is there. With some of them missing or damaged, reading is an error, not a
   * reason to go on without MNIST.
   */
  public boolean isPresent() {
    return Arrays.stream(MnistFile.values()).anyMatch(file -> file.find(folder).isPresent());
  }

  @Override
  public LabelledImages train() {
    return read(MnistFile.TRAIN_IMAGES, MnistFile.TRAIN_LABELS);
  }

  @Override
  public LabelledImages test() {
    return read(MnistFile.TEST_IMAGES, MnistFile.TEST_LABELS);
  }

  /** The state of each of the four files, read in full. */
  public List<FileState> verify() {
    return Arrays.stream(MnistFile.values()).map(this::state).toList();
  }

  FileState state(MnistFile file) {
    Optional<Path> path = file.find(folder);
    if (path.isEmpty()) {
      return new FileState(file.publishedName(), path, 0, Optional.of("missing"));
    }
    Optional<String> problem = Optional.empty();
    try {
      file.read(path.get());
    } catch (DataException e) {
      problem = Optional.of(e.getMessage());
    }
    return new FileState(file.publishedName(), path, path.get().toFile().length(), problem);
  }

  private LabelledImages read(MnistFile images, MnistFile labels) {
    return IdxFile.pair(images.read(require(images)), labels.read(require(labels)), CLASSES);
  }

  private Path require(MnistFile file) {
    return file.find(folder)
        .orElseThrow(
            () ->
                new DataException(
                    ("%s: expected %s or %<s.gz, found neither; get it with"
                            + " `java -jar target/palimpsest.jar data fetch mnist`, or name the folder that holds"
                            + " mnist/ with --data-dir or the environment variable %s")
                        .formatted(folder.toAbsolutePath().normalize(), file.publishedName(), DataHome.VARIABLE)));
  }
}

package org.palimpsest.data.digits;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.data.DataException;
import org.palimpsest.data.files.Download.DownloadProgress;
import org.palimpsest.data.files.Download;

/**
 * Fetches MNIST from public mirrors into a folder.
 *
 * @param mirrors the folders on the web that hold the four files, ending in a slash; tried in this order
 */
public record MnistDownload(List<URI> mirrors) {

  private static final List<URI> PUBLIC_MIRRORS =
      List.of(
          URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
          URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"));

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  public MnistDownload {
    mirrors = List.copyOf(mirrors);
    if (mirrors.isEmpty()) {
      throw new IllegalArgumentException("mirrors: expected at least one, was none");
    }
    for (URI mirror : mirrors) {
      if (!mirror.toString().endsWith("/")) {
        throw new IllegalArgumentException("mirrors: expected addresses ending in a slash, was " + mirror);
      }
    }
  }

  /** From the public mirrors. */
  public MnistDownload() {
    this(PUBLIC_MIRRORS);
  }

  /**
   * Fetches the files that are not in {@code folder} yet or are damaged there. Each is complete and checked
   * before it gets its name; what an interrupted download leaves behind ends in {@code .part} and is resumed.
   *
   * @return the files that were fetched; empty if all four were there
   * @throws DataException if no mirror gives a file, with the reason for each mirror
   */
  public List<Path> fetch(Path folder, DownloadProgress progress) {
    Mnist mnist = new Mnist(folder);
    List<Path> fetched = new ArrayList<>();
    for (MnistFile file : MnistFile.values()) {
      if (!mnist.state(file).isIntact()) {
        String name = file.publishedName() + ".gz";
        List<URI> addresses = mirrors.stream().map(mirror -> mirror.resolve(name)).toList();
        Path target = folder.resolve(name);
        new Download(addresses, file.sha256(), target, PATIENCE).run(progress);
        fetched.add(target);
      }
    }
    return fetched;
  }
}

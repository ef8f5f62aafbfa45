package org.palimpsest.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The folder that holds one folder per dataset, such as {@code mnist/}. The first of these that is given is
 * the one, whether or not it holds anything: a command's option, the environment variable
 * {@value #VARIABLE}, the folder {@value #DEFAULT}.
 *
 * @param folder the folder itself
 * @param origin what named it, for messages
 */
public record DataHome(Path folder, String origin) {

  public static final String VARIABLE = "PALIMPSEST_DATA";
  public static final String DEFAULT = "datasets";

  /**
   * @param option the value of {@code --data-dir}, if it was given
   * @throws DataException if a file is in the place of the folder; a folder yet to be made is no error
   */
  public static DataHome resolve(Optional<Path> option) {
    return resolve(option, System.getenv());
  }

  public static DataHome resolve(Optional<Path> option, Map<String, String> environment) {
    if (option.isPresent()) {
      return new DataHome(option.get(), "--data-dir").requireNoFile();
    }
    String variable = environment.getOrDefault(VARIABLE, "");
    if (!variable.isBlank()) {
      return new DataHome(Path.of(variable), VARIABLE).requireNoFile();
    }
    return new DataHome(Path.of(DEFAULT), "default").requireNoFile();
  }

  /** The folder of one dataset. */
  public Path of(String dataset) {
    return folder.resolve(dataset);
  }

  private DataHome requireNoFile() {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new DataException("%s (%s): expected a folder, found a file".formatted(folder, origin));
    }
    return this;
  }
}

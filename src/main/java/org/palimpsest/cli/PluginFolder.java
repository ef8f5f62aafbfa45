package org.palimpsest.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.random.Sha256;

/**
 * The folder that {@code --plugins} names. Its jars are put on the class path when the working JVM starts, so the
 * launcher looks for the option before anything else is read.
 */
record PluginFolder(Path path) {

  static final String OPTION = "--plugins";

  /** The folder that a command line names, if it is one; what is wrong with it is for the command to say. */
  static Optional<PluginFolder> of(String[] args) {
    for (int i = 0; i < args.length; i++) {
      String value = null;
      if (args[i].startsWith(OPTION + "=")) {
        value = args[i].substring(OPTION.length() + 1);
      } else if (args[i].equals(OPTION) && i + 1 < args.length) {
        value = args[i + 1];
      }
      if (value != null) {
        return Optional.of(new PluginFolder(Path.of(value))).filter(folder -> Files.isDirectory(folder.path));
      }
    }
    return Optional.empty();
  }

  /** The jars in the folder, by name. */
  List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".jar"))
          .map(Path::toAbsolutePath)
          .sorted()
          .toList();
    }
  }

  /** Name and SHA-256 of each jar, for the provenance of results. */
  String checksums() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path jar : jars()) {
      lines.add(jar.getFileName() + " " + Sha256.of(Files.readAllBytes(jar)));
    }
    return String.join(", ", lines);
  }

  /** A class path and the jars after it. */
  String behind(String classPath) throws IOException {
    StringBuilder extended = new StringBuilder(classPath);
    jars().forEach(jar -> extended.append(File.pathSeparator).append(jar));
    return extended.toString();
  }

  /**
   * Makes sure that the folder is one, holds jars, and that they are on the class path.
   *
   * @throws IllegalArgumentException if not; the message says what was found
   */
  void require() {
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException(OPTION + ": expected a folder, was '" + path + "'");
    }
    List<Path> jars;
    try {
      jars = jars();
    } catch (IOException e) {
      throw new IllegalArgumentException(OPTION + ": the folder '" + path + "' cannot be read: " + e.getMessage());
    }
    if (jars.isEmpty()) {
      throw new IllegalArgumentException(OPTION + ": expected jars in the folder '" + path + "', was none");
    }
    List<String> classPath = Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
    for (Path jar : jars) {
      if (!classPath.contains(jar.toString())) {
        throw new IllegalArgumentException(
            OPTION + ": expected on the class path, where the launcher puts it, was not: " + jar);
      }
    }
  }
}

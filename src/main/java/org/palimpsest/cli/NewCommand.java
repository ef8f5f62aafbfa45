package org.palimpsest.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.palimpsest.experiment.Catalogue;
import org.palimpsest.experiment.Machine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest new}. */
@Command(
    name = "new",
    description = {
      "Writes a small Maven project for a method, an attacker or a dataset of your own.",
      "It has a record to start from, its test, and the file by which the suite finds it; it builds offline after",
      "`mvn install` of the suite."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  palimpsest new attacker nearest-mean && cd nearest-mean && mvn -o package",
      "  palimpsest list attackers --plugins nearest-mean/target"
    })
final class NewCommand implements Callable<Integer> {

  /** What there is to start from. */
  enum Kind {
    METHOD("org.palimpsest.method.Method"),
    ATTACKER("org.palimpsest.attack.Attacker"),
    DATASET("org.palimpsest.data.Dataset");

    private final String service;

    Kind(String service) {
      this.service = service;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of the project where the suite runs from classes that no jar holds. */
  private static final String UNRELEASED = "0.1.0";

  @Parameters(index = "0", paramLabel = "KIND", description = "One of method, attacker, dataset.")
  private Kind kind;

  @Parameters(index = "1", paramLabel = "NAME", description = "As experiments name it: letters, digits and hyphens.")
  private String name;

  @Option(names = "--out", paramLabel = "DIR", description = "Where the project goes; by default NAME.")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!name.matches("[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*")) {
      throw new ParameterException(
          spec.commandLine(), "NAME: expected lower-case words with hyphens between them, was '" + name + "'");
    }
    Catalogue known = Catalogue.standard();
    if (known.methods().containsKey(name) || known.attackers().containsKey(name) || known.datasets().containsKey(name)) {
      throw new ParameterException(spec.commandLine(), "NAME: expected one that is not taken, was '" + name + "'");
    }
    Path folder = ExperimentOptions.folder(spec, out, Path.of(name));
    if (Files.isDirectory(folder) && folder.toFile().list().length > 0) {
      throw new ParameterException(spec.commandLine(), "--out: expected an empty folder, was " + folder);
    }
    for (Map.Entry<String, String> file : files(kind, name).entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    PrintWriter console = spec.commandLine().getOut();
    console.printf("%s: a %s to start from, %s%n", folder, kind.label(), type(name));
    console.printf("build it: cd %s && mvn -o package (after mvn install of the suite)%n", folder);
    return 0;
  }

  /** The project's files by path. */
  static Map<String, String> files(Kind kind, String name) throws IOException {
    String type = type(name);
    Map<String, String> files = new TreeMap<>();
    files.put("pom.xml", fill("pom.xml", kind, name));
    files.put("README.md", fill("README.md", kind, name));
    files.put("src/main/java/mine/" + type + ".java", fill(kind.label() + ".java", kind, name));
    files.put("src/test/java/mine/" + type + "Test.java", fill(kind.label() + "-test.java", kind, name));
    files.put("src/main/resources/META-INF/services/" + kind.service, "mine." + type + "\n");
    return files;
  }

  /** {@code nearest-mean} as {@code NearestMean}. */
  private static String type(String name) {
    return Arrays.stream(name.split("-"))
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining());
  }

  private static String fill(String template, Kind kind, String name) throws IOException {
    String version = Machine.version();
    try (InputStream in = NewCommand.class.getResourceAsStream("project/" + template)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("{{name}}", name)
          .replace("{{Type}}", type(name))
          .replace("{{kind}}", kind.label())
          .replace("{{version}}", version.matches("[0-9].*") ? version : UNRELEASED);
    }
  }
}

package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.RunsCsv;

/** Compiles the documentation's method into a jar, as its author would, and uses it from the command line. */
class PluginTest {

  private static final Path EXAMPLE = Path.of("src/test/java/org/palimpsest/example/LogitPenalty.java");

  private static final String SPEC =
      """
      name: tiny
      title: A tiny experiment
      digits: drawn
      pools: {encoderTrain: 60, validation: 20, attackTrain: 40, test: 40}
      network: {widths: [2], kernelSize: 1}
      train: {epochs: 1, batchSize: 32}
      rho: [0.9]
      methods: [vanilla, {method: logit-penalty, weight: 0.5}]
      attackers: [balanced]
      """;

  @TempDir private Path folder;
  private Path plugins;

  @BeforeEach
  void makePlugins() throws IOException {
    plugins = Files.createDirectories(folder.resolve("plugins"));
  }

  @Test
  void aMethodInAJarIsListedRunAndReported() throws Exception {
    jar("logit-penalty.jar", "org.palimpsest.example.LogitPenalty", Files.readString(EXAMPLE));
    assertThat(palimpsest("list", "methods", "--plugins", plugins.toString())).isZero();
    assertThat(read("out")).contains("logit-penalty").contains("An example");

    Path spec = Files.writeString(folder.resolve("tiny.yaml"), SPEC);
    Path results = folder.resolve("results");
    assertThat(palimpsest("run", spec.toString(), "--out", results.toString(), "--plugins=" + plugins)).isZero();
    assertThat(RunsCsv.read(results.resolve("runs.csv")).stream().map(ResultRow::method).distinct())
        .contains("vanilla", "logit-penalty");
    assertThat(Files.readString(results.resolve("tables/main.md"))).contains("Logit penalty");
    assertThat(Files.readString(results.resolve("report.html"))).contains("Logit penalty");
    assertThat(read("out")).contains("logit-penalty (weight=0.5)");
    assertThat(Files.readString(results.resolve("provenance.json"))).containsPattern("logit-penalty.jar [0-9a-f]{64}");

    assertThat(palimpsest("run", spec.toString(), "--out", results.toString())).isEqualTo(2);
    assertThat(read("err")).contains("methods[1].method: unknown method 'logit-penalty'");
    assertThat(palimpsest("report", results.toString())).isZero();
  }

  @Test
  void saysWhatIsWrongWithAPlugin() throws Exception {
    jar("twice.jar", "mine.Twice", source("Twice", "vanilla", ""));
    assertThat(palimpsest("list", "--plugins", plugins.toString())).isEqualTo(2);
    assertThat(read("err").strip())
        .isEqualTo(
            "palimpsest: two methods of the name 'vanilla': org.palimpsest.method.Vanilla and mine.Twice");

    Files.delete(plugins.resolve("twice.jar"));
    jar("broken.jar", "mine.Broken", source("Broken", "broken", "throw new IllegalStateException(\"no licence\");"));
    assertThat(palimpsest("list", "--plugins", plugins.toString())).isEqualTo(2);
    assertThat(read("err").strip())
        .startsWith("palimpsest: plugin: ").contains("mine.Broken").contains("no licence").hasLineCount(1);

    assertThat(palimpsest("list", "--plugins", folder.resolve("nowhere").toString())).isEqualTo(2);
    assertThat(read("err")).contains("--plugins: expected a folder, was '").hasLineCount(1);
  }

  private static String source(String type, String name, String constructor) {
    return """
        package mine;
        public record %1$s() implements org.palimpsest.method.Method {
          public %1$s {
            %3$s
          }
          public String name() { return "%2$s"; }
          public String title() { return "%1$s"; }
          public String citation() { return "none"; }
          public org.palimpsest.method.Learner learner(
              org.palimpsest.nn.Encoder encoder, org.palimpsest.method.Training training) {
            return null;
          }
        }
        """.formatted(type, name, constructor);
  }

  /** A jar that provides one method. */
  private void jar(String name, String type, String source) throws IOException {
    Path build = Files.createDirectories(folder.resolve("build-" + name));
    Path java = build.resolve(type.substring(type.lastIndexOf('.') + 1) + ".java");
    Files.writeString(java, source);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-cp", suite(), "-d", build.toString(), java.toString());
    assertThat(failed).isZero();
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(plugins.resolve(name)))) {
      try (Stream<Path> classes = Files.walk(build)) {
        for (Path file : classes.filter(path -> path.toString().endsWith(".class")).toList()) {
          jar.putNextEntry(new JarEntry(build.relativize(file).toString().replace(File.separatorChar, '/')));
          jar.write(Files.readAllBytes(file));
        }
      }
      jar.putNextEntry(new JarEntry("META-INF/services/org.palimpsest.method.Method"));
      jar.write((type + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Starts the launcher as users do, without the tests' own classes. */
  private int palimpsest(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-cp", suite(), Launcher.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().put(Launcher.OPTIONS_VARIABLE, "-Xmx1g");
    return builder.start().waitFor();
  }

  private static String suite() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String read(String stream) throws IOException {
    return Files.readString(folder.resolve(stream), StandardCharsets.UTF_8);
  }
}

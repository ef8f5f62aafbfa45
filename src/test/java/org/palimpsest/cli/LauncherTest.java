package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the launcher as users do, in a JVM without any options. */
class LauncherTest {

  private static final String SPEC =
      """
      name: slow
      title: Slow enough to be killed
      digits: drawn
      pools: {encoderTrain: 2000, validation: 20, attackTrain: 40, test: 40}
      network: {widths: [4], kernelSize: 5}
      train: {epochs: 12, batchSize: 32}
      rho: [0.9]
      methods: [end]
      attackers: [balanced]
      """;

  @TempDir private Path folder;

  @Test
  void theWorkingJvmHasTheVectorModuleAndSaysNothingOfIt() throws Exception {
    Process process = start(Map.of("JAVA_TOOL_OPTIONS", "-Dby.variable=1"), "doctor");
    assertThat(process.waitFor()).isZero();
    assertThat(read("out"))
        .containsPattern("vector_api +yes")
        .contains("-Dlauncher.test=1", "-ea", "--add-opens=java.base/java.nio=ALL-UNNAMED", "-Dby.variable=1");
    assertThat(read("err")).isEqualTo("Picked up JAVA_TOOL_OPTIONS: -Dby.variable=1" + System.lineSeparator());
  }

  @Test
  void exitCodesAndErrorsPassThrough() throws Exception {
    assertThat(start("run", "quik").waitFor()).isEqualTo(2);
    assertThat(read("err").strip()).isEqualTo("palimpsest: unknown experiment 'quik' (did you mean 'quick'?)");
    assertThat(start("report", folder.resolve("nowhere").toString()).waitFor()).isOne();
  }

  @Test
  void aKilledRunLeavesNoOrphanAndGoesOnWithTheSameBits() throws Exception {
    Path spec = Files.writeString(folder.resolve("slow.yaml"), SPEC);
    assertThat(start("run", spec.toString(), "--out", folder.resolve("whole").toString()).waitFor()).isZero();

    Path killed = folder.resolve("killed");
    Process process = start("run", spec.toString(), "--out", killed.toString());
    awaitCheckpoint(killed, process);
    ProcessHandle child = process.children().findFirst().orElseThrow();
    process.destroyForcibly();
    child.onExit().get(30, TimeUnit.SECONDS);
    assertThat(killed.resolve("report.html")).doesNotExist();

    assertThat(start("run", spec.toString(), "--out", killed.toString()).waitFor()).isZero();
    assertThat(read("out")).contains("going on after epoch");
    assertThat(Files.readString(killed.resolve("runs.csv")))
        .isEqualTo(Files.readString(folder.resolve("whole/runs.csv")));
  }

  @Test
  void terminatingTheLauncherTerminatesTheWork() throws Exception {
    Path spec = Files.writeString(folder.resolve("slow.yaml"), SPEC);
    Path results = folder.resolve("results");
    Process process = start("run", spec.toString(), "--out", results.toString());
    awaitCheckpoint(results, process);
    ProcessHandle child = process.children().findFirst().orElseThrow();
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + 15);
    assertThat(child.isAlive()).isFalse();
  }

  private static void awaitCheckpoint(Path results, Process process) throws Exception {
    for (int i = 0; i < 600 && !hasCheckpoint(results); i++) {
      assertThat(process.isAlive()).as("the run ended before it could be killed").isTrue();
      Thread.sleep(100);
    }
    assertThat(hasCheckpoint(results)).isTrue();
  }

  private static boolean hasCheckpoint(Path results) {
    if (!Files.exists(results)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(results)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("epoch-"));
    } catch (IOException | java.io.UncheckedIOException e) {
      // The tree changed under the walk.
      return false;
    }
  }

  private Process start(String... arguments) throws IOException {
    return start(Map.of(), arguments);
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-ea", "--add-opens", "java.base/java.nio=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Launcher.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().putAll(environment);
    builder.environment().put(Launcher.OPTIONS_VARIABLE, "-Xmx1g -Dlauncher.test=1");
    return builder.start();
  }

  private String read(String stream) throws IOException {
    return Files.readString(folder.resolve(stream), StandardCharsets.UTF_8);
  }
}

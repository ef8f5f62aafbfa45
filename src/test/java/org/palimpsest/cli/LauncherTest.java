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

    Process again = start("run", spec.toString(), "--out", killed.toString());
    awaitChild(again).destroyForcibly();
    assertThat(again.waitFor()).isEqualTo(128 + 9);
    assertThat(read("err")).contains("signal 9", "memory runs out", "goes on where this one stopped").hasLineCount(1);

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
    assertThat(read("err").strip())
        .isEqualTo("palimpsest: interrupted; the same command goes on where this one stopped");
    assertThat(child.isAlive()).isFalse();
  }

  private static ProcessHandle awaitChild(Process process) throws Exception {
    for (int i = 0; i < 600 && process.children().findFirst().isEmpty(); i++) {
      Thread.sleep(50);
    }
    return process.children().findFirst().orElseThrow();
  }

  /** Countries with digits, decimal points and letters of their own: the files are the same, by name and content. */
  @Test
  void everyLocaleLeavesTheSameFiles() throws Exception {
    String text = SPEC.replace("2000", "60").replace("epochs: 12", "epochs: 1");
    Path spec = Files.writeString(folder.resolve("tiny.yaml"), text);
    Path usual = folder.resolve("usual");
    for (String locale : List.of("", "ar EG", "tr TR", "de DE", "fa IR")) {
      Path results = locale.isEmpty() ? usual : folder.resolve(locale);
      String options =
          locale.isEmpty() ? "" : "-Duser.language=%s -Duser.country=%s".formatted((Object[]) locale.split(" "));
      assertThat(start(Map.of("_JAVA_OPTIONS", options), "run", spec.toString(), "--out", results.toString()).waitFor())
          .isZero();
      assertThat(names(results)).isEqualTo(names(usual));
      for (String same : List.of("runs.csv", "tables/main.md", "tables/main.csv")) {
        assertThat(results.resolve(same)).hasSameTextualContentAs(usual.resolve(same));
      }
      String page = Files.readString(results.resolve("report.html"));
      assertThat(page.codePoints().filter(c -> Character.isDigit(c) && c > 127).count()).isZero();
      String provenance = Files.readString(results.resolve("provenance.json"));
      assertThat(provenance.codePoints().allMatch(c -> c < 128)).isTrue();
    }
  }

  private static List<String> names(Path results) throws IOException {
    try (Stream<Path> files = Files.walk(results)) {
      return files.map(file -> results.relativize(file).toString()).filter(name -> !name.contains("lock")).sorted().toList();
    }
  }

  @Test
  void theUsersOptionsWin() throws Exception {
    Map<String, String> environment =
        Map.of(
            "JAVA_TOOL_OPTIONS", "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0 -Dtool=1",
            Launcher.OPTIONS_VARIABLE, "-XX:+UseSerialGC -XX:MaxRAMPercentage=3 '-Dquoted=a b' -Dtool=2");
    assertThat(start(environment, "doctor").waitFor()).isZero();
    assertThat(read("out"))
        .contains("-XX:+UseSerialGC", "-XX:MaxRAMPercentage=3", "-Dquoted=a b", "-Dtool=2")
        .doesNotContain("UseParallelGC", "jdwp")
        .containsOnlyOnce("-Dtool=1");
    assertThat(read("err").lines().filter(line -> line.contains("Picked up JAVA_TOOL_OPTIONS"))).hasSize(1);
  }

  @Test
  void optionsThatAreWrongAreSaidToBe() throws Exception {
    assertThat(start(Map.of(Launcher.OPTIONS_VARIABLE, "'-Da=b"), "list").waitFor()).isEqualTo(2);
    assertThat(read("err").strip())
        .isEqualTo("palimpsest: PALIMPSEST_JAVA_OPTS: expected a second ', was none in: '-Da=b");
    assertThat(start(Map.of(Launcher.OPTIONS_VARIABLE, "-XX:+UseG1CG"), "list").waitFor()).isOne();
    assertThat(read("err")).contains("UseG1CG");
  }

  @Test
  void aHeapThatIsUsedUpIsExplained() throws Exception {
    Path spec = Files.writeString(folder.resolve("slow.yaml"), SPEC.replace("2000", "60000"));
    Map<String, String> environment = Map.of(Launcher.OPTIONS_VARIABLE, "-Xmx40m");
    assertThat(start(environment, "run", spec.toString(), "--out", folder.resolve("r").toString()).waitFor()).isOne();
    assertThat(read("err")).contains("palimpsest: out of memory (", "PALIMPSEST_JAVA_OPTS=-Xmx").doesNotContain("\tat ");
  }

  @Test
  void namesThatTheLocaleCannotHoldAreRefused() {
    assertThat(Launcher.unreadable(new String[] {"run", "r/b\uFFFD\uFFFD"}, null).orElseThrow())
        .startsWith("argument 2: expected text in this locale's encoding")
        .contains("was 'r/b??'");
    assertThat(Launcher.unreadable(new String[] {"run"}, "/d\uFFFD").orElseThrow()).startsWith("PALIMPSEST_DATA: ");
    assertThat(Launcher.unreadable(new String[] {"run", "r/b\u00fc"}, "/data")).isEmpty();
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
    builder.environment().put(Launcher.OPTIONS_VARIABLE, "-Xmx1g -Dlauncher.test=1");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private String read(String stream) throws IOException {
    return Files.readString(folder.resolve(stream), StandardCharsets.UTF_8);
  }
}

package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.experiment.GridExecutor;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class MainTest {

  private static final String TINY =
      """
      name: tiny
      title: A tiny experiment
      digits: drawn
      pools: {encoderTrain: 60, validation: 20, attackTrain: 40, test: 40}
      network: {widths: [2], kernelSize: 1}
      train: {epochs: 1, batchSize: 32}
      rho: [0.9]
      methods: [vanilla]
      attackers: [balanced]
      """;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|expected a command (see palimpsest --help)",
        "fly|Unmatched argument at index 0: 'fly' (see palimpsest --help)",
        "run|Missing required parameter: 'EXPERIMENT' (see palimpsest run --help)",
        "run quick --fast|Unknown option: '--fast' (see palimpsest run --help)",
        "run quik|unknown experiment 'quik' (did you mean 'quick'?)",
        "run nowhere.yaml|nowhere.yaml: there is no such file",
        "run smoke --set train.epoch=1|--set: train.epoch: unknown key (did you mean 'epochs'?)",
        "run smoke --digits mnst|--set: digits: unknown dataset 'mnst' (did you mean 'mnist'?)",
        "run smoke --seeds 0|--set: seeds: expected at least 1, was 0",
        "run smoke --threads 0|--threads: expected at least 1, was 0",
        "run smoke --master local[2]|--master: only with --executor spark",
        "run smoke --conf a=b|--conf: only with --executor spark",
        "sweep|Missing required parameter: 'EXPERIMENT' (see palimpsest sweep --help)",
        "sweep smoke --budget 0|--budget: expected at least 1, was 0",
        "sweep smoke --rule best-validation-biassed|--rule: unknown rule 'best-validation-biassed' (did you mean"
            + " 'best-validation-biased'?)",
        "sweep smoke --rule last,last|--rule: expected each once, was [last, last]",
        "sweep paper|--rule: expected oracle-test, as there are no validation images (pools.validation), was last",
        "list wheels|Invalid value for positional parameter at index 0 (TOPIC): expected one of [METHODS, ATTACKERS,"
            + " ERASERS, DATASETS, NETWORKS, EXPERIMENTS] (case-insensitive) but was 'wheels' (see palimpsest list"
            + " --help)",
        "list --plugins nowhere|--plugins: expected a folder, was 'nowhere' (see palimpsest --help)",
        "list --plugins src|--plugins: expected jars in the folder 'src', was none (see palimpsest --help)",
        "data|expected a command: fetch, draw or verify (see palimpsest data --help)",
        "data draw celeba --images 7|--images: expected 200 to 202599, was 7 (see palimpsest data draw --help)",
        "data verify imagefolder|unknown dataset 'imagefolder' (did you mean 'image-folder'?)",
        "data verify image-folder --set fodler=x|--set: dataset.fodler: unknown key (did you mean 'folder'?)",
        "data verify --set folder=x|--set: expected a DATASET whose setting it is, was none (see palimpsest data"
            + " verify --help)",
        "privacy|expected a command: epsilon, calibrate, audit, toy, rank or rates (see palimpsest privacy --help)",
        "privacy epsilon --steps 3|Missing required option: '--sampling-rate' (see palimpsest privacy epsilon --help)",
        "privacy calibrate --delta 1e-5|Missing required option: '--target-epsilon=EPSILON'"
            + " (see palimpsest privacy calibrate --help)",
        "bench|expected what to measure: training-step (see palimpsest bench --help)",
        "bench training-step --batch 0|--batch: expected at least 1, was 0 (see palimpsest bench training-step --help)",
      })
  void wrongUsageIsOneLineAndTwo(String arguments, String message) {
    assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("palimpsest: " + message + System.lineSeparator());
  }

  /** A build with the profile has Spark, and other sentences. */
  @Test
  void withoutSparkItSaysWhatToType() {
    assumeTrue(ServiceLoader.load(GridExecutor.Provider.class).findFirst().isEmpty());
    assertThat(run("run", "smoke", "--executor", "spark", "--master", "local[2]")).isEqualTo(2);
    assertThat(err.toString()).contains("`mvn -Pspark -q package -DskipTests` makes one that has").hasLineCount(1);
    assertThat(run("run", "smoke", "--executor", "abacus")).isEqualTo(2);
    assertThat(err.toString()).contains("--executor: expected local, was 'abacus'");
  }

  @Test
  void failureIsOneLineAndOne() {
    String unused = folder.resolve("unused").toString();
    assertThat(run("run", "smoke", "--digits", "mnist", "--data-dir", folder.toString(), "--out", unused)).isOne();
    assertThat(err.toString()).startsWith("palimpsest: " + folder).hasLineCount(1);
    assertThat(run("report", folder.resolve("nowhere").toString())).isOne();
    assertThat(err.toString()).endsWith("runs.csv: no such file" + System.lineSeparator());
  }

  @Test
  void verboseAddsTheTrace() {
    assertThat(run("report", folder.toString(), "--verbose")).isOne();
    assertThat(err.toString()).contains("\tat org.palimpsest.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help", "run --help", "sweep --help", "report --help", "list --help", "data fetch --help", "doctor --help",
        "bench training-step --help", "privacy epsilon --help", "privacy calibrate --help", "privacy audit --help"
      })
  void helpIsThere(String arguments) {
    assertThat(run(arguments.split(" "))).isZero();
    assertThat(out.toString()).contains("Usage: palimpsest");
  }

  /** Of every command, however deep. */
  @Test
  void helpSaysWhatEachCommandDoes() {
    Map<String, String> first = new TreeMap<>();
    describe(Main.commandLine(new PrintWriter(out), new PrintWriter(err)), first);
    assertThat(first).hasSizeGreaterThan(13).containsKey("palimpsest privacy epsilon");
    assertThat(first.values()).doesNotHaveDuplicates();
  }

  private static void describe(CommandLine command, Map<String, String> first) {
    CommandSpec spec = command.getCommandSpec();
    String help = command.getUsageMessage();
    assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
    assertThat(spec.usageMessage().header()).as(spec.qualifiedName()).isEmpty();
    assertThat(help).startsWith("Usage: " + spec.qualifiedName());
    assertThat(spec.usageMessage().description()[0]).as("its line in a list of commands").matches(".*[.?]");
    assertThat(String.join("\n", spec.usageMessage().footer())).as("examples").contains("  " + spec.qualifiedName());
    first.put(spec.qualifiedName(), String.join(" ", spec.usageMessage().description()));
    command.getSubcommands().values().forEach(below -> describe(below, first));
  }

  @Test
  void theHelpOnDigitsNamesAllDigits() {
    assertThat(run("run", "--help")).isZero();
    assertThat(out.toString().replaceAll("\\s+", " ")).contains("mnist, grey-mnist, drawn, or auto");
  }

  @Test
  void whatIsNoFolderOrNoTextIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("tiny.yaml"), TINY);
    assertThat(run("run", file.toString(), "--out", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--out: expected a folder, was the file " + file);
    assertThat(run("run", file.toString(), "--out", file + "/below")).isEqualTo(2);
    Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', '\n', (byte) 0xe9});
    assertThat(run("run", latin.toString())).isOne();
    assertThat(err.toString()).contains(latin + ", line 2: expected text in UTF-8, was the byte 0xe9");
    Path data = Files.createDirectory(folder.resolve("a.csv"));
    assertThat(run("privacy", "epsilon", "--csv", data.toString())).isOne();
    assertThat(err.toString()).contains(data + ": expected a file, was a folder");
  }

  @Test
  void version() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("palimpsest ").contains("Java " + System.getProperty("java.version"));
  }

  @Test
  void listShowsTheCatalogue() {
    assertThat(run("list")).isZero();
    assertThat(out.toString())
        .contains("vanilla", "end", "published", "balanced", "mnist", "drawn", "simple-conv-net", "biased-mnist");
    assertThat(run("list", "methods")).isZero();
  }

  @Test
  void aRunWithoutItsDataSaysWhatIsMissing() {
    assertThat(run("run", "celeba", "--data-dir", folder.toString(), "--out", folder.resolve("out").toString())).isOne();
    assertThat(err.toString()).contains("expected the files of CelebA, was none: see datasets/README.md");
  }

  @Test
  void verifySaysWhatIsMissing() {
    assertThat(run("data", "verify", "--data-dir", folder.toString())).isOne();
    assertThat(out.toString()).contains("train-images-idx3-ubyte", "missing", "data fetch mnist");
  }

  @Test
  void verifyFailsOnDamage() throws IOException {
    Files.createDirectories(folder.resolve("mnist"));
    Files.writeString(folder.resolve("mnist/train-images-idx3-ubyte"), "not an image");
    assertThat(run("data", "verify", "--data-dir", folder.toString())).isOne();
  }

  @Test
  void doctorKnowsTheMachine() {
    assertThat(run("doctor", "--data-dir", folder.toString())).isZero();
    assertThat(out.toString())
        .contains("java ", "threads ", "blas ", "fonts ", "0 of 4 files intact")
        .doesNotContain("layer");
  }

  @Test
  void doctorSaysHowEveryNetworkIsComputedAndWhy() {
    assertThat(run("doctor", "--verbose", "--data-dir", folder.toString())).isZero();
    assertThat(out.toString())
        .containsPattern("network +simple-conv-net, .* batch norm.*\\R +layers 0-12: Fourier transforms, because k")
        .containsPattern("network +simple-conv-net, .* group norm.*\\R +layer 0: Fourier.*\\R +layer 1: group norm\\R")
        .containsPattern("network +small-conv-net, .*\\R +layer 0: convolution 8x8 3-16 direct, because stride 2")
        .containsPattern("network +decoder from 128 features\\R +layer 0: transposed convolution 7x7 ");
  }

  @Test
  void measuresTheTrainingStep() throws IOException {
    assertThat(run("bench", "training-step", "--json", "--seconds", "1", "--batch", "4")).isZero();
    JsonNode figures = new ObjectMapper().readTree(out.toString());
    assertThat(figures.get("samples_per_second").asDouble()).isPositive();
    double rate = 4 / figures.get("median_step_seconds").asDouble();
    assertThat(figures.get("samples_per_second").asDouble()).isEqualTo(rate);
    assertThat(figures.get("steps").asInt()).isGreaterThanOrEqualTo(3);
    assertThat(figures.get("batch").asInt()).isEqualTo(4);
    assertThat(figures.get("heap_bytes_per_step").asLong()).isPositive();
    assertThat(figures.has("peak_resident_bytes")).isEqualTo(Files.exists(Path.of("/proc/self/status")));
    assertThat(figures.path("peak_resident_bytes").asLong(1 << 24)).isGreaterThanOrEqualTo(1 << 24);
    for (String fact : List.of("network", "threads", "blas", "java", "cpu", "processors", "commit", "vector_api")) {
      assertThat(figures.get(fact).asText()).as(fact).isNotEmpty();
    }
  }

  @Test
  void runsReportsAndGoesOn() throws IOException {
    Path file = Files.writeString(folder.resolve("tiny.yaml"), TINY);
    Path results = folder.resolve("results");
    String[] command = {"run", file.toString(), "--out", results.toString()};
    assertThat(run(command)).isZero();
    assertThat(out.toString())
        .contains("data: drawn digits", "reduced: ", "cells finished now: 1", "private (balanced attack")
        .contains("Report: " + results.resolve("report.html"));
    assertThat(results.resolve("report.html")).isNotEmptyFile();
    assertThat(results.resolve("tables/main.csv")).isNotEmptyFile();
    assertThat(Files.readString(results.resolve("provenance.json"))).contains("palimpsest run " + file);
    assertThat(run(command)).isZero();
    assertThat(out.toString()).contains("cells finished now: 0, before: 1, failed: 0");
    assertThat(run("report", results.toString())).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void sweepsReportsAndGoesOn() throws IOException {
    Path file = Files.writeString(folder.resolve("tiny.yaml"), TINY);
    Path results = folder.resolve("results");
    String[] command = {
      "sweep", file.toString(), "--out", results.toString(), "--budget", "3", "--set", "methods=[vanilla, end]",
      "--set", "train.epochs=2", "--rule", "last", "--rule", "oracle-test"
    };
    assertThat(run(command)).isZero();
    assertThat(out.toString())
        .contains("networks: 6 (methods: 2, conditions: 1, budget: 3 each), rules: 2, attackers: 1")
        .contains("networks finished now: 6, before: 0, failed: 0")
        .contains("Chosen by oracle-test", "private (balanced attack");
    assertThat(results.resolve("tables/sweep-last.md")).content().contains("EnD", "Vanilla", "3 of 3");
    assertThat(results.resolve("tables/sweep-oracle-test.csv")).isNotEmptyFile();
    assertThat(results.resolve("figures/sweep.svg")).isNotEmptyFile();
    assertThat(results.resolve("report.html")).content().contains("Chosen by oracle-test", "palimpsest sweep " + file);
    assertThat(run(command)).isZero();
    assertThat(out.toString()).contains("networks finished now: 0, before: 6, failed: 0");
    assertThat(run("report", results.toString())).isZero();
    assertThat(run("report", results.resolve("rules/last").toString())).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(run("run", file.toString(), "--out", results.toString())).isOne();
    assertThat(err.toString())
        .contains("expected results of a run or an empty folder, was a sweep; give another folder with --out");
  }

  @Test
  void sweepDryRunOnlyTalks() throws IOException {
    Path file = Files.writeString(folder.resolve("tiny.yaml"), TINY);
    Path results = folder.resolve("results");
    assertThat(
            run("sweep", file.toString(), "--out", results.toString(), "--dry-run", "--set", "methods=[end]",
                "--budget", "2"))
        .isZero();
    assertThat(out.toString())
        .contains("end (alpha=drawn beta=drawn) rho=0.9 seed=1", "alpha=0.1 beta=0.1", " new, about ");
    assertThat(results).doesNotExist();
  }

  @Test
  void dryRunOnlyTalks() throws IOException {
    Path file = Files.writeString(folder.resolve("tiny.yaml"), TINY);
    Path results = folder.resolve("results");
    assertThat(run("run", file.toString(), "--out", results.toString(), "--dry-run", "--seeds", "2")).isZero();
    assertThat(out.toString())
        .contains("vanilla rho=0.9 seed=1", " new, about ", "in all", "; what attackers take to learn comes on top");
    assertThat(results).doesNotExist();
  }

  private int run(String... arguments) {
    return Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true)).execute(arguments);
  }
}

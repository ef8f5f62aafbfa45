package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.palimpsest.TextFile;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.digits.DigitData;
import org.palimpsest.experiment.Catalogue;
import org.palimpsest.experiment.Cell;
import org.palimpsest.experiment.ExperimentReader;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.GridOrder;
import org.palimpsest.experiment.LocalExecutor;
import org.palimpsest.experiment.Machine;
import org.palimpsest.experiment.Provenance;
import org.palimpsest.experiment.Runner.Planned;
import org.palimpsest.experiment.cost.JobsRule;
import org.palimpsest.experiment.spec.SpecException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** What every command that works on an experiment takes. */
final class ExperimentOptions {

  @Parameters(
      paramLabel = "EXPERIMENT",
      description = "A name that `palimpsest list experiments` knows, or a YAML file.")
  private String experiment;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The folder of datasets, each in one of its own; by default $PALIMPSEST_DATA, then datasets.")
  private Path dataDir;

  @Option(
      names = "--digits",
      paramLabel = "NAME",
      description = {
        "Which digits, of an experiment on digits: ${COMPLETION-CANDIDATES}, or auto, which means MNIST where it is"
            + " present and drawn digits otherwise."
      },
      completionCandidates = Datasets.class)
  private String digits;

  @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with; by default all cores.")
  private Integer threads;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "Networks to work on side by side, the threads shared out among them; by default what a few timed steps"
              + " say is fastest. The numbers do not depend on it.")
  private Integer jobs;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes one setting of the experiment, such as train.epochs=3; may be repeated.")
  private List<String> assignments = List.of();

  @Option(names = "--fresh", description = "Throw away what earlier runs left of this experiment.")
  private boolean fresh;

  @Option(names = "--dry-run", description = "Only list what is to be done and estimate how long it takes.")
  private boolean dryRun;

  @Mixin private ProvenanceOptions traced;

  /** The digits there are to choose from. */
  static final class Datasets implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Catalogue.installed().datasets().values().stream()
          .filter(DigitData.class::isInstance)
          .map(Dataset::name)
          .iterator();
    }
  }

  boolean fresh() {
    return fresh;
  }

  boolean dryRun() {
    return dryRun;
  }

  /** The experiment, with {@code more} assignments laid over it; sets the number of threads. */
  ExperimentSpec read(List<String> more) throws IOException {
    if (threads != null) {
      Machine.useThreads(threads);
    }
    GridOrder order = order(more);
    return new ExperimentReader(Catalogue.installed(), home()).read(order.name(), order.yaml(), order.assignments());
  }

  /** The experiment as it is told elsewhere, where a cell gets as many threads as were asked for, or one. */
  GridOrder order(List<String> more) throws IOException {
    List<String> changes = new ArrayList<>(assignments);
    if (digits != null) {
      changes.add("digits=" + digits);
    }
    changes.addAll(more);
    String data = home().folder().toAbsolutePath().normalize().toString();
    int each = threads == null ? 1 : threads;
    NamedText text = text(experiment);
    return new GridOrder(text.name(), text.yaml(), changes, data, each);
  }

  /** What a file says, and its name. */
  record NamedText(String name, String yaml) {}

  /** The text of an experiment that is installed, or of a file whose name ends as those of YAML do. */
  static NamedText text(String experiment) throws IOException {
    if (!experiment.endsWith(".yaml") && !experiment.endsWith(".yml")) {
      return new NamedText(experiment + ".yaml", Catalogue.installed().experiment(experiment));
    }
    Path file = Path.of(experiment);
    if (!Files.isRegularFile(file)) {
      throw new SpecException(file + ": there is no such file");
    }
    return new NamedText(file.toString(), TextFile.read(file));
  }

  /** Cells side by side, as many as were asked for or as a measured rule says, which is told. */
  LocalExecutor here(PrintWriter console, List<Planned> plan) {
    int most = Machine.threads();
    if (jobs != null) {
      if (jobs < 1 || jobs > most) {
        throw new SpecException("--jobs: expected 1 to the %d threads, was %d".formatted(most, jobs));
      }
      return new LocalExecutor(jobs);
    }
    List<Cell> left = plan.stream().filter(planned -> fresh || !planned.finished()).map(Planned::cell).toList();
    JobsRule.Choice choice = JobsRule.of(left, most, Runtime.getRuntime().maxMemory());
    if (!choice.why().isEmpty()) {
      console.printf("side by side: %d, as %s%n", choice.jobs(), choice.why());
    }
    return new LocalExecutor(choice.jobs());
  }

  /** Whether it was said how many cells are to be worked on side by side. */
  boolean saysJobs() {
    return jobs != null;
  }

  /** The folder for results, which may be there already but as a folder. */
  static Path folder(CommandSpec command, Path out, Path usual) {
    Path folder = out == null ? usual : out;
    for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at) && !Files.isDirectory(at)) {
        throw new ParameterException(command.commandLine(), "--out: expected a folder, was the file " + at);
      }
    }
    return folder;
  }

  /** Where datasets are looked for. */
  DataHome home() {
    return DataHome.resolve(Optional.ofNullable(dataDir));
  }

  static void introduce(PrintWriter console, ExperimentSpec described) {
    console.println(described.name() + ": " + described.title());
    console.println("data: " + described.dataset().title() + ", " + described.dataset().description());
    List<String> reductions = described.reductions();
    if (!reductions.isEmpty()) {
      console.println("reduced: " + String.join("; ", reductions));
    }
    if (!Machine.vectorApi()) {
      console.println("engine: this Java has no vector module, so convolutions take the slower direct algorithm");
    }
  }

  /** As {@link ProvenanceOptions#provenance}. */
  Provenance provenance(CommandSpec command) throws IOException {
    return traced.provenance(command);
  }
}

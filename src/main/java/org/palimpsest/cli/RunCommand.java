package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.experiment.Catalogue;
import org.palimpsest.experiment.Digits;
import org.palimpsest.experiment.ExperimentReader;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.Machine;
import org.palimpsest.experiment.MeasuredRate;
import org.palimpsest.experiment.Provenance;
import org.palimpsest.experiment.RateEstimate;
import org.palimpsest.experiment.Runner;
import org.palimpsest.experiment.Runner.Outcome;
import org.palimpsest.experiment.Runner.Planned;
import org.palimpsest.experiment.SpecException;
import org.palimpsest.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest run EXPERIMENT}. */
@Command(
    name = "run",
    description = {
      "Runs an experiment: trains every network of its grid, attacks it, and writes results and report.",
      "A run that was interrupted goes on where it stopped; what is finished is not run again."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  palimpsest run quick",
      "  palimpsest run quick --digits drawn --out results/drawn",
      "  palimpsest run biased-mnist --set train.epochs=5 --seeds 1",
      "  palimpsest run my-experiment.yaml --dry-run"
    })
final class RunCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "EXPERIMENT",
      description = "A name that `palimpsest list experiments` knows, or a YAML file.")
  private String experiment;

  @Option(names = "--out", paramLabel = "DIR", description = "Where results go; by default results/NAME.")
  private Path out;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The folder that holds mnist/; by default $PALIMPSEST_DATA, then datasets.")
  private Path dataDir;

  @Option(
      names = "--digits",
      paramLabel = "auto|mnist|drawn",
      description = "Which digits; auto means MNIST where it is present and drawn digits otherwise.")
  private String digits;

  @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with; by default all cores.")
  private Integer threads;

  @Option(names = "--seeds", paramLabel = "N", description = "How many encoders of each kind to train.")
  private Integer seeds;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes one setting of the experiment, such as train.epochs=3; may be repeated.")
  private List<String> assignments = List.of();

  @Option(names = "--fresh", description = "Throw away what earlier runs left of this experiment.")
  private boolean fresh;

  @Option(names = "--dry-run", description = "Only list what is to be done and estimate how long it takes.")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    if (threads != null) {
      Machine.useThreads(threads);
    }
    ExperimentSpec described = read();
    Dataset dataset =
        Digits.resolve(
            described.digits(),
            DataHome.resolve(Optional.ofNullable(dataDir)),
            described.protocol(),
            described.pools());
    Path folder = out == null ? Path.of("results", described.name()) : out;
    Progress progress = new Progress(console, described);
    Runner runner = new Runner(described, dataset, folder, progress);
    List<Planned> plan = runner.plan();
    introduce(console, described, dataset, plan.size());
    if (dryRun) {
      list(console, described, plan);
      return 0;
    }
    progress.plan(plan, fresh);
    Outcome outcome;
    try {
      outcome = runner.run(provenance(), fresh);
    } finally {
      progress.close();
    }
    conclude(console, folder, outcome);
    return outcome.failed() == 0 ? 0 : 1;
  }

  private ExperimentSpec read() throws IOException {
    List<String> changes = new ArrayList<>(assignments);
    if (digits != null) {
      changes.add("digits=" + digits);
    }
    if (seeds != null) {
      changes.add("seeds=" + seeds);
    }
    Catalogue catalogue = Catalogue.standard();
    if (!experiment.endsWith(".yaml") && !experiment.endsWith(".yml")) {
      return new ExperimentReader(catalogue).read(experiment + ".yaml", catalogue.experiment(experiment), changes);
    }
    Path file = Path.of(experiment);
    if (!Files.isRegularFile(file)) {
      throw new SpecException(file + ": there is no such file");
    }
    return new ExperimentReader(catalogue).read(file.toString(), Files.readString(file), changes);
  }

  private static void introduce(PrintWriter console, ExperimentSpec described, Dataset dataset, int cells) {
    console.println(described.name() + ": " + described.title());
    console.println("digits: " + dataset.description());
    List<String> reductions = described.reductions(dataset.name());
    if (!reductions.isEmpty()) {
      console.println("reduced: " + String.join("; ", reductions));
    }
    if (!Machine.vectorApi()) {
      console.println("engine: this Java has no vector module, so convolutions take the slower direct algorithm");
    }
    console.printf("cells: %d (methods: %d, values of rho: %d, seeds: %d), attackers: %d%n",
        cells, described.methods().size(), described.rho().size(), described.seeds(), described.allAttackers().size());
  }

  private static void list(PrintWriter console, ExperimentSpec described, List<Planned> plan) {
    RateEstimate rate = new MeasuredRate();
    double total = 0;
    for (Planned planned : plan) {
      double seconds = rate.remainingSeconds(described, planned);
      total += seconds;
      String after = planned.state().equals("interrupted") ? " after epoch " + planned.epochsDone() : "";
      String left = planned.finished() ? "nothing to do" : "about " + Durations.text(seconds);
      console.printf("  %s  %-48s %s%s, %s%n",
          planned.cell().id(), planned.cell().label(), planned.state(), after, left);
    }
    console.println("about " + Durations.text(total) + " in all, from a few training steps timed just now");
  }

  private static void conclude(PrintWriter console, Path folder, Outcome outcome) throws IOException {
    console.printf("cells finished now: %d, before: %d, failed: %d%n",
        outcome.finished(), outcome.skipped(), outcome.failed());
    if (outcome.finished() + outcome.skipped() == 0) {
      return;
    }
    MainNumbers.print(console, folder.resolve("runs.csv"));
    console.println("Report: " + Report.write(folder).toAbsolutePath().normalize());
  }

  private Provenance provenance() {
    Map<String, String> environment = new LinkedHashMap<>(Machine.describe());
    environment.putAll(Machine.engine());
    String typed = String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    return new Provenance("palimpsest " + typed, environment);
  }
}

package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.GridExecutor;
import org.palimpsest.experiment.Runner.Outcome;
import org.palimpsest.experiment.Runner.Planned;
import org.palimpsest.experiment.Runner;
import org.palimpsest.experiment.cost.MeasuredRate;
import org.palimpsest.experiment.cost.RateEstimate;
import org.palimpsest.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      "  palimpsest run my-experiment.yaml --dry-run",
      "  palimpsest run paper --executor spark --master spark://HOST:7077"
    })
final class RunCommand implements Callable<Integer> {

  @Mixin private ExperimentOptions options;

  @Mixin private ExecutorOptions executors;

  @Option(names = "--out", paramLabel = "DIR", description = "Where results go; by default results/NAME.")
  private Path out;

  @Option(names = "--seeds", paramLabel = "N", description = "How many encoders of each kind to train.")
  private Integer seeds;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    List<String> more = seeds == null ? List.of() : List.of("seeds=" + seeds);
    ExperimentSpec described = options.read(more);
    Path folder = ExperimentOptions.folder(spec, out, Path.of("results", described.name()));
    Progress progress = new Progress(console, described);
    Optional<GridExecutor> elsewhere = executors.elsewhere(options, more);
    Runner runner = new Runner(described, options.home(), folder, progress);
    List<Planned> plan = runner.plan();
    ExperimentOptions.introduce(console, described);
    console.printf("cells: %d (methods: %d, conditions: %d, seeds: %d), attackers: %d%n",
        plan.size(), described.methods().size(), described.conditions().size(), described.seeds(),
        described.allAttackers().size());
    if (options.dryRun()) {
      RateEstimate rate = new MeasuredRate();
      DryRun.print(
          console, plan, planned -> rate.remainingSeconds(described, planned), planned -> "",
          "; what attackers take to learn comes on top");
      return DryRun.foretell(console, runner.foreseen());
    }
    runner.requireData();
    GridExecutor executor = elsewhere.isPresent() ? elsewhere.get() : options.here(console, plan);
    progress.plan(plan, options.fresh());
    Outcome outcome;
    try {
      outcome = runner.run(options.provenance(spec), options.fresh(), executor);
    } finally {
      progress.close();
    }
    conclude(console, folder, outcome);
    return outcome.failed() == 0 ? 0 : 1;
  }

  private static void conclude(PrintWriter console, Path folder, Outcome outcome) throws IOException {
    console.printf("cells finished now: %d, before: %d, failed: %d%n",
        outcome.finished(), outcome.skipped(), outcome.failed());
    if (outcome.finished() + outcome.skipped() == 0) {
      return;
    }
    MainNumbers.print(console, folder, "mean over seeds");
    console.println("Report: " + Report.write(folder).toAbsolutePath().normalize());
  }
}

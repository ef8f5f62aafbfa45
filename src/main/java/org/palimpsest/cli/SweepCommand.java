package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.Runner.Outcome;
import org.palimpsest.experiment.Runner.Planned;
import org.palimpsest.experiment.SelectionRule;
import org.palimpsest.experiment.Sweep;
import org.palimpsest.experiment.SweepSpec;
import org.palimpsest.experiment.cost.MeasuredRate;
import org.palimpsest.experiment.cost.RateEstimate;
import org.palimpsest.experiment.spec.SpecException;
import org.palimpsest.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code palimpsest sweep EXPERIMENT}. */
@Command(
    name = "sweep",
    description = {
      "Searches the settings of every method of an experiment with an equal budget.",
      "Every method gets as many networks, the first with the settings given, the others with settings drawn from what"
          + " the method says may be searched, each from an encoder seed of its own. Then every rule chooses one network"
          + " and epoch for each method and condition, and the attackers attack what was chosen.",
      "A sweep that was interrupted goes on where it stopped; a larger budget adds draws to those there are."
    },
    footerHeading = "%nRules:%n",
    footer = {
      "  last                      the last epoch, of the network that is best on",
      "                            validation images in the training mix",
      "  best-validation-biased    the epoch that is best on these",
      "  best-validation-unbiased  the epoch that is best on balanced ones",
      "  oracle-test               the epoch that is best on the unbiased test images:",
      "                            an upper bound",
      "",
      "Examples:",
      "  palimpsest sweep quick --budget 8",
      "  palimpsest sweep quick --budget 4 --rule last --set rho=[0.7]",
      "  palimpsest sweep my-experiment.yaml --dry-run"
    })
final class SweepCommand implements Callable<Integer> {

  @Mixin private ExperimentOptions options;

  @Option(names = "--out", paramLabel = "DIR", description = "Where results go; by default results/NAME-sweep.")
  private Path out;

  @Option(
      names = "--budget",
      paramLabel = "N",
      defaultValue = "8",
      description = "Networks to train for each method and condition; by default ${DEFAULT-VALUE}.")
  private int budget;

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      split = ",",
      description = "How to choose, see below; may be repeated. By default all.")
  private List<String> rules = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    SweepSpec sweep = read();
    ExperimentSpec draws = sweep.draws();
    Path folder = ExperimentOptions.folder(spec, out, Path.of("results", draws.name() + "-sweep"));
    Progress progress = new Progress(console, draws);
    Sweep search = new Sweep(sweep, options.home(), folder, progress);
    List<Planned> plan = search.plan();
    ExperimentOptions.introduce(console, draws);
    console.printf("networks: %d (methods: %d, conditions: %d, budget: %d each), rules: %d, attackers: %d%n",
        plan.size(), draws.methods().size(), draws.conditions().size(), budget, sweep.rules().size(),
        sweep.experiment().attackers().size());
    if (!sweep.leftOut().isEmpty()) {
      console.println("left out, as a sweep attacks features alone: " + String.join(", ", sweep.leftOut()));
    }
    if (options.dryRun()) {
      RateEstimate rate = new MeasuredRate();
      DryRun.print(
          console, plan, planned -> rate.remainingSweepSeconds(draws, planned),
          planned -> Sweep.settings(planned.cell()), ", and then the attacks on what is chosen");
      return DryRun.foretell(console, search.foreseen());
    }
    progress.plan(plan, options.fresh());
    Outcome outcome;
    try {
      outcome = search.run(options.provenance(spec), options.fresh(), options.here(console, plan));
    } finally {
      progress.close();
    }
    console.printf("networks finished now: %d, before: %d, failed: %d%n",
        outcome.finished(), outcome.skipped(), outcome.failed());
    if (outcome.finished() + outcome.skipped() > 0) {
      for (SelectionRule rule : sweep.rules()) {
        console.printf("%nChosen by %s (%s)%n", rule.label(), rule.description());
        Path chosen = folder.resolve("rules").resolve(rule.label());
        MainNumbers.print(console, chosen, "one network a line");
      }
      console.println("Report: " + Report.write(folder).toAbsolutePath().normalize());
    }
    return outcome.failed() == 0 ? 0 : 1;
  }

  private SweepSpec read() throws IOException {
    ExperimentSpec experiment = options.read(List.of());
    List<SelectionRule> named = rules.isEmpty() ? List.of(SelectionRule.values()) : rules.stream().map(SelectionRule::of).toList();
    try {
      return new SweepSpec(experiment, budget, named);
    } catch (IllegalArgumentException e) {
      throw new SpecException("--" + e.getMessage());
    }
  }
}

package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.LearningRates.Choice;
import org.palimpsest.experiment.LearningRates;
import org.palimpsest.experiment.Runner.Outcome;
import org.palimpsest.experiment.Runner.Planned;
import org.palimpsest.experiment.Runner;
import org.palimpsest.experiment.cost.MeasuredRate;
import org.palimpsest.experiment.cost.RateEstimate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code palimpsest privacy rates}. */
@Command(
    name = "rates",
    description = {
      "Finds every arm's learning rate on drawn images, which are public, so that the choice costs no privacy: the one"
          + " whose networks are most accurate on all test images together, never on a group.",
      "The experiment's dataset has a source, which is set to drawn. What was interrupted goes on where it stopped."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  palimpsest privacy rates fair-quick --dry-run", "  palimpsest privacy rates fair-quick --rates .1,.2,.4 --seeds 1"})
final class RatesCommand implements Callable<Integer> {

  @Mixin private ExperimentOptions options;

  @Option(names = "--rates", paramLabel = "RATE", split = ",", defaultValue = ".05,.1,.2,.4,.8",
      description = "To try, ascending (${DEFAULT-VALUE}).")
  private List<Double> rates;

  @Option(names = "--seeds", paramLabel = "N", defaultValue = "3", description = "Networks for each arm and rate (${DEFAULT-VALUE}).")
  private int seeds;

  @Option(names = "--images", paramLabel = "N", defaultValue = "5000", description = "For training (${DEFAULT-VALUE}).")
  private int images;

  @Option(names = "--out", paramLabel = "DIR", description = "Where results go; by default results/NAME-rates.")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    LearningRates search = new LearningRates(options.read(List.of("dataset.source=drawn")), rates, seeds, images);
    ExperimentSpec all = search.search();
    Path folder = ExperimentOptions.folder(spec, out, Path.of("results", all.name()));
    Progress progress = new Progress(console, all);
    Runner runner = new Runner(all, options.home(), folder, progress);
    List<Planned> plan = runner.plan();
    ExperimentOptions.introduce(console, all);
    if (options.dryRun()) {
      RateEstimate rate = new MeasuredRate();
      DryRun.print(console, plan, planned -> rate.remainingSeconds(all, planned), planned -> "", "");
      return DryRun.foretell(console, runner.foreseen());
    }
    progress.plan(plan, options.fresh());
    Outcome outcome;
    try {
      outcome = runner.run(options.provenance(spec), options.fresh(), options.here(console, plan));
    } finally {
      progress.close();
    }
    search.choose(folder).forEach(choice -> print(console, choice));
    console.println("Written to " + folder.resolve("rates.csv"));
    return outcome.failed() == 0 ? 0 : 1;
  }

  private void print(PrintWriter console, Choice choice) {
    String tried =
        choice.accuracies().entrySet().stream()
            .map(entry -> String.format(Locale.ROOT, "%s: %.1f %%", entry.getKey(), 100 * entry.getValue()))
            .collect(Collectors.joining(", "));
    String taken = choice.rate().map(rate -> "learningRate: " + rate + edge(rate)).orElse("none could be trained");
    console.printf("%s (%s)%n  %s%n  %s%n", choice.arm().method(), choice.arm().variant(), tried, taken);
  }

  /** A best rate at the end of what was tried may not be the best. */
  private String edge(double rate) {
    return rate == rates.get(0) || rate == rates.get(rates.size() - 1) ? ", at the edge of what was tried" : "";
  }
}

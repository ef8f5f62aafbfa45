package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.palimpsest.privacy.accounting.Accountant;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palimpsest privacy epsilon}. */
@Command(
    name = "epsilon",
    description = {
      "What a run of DP-SGD costs: Poisson sampling, flat Gaussian noise, neighbours by adding or removing an example.",
      "rdp and pld are upper bounds; gdp is an approximation and no bound."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  palimpsest privacy epsilon --sampling-rate 0.01 --noise-multiplier 1.1 --steps 10000 --delta 1e-5",
      "  palimpsest privacy epsilon --examples 60000 --batch-size 512 --epochs 40 --noise-multiplier 1.1 --delta 1e-5",
      "  palimpsest privacy epsilon --csv runs.csv",
      "",
      "The file has the columns sampling_rate, noise_multiplier, steps, delta; all its rows and columns are",
      "printed, with columns added: rdp (the orders of Opacus, 1.1 to 63, so that values compare), pld, and",
      "rdp_dense_orders (orders up to 65536: what is called rdp everywhere else). Where the orders of Opacus do",
      "not suffice, or an accountant cannot tell and leaves its field empty, a line on standard error says so.",
      Json.NUMBERS
    })
final class EpsilonCommand implements Callable<Integer> {

  @Mixin private StepOptions run;

  @Option(names = "--noise-multiplier", paramLabel = "SIGMA", description = "Noise per clipping norm.")
  private Double noiseMultiplier;

  @Option(names = "--delta", paramLabel = "DELTA", description = "The delta of (epsilon, delta).")
  private Double delta;

  @Option(names = "--csv", paramLabel = "FILE", description = "Many runs, one a row; goes with no other option.")
  private Path csv;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (csv != null) {
      requireAlone("--csv");
      return new EpsilonTable(csv).print(out, spec.commandLine().getErr()) == 0 ? 0 : 1;
    }
    double q = run.samplingRate();
    double sigma = run.required("--noise-multiplier", noiseMultiplier);
    SubsampledGaussian event = new SubsampledGaussian(q, sigma, run.steps());
    double at = run.required("--delta", delta);
    Accountant.requireDelta(at);
    EpsilonReport report = EpsilonReport.of(event, at);
    if (json) {
      out.println(Json.text(report.values()));
    } else {
      report.lines().forEach(out::println);
    }
    report.problems().forEach(problem -> spec.commandLine().getErr().println("palimpsest: " + problem));
    return report.problems().isEmpty() ? 0 : 1;
  }

  private void requireAlone(String option) {
    spec.options().stream()
        .filter(other -> !other.inherited() && !other.longestName().equals(option))
        .filter(other -> spec.commandLine().getParseResult().hasMatchedOption(other))
        .findFirst()
        .ifPresent(
            other -> {
              throw new ParameterException(
                  spec.commandLine(),
                  "%s: expected without %s, which goes with no other option".formatted(other.longestName(), option));
            });
  }
}

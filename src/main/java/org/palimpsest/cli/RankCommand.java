package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.palimpsest.data.DataHome;
import org.palimpsest.experiment.Catalogue;
import org.palimpsest.experiment.ExperimentReader;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.PrivacyRank;
import org.palimpsest.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest privacy rank}. */
@Command(
    name = "rank",
    description = {
      "Ranks test images by the most privacy at which networks still read them, from the networks that a run left, and"
          + " makes the page again with the pictures at both ends.",
      "The experiment's private arms differ in epsilon, and are told apart by nothing else."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  palimpsest run fair-ranking", "  palimpsest privacy rank fair-ranking"})
final class RankCommand implements Callable<Integer> {

  @Parameters(paramLabel = "EXPERIMENT", description = "A name that `palimpsest list experiments` knows, or a YAML file.")
  private String experiment;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "As the run had it; may be repeated.")
  private List<String> assignments = List.of();

  @Option(names = "--data-dir", paramLabel = "DIR",
      description = "The folder of datasets, each in one of its own; by default $PALIMPSEST_DATA, then datasets.")
  private Path dataDir;

  @Option(names = "--out", paramLabel = "DIR", description = "Where the run's results are; by default results/NAME.")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter print = spec.commandLine().getOut();
    DataHome home = DataHome.resolve(Optional.ofNullable(dataDir));
    ExperimentOptions.NamedText text = ExperimentOptions.text(experiment);
    ExperimentSpec ranked =
        new ExperimentReader(Catalogue.installed(), home).read(text.name(), text.yaml(), assignments);
    Path folder = ExperimentOptions.folder(spec, out, Path.of("results", ranked.name()));
    PrivacyRank.write(ranked, home, folder).forEach(print::println);
    print.println("Report: " + Report.write(folder).toAbsolutePath().normalize());
    return 0;
  }
}

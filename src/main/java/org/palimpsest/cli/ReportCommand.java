package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.palimpsest.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest report DIR}. */
@Command(
    name = "report",
    description = "Writes tables, figures and report.html anew from the results of a run.",
    footerHeading = "%nExample:%n",
    footer = "  palimpsest report results/quick")
final class ReportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "A folder of results: it holds runs.csv.")
  private Path folder;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    spec.commandLine().getOut().println("Report: " + Report.write(folder).toAbsolutePath().normalize());
    return 0;
  }
}

package org.palimpsest.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palimpsest bench}. */
@Command(
    name = "bench",
    description = "Measures this machine with the product's own code.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = TrainingStepCommand.class,
    footerHeading = "%nExample:%n",
    footer = "  palimpsest bench training-step --seconds 60")
final class BenchCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected what to measure: training-step");
  }
}

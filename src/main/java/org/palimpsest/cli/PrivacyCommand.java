package org.palimpsest.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palimpsest privacy}. */
@Command(
    name = "privacy",
    description = "Accounts for differentially private training, finds its noise, audits the mechanism, shows it at work,"
        + " ranks images by it, and finds learning rates where it costs none.",
    synopsisSubcommandLabel = "(epsilon | calibrate | audit | toy | rank | rates)",
    subcommands = {EpsilonCommand.class, CalibrateCommand.class, AuditCommand.class, ToyCommand.class, RankCommand.class, RatesCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  palimpsest privacy epsilon --csv runs.csv",
      "  palimpsest privacy calibrate --help",
      "  palimpsest privacy audit",
      "  palimpsest privacy toy --out toy",
      "  palimpsest privacy rank fair-ranking",
      "  palimpsest privacy rates fair-quick"
    })
final class PrivacyCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command: epsilon, calibrate, audit, toy, rank or rates");
  }
}

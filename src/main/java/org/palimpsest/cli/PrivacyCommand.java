package org.palimpsest.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palimpsest privacy}. */
@Command(
    name = "privacy",
    description = "Accounts for differentially private training, finds its noise, audits the mechanism, shows it at work,"
        + " and ranks images by it.",
    synopsisSubcommandLabel = "(epsilon | calibrate | audit | toy | rank)",
    subcommands = {EpsilonCommand.class, CalibrateCommand.class, AuditCommand.class, ToyCommand.class, RankCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  palimpsest privacy epsilon --csv runs.csv",
      "  palimpsest privacy calibrate --help",
      "  palimpsest privacy audit",
      "  palimpsest privacy toy --out toy",
      "  palimpsest privacy rank fair-ranking"
    })
final class PrivacyCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command: epsilon, calibrate, audit, toy or rank");
  }
}

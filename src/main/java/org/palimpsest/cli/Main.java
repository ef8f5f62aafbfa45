package org.palimpsest.cli;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.palimpsest.experiment.Machine;
import org.palimpsest.experiment.spec.SpecException;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** The command line: what is common to all commands. */
@Command(
    name = "palimpsest",
    versionProvider = Main.Version.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    header = "Does a training method erase a private attribute from a network's features, or merely write over it?",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {" 0:success", " 1:failure", " 2:wrong usage"},
    subcommands = {
      RunCommand.class, SweepCommand.class, ReportCommand.class, ListCommand.class, DataCommand.class,
      DoctorCommand.class, BenchCommand.class, PrivacyCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  palimpsest run quick            a reduced comparison, within ten minutes",
      "  palimpsest run paper --dry-run  what the full one would take",
      "  palimpsest sweep quick          the same, and every method's settings searched",
      "  palimpsest list methods         what there is to compare",
      "",
      "Environment:",
      "  PALIMPSEST_DATA       the folder that holds mnist/",
      "  PALIMPSEST_JAVA_OPTS  options for the JVM that does the work, such as -Xmx12g"
    })
public final class Main implements Runnable {

  @Option(names = "--verbose", description = "Show the stack trace of an error.", scope = ScopeType.INHERIT)
  private boolean verbose;

  @Spec private CommandSpec spec;

  @Option(
      names = PluginFolder.OPTION,
      paramLabel = "DIR",
      description = "A folder of jars with methods, attackers, erasers and networks of others.",
      scope = ScopeType.INHERIT)
  private void plugins(Path folder) {
    try {
      new PluginFolder(folder).require();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  /** Runs a command and returns its exit code: 0 success, 1 failure, 2 wrong usage. */
  public static int run(String... arguments) {
    return commandLine(new PrintWriter(System.out, true), new PrintWriter(System.err, true)).execute(arguments);
  }

  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    Main main = new Main();
    return new CommandLine(main)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((error, arguments) -> main.wrongUsage(error))
        .setExecutionExceptionHandler((error, command, parsed) -> main.failure(error, command));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command");
  }

  private int wrongUsage(ParameterException error) {
    CommandLine command = error.getCommandLine();
    String help = command.getCommandSpec().qualifiedName() + " --help";
    command.getErr().println("palimpsest: " + oneLine(error) + " (see " + help + ")");
    return CommandLine.ExitCode.USAGE;
  }

  private int failure(Exception error, CommandLine command) {
    command.getErr().println("palimpsest: " + oneLine(error));
    if (verbose) {
      error.printStackTrace(command.getErr());
    }
    return error instanceof SpecException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
  }

  private static String oneLine(Exception error) {
    String message = error.getMessage() == null ? error.getClass().getName() : error.getMessage();
    if (error instanceof NoSuchFileException) {
      message += ": no such file";
    } else if (error instanceof AccessDeniedException) {
      message += ": access denied";
    }
    return message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  /** The project's version and the JVM's. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"palimpsest " + Machine.version() + ", Java " + System.getProperty("java.version")};
    }
  }
}

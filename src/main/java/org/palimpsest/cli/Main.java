package org.palimpsest.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.palimpsest.Failure;
import org.palimpsest.experiment.Machine;
import org.palimpsest.experiment.spec.SpecException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** The command line: what is common to all commands. */
@Command(
    name = "palimpsest",
    versionProvider = Main.Version.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    description =
        "Does a training method erase a private attribute from a network's features, or merely write over it?",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {" 0:success", " 1:failure", " 2:wrong usage"},
    subcommands = {
      RunCommand.class, SweepCommand.class, AttackCommand.class, ReportCommand.class, ExportCommand.class,
      NewCommand.class, ListCommand.class, CiteCommand.class, DataCommand.class,
      DoctorCommand.class, BenchCommand.class, PrivacyCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  palimpsest run quick            a reduced comparison, in some six minutes",
      "  palimpsest run paper --dry-run  what the full one would take",
      "  palimpsest sweep quick          the same, and every method's settings searched",
      "  palimpsest attack --features x.npy --labels people.csv --private sex --out results/mine",
      "                                  what features made elsewhere give away",
      "  palimpsest list methods         what there is to compare",
      "",
      "Environment:",
      "  PALIMPSEST_DATA       the folder of datasets, each in one of its own",
      "  PALIMPSEST_JAVA_OPTS  options for the JVM that does the work, such as -Xmx12g;",
      "                        they win over its own (without any, a run may use six",
      "                        tenths of the memory as heap, 8 GiB at most)"
    })
public final class Main implements Runnable {

  static {
    // Whatever is printed, named or written has the digits and points of no country: files must be found again.
    Locale.setDefault(Locale.ROOT);
  }

  @Option(
      names = "--verbose",
      description = "Show more: of an error the stack trace, in doctor every layer.",
      scope = ScopeType.INHERIT)
  private boolean verbose;

  @Spec private CommandSpec spec;

  @Option(
      names = PluginFolder.OPTION,
      paramLabel = "DIR",
      description = "A folder of jars with methods, attackers, erasers, networks and datasets of others.",
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
        .setExecutionStrategy(main::execute)
        .setExecutionExceptionHandler((error, command, parsed) -> main.failure(error, command));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command");
  }

  /** Errors are explained like exceptions: picocli hands on the latter alone. */
  private int execute(ParseResult parsed) {
    try {
      return new RunLast().execute(parsed);
    } catch (Error error) {
      return failure(error, spec.commandLine());
    } catch (ExecutionException wrapped) {
      if (wrapped.getCause() instanceof Error error) {
        return failure(error, wrapped.getCommandLine());
      }
      throw wrapped;
    }
  }

  boolean isVerbose() {
    return verbose;
  }

  private int wrongUsage(ParameterException error) {
    CommandLine command = error.getCommandLine();
    String help = command.getCommandSpec().qualifiedName() + " --help";
    command.getErr().println("palimpsest: " + error.getMessage().replaceAll("\\s*\\R\\s*", "; ") + " (see " + help + ")");
    return CommandLine.ExitCode.USAGE;
  }

  private int failure(Throwable error, CommandLine command) {
    command.getErr().println("palimpsest: " + Failure.explain(error));
    if (verbose) {
      error.printStackTrace(command.getErr());
    }
    return error instanceof SpecException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
  }

  /** The project's version and the JVM's. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"palimpsest " + Machine.version() + ", Java " + System.getProperty("java.version")};
    }
  }
}

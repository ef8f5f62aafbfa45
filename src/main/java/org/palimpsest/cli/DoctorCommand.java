package org.palimpsest.cli;

import java.awt.GraphicsEnvironment;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset.FileState;
import org.palimpsest.data.digits.Mnist;
import org.palimpsest.experiment.Machine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code palimpsest doctor}. */
@Command(
    name = "doctor",
    description = {
      "Shows the machine, the JVM, native libraries, data and fonts as a run would find them.",
      "With --verbose also how the engine would compute every layer of each network, and why."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  palimpsest doctor", "  palimpsest doctor --verbose"})
final class DoctorCommand implements Callable<Integer> {

  private static final int SHOWN_FONTS = 5;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The folder of datasets, each in one of its own; by default $PALIMPSEST_DATA, then datasets.")
  private Path dataDir;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter console = spec.commandLine().getOut();
    Machine.describe().forEach((name, value) -> line(console, name, value));
    Machine.engine().forEach((name, value) -> line(console, name, value));
    if (((Main) spec.root().userObject()).isVerbose()) {
      Machine.enginePlans().forEach((network, steps) -> {
        line(console, "network", network);
        steps.forEach(step -> line(console, "", step));
      });
    }
    DataHome home = DataHome.resolve(Optional.ofNullable(dataDir));
    line(console, "data", home.folder().toAbsolutePath().normalize() + " (" + home.origin() + ")");
    List<FileState> files = Mnist.in(home).verify();
    long intact = files.stream().filter(FileState::isIntact).count();
    line(console, "mnist", intact + " of " + files.size() + " files intact");
    files.stream()
        .filter(file -> file.isPresent() && !file.isIntact())
        .forEach(file -> line(console, "", file.problem().get()));
    line(console, "fonts", fonts());
    return 0;
  }

  private static String fonts() {
    try {
      String[] families = GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames();
      String some = Arrays.stream(families).limit(SHOWN_FONTS).collect(Collectors.joining(", "));
      return families.length + " families: " + some + (families.length > SHOWN_FONTS ? ", ..." : "");
    } catch (Error | RuntimeException e) {
      return "none that Java can use (" + e.getMessage() + "); figures cannot be drawn";
    }
  }

  private static void line(PrintWriter console, String name, String value) {
    console.printf("%-16s %s%n", name, value);
  }
}

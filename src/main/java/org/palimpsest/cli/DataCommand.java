package org.palimpsest.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.FileState;
import org.palimpsest.data.digits.Mnist;
import org.palimpsest.data.digits.MnistDownload;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest data}. */
@Command(
    name = "data",
    description = "Fetches datasets and tells which are there.",
    synopsisSubcommandLabel = "(fetch | verify)",
    footerHeading = "%nExamples:%n",
    footer = {"  palimpsest data fetch mnist", "  palimpsest data verify --data-dir /data"})
final class DataCommand implements Runnable {

  private static final String DATA_DIR = "The folder that holds mnist/; by default $PALIMPSEST_DATA, then datasets.";

  /** Data that can be fetched. */
  enum Fetchable {
    MNIST
  }

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command: fetch or verify");
  }

  @Command(name = "fetch", description = "Downloads a dataset; goes on with what an earlier attempt left.")
  int fetch(
      @Parameters(paramLabel = "DATASET", description = "mnist") Fetchable dataset,
      @Option(names = "--data-dir", paramLabel = "DIR", description = DATA_DIR) Path dataDir) {
    PrintWriter console = spec.commandLine().getOut();
    Path folder = DataHome.resolve(Optional.ofNullable(dataDir)).of(Mnist.NAME);
    DownloadLines lines = new DownloadLines(console);
    List<Path> fetched = new MnistDownload().fetch(folder, lines::update);
    boolean complete = fetched.isEmpty();
    console.println((complete ? "MNIST is complete in " : "Fetched " + fetched.size() + " files to ") + folder);
    return 0;
  }

  @Command(
      name = "verify",
      description = "Reads what is there and checks its content; fails unless all is there and whole.")
  int verify(@Option(names = "--data-dir", paramLabel = "DIR", description = DATA_DIR) Path dataDir) {
    PrintWriter console = spec.commandLine().getOut();
    Mnist mnist = Mnist.in(DataHome.resolve(Optional.ofNullable(dataDir)));
    console.println("mnist in " + mnist.folder());
    boolean whole = true;
    for (FileState file : mnist.verify()) {
      console.printf("  %-24s %s%n", file.name(), file.isIntact() ? "ok, " + file.file().get() : file.problem().get());
      whole &= file.isIntact();
    }
    if (!mnist.isPresent()) {
      console.println("  get it with: palimpsest data fetch mnist");
    }
    console.println("drawn digits need no files");
    return whole ? 0 : 1;
  }

  /** A line at the start of each file and one at every tenth of it. */
  private static final class DownloadLines {
    private final PrintWriter console;
    private String file = "";
    private long tenths;

    DownloadLines(PrintWriter console) {
      this.console = console;
    }

    void update(String name, long done, long total) {
      long now = total > 0 ? 10 * done / total : 0;
      if (!name.equals(file) || now > tenths) {
        file = name;
        tenths = now;
        console.printf("%s: %,d%s bytes%n", name, done, total > 0 ? " of %,d".formatted(total) : "");
      }
    }
  }
}

package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.palimpsest.Nearest;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.celeba.CelebaData;
import org.palimpsest.data.celeba.DrawnCelebaFiles;
import org.palimpsest.data.digits.Mnist;
import org.palimpsest.data.digits.MnistDownload;
import org.palimpsest.data.drawn.DrawnPictures;
import org.palimpsest.data.imdb.DrawnImdbFiles;
import org.palimpsest.data.imdb.ImdbData;
import org.palimpsest.data.xray.DrawnSiimFiles;
import org.palimpsest.data.xray.SiimData;
import org.palimpsest.experiment.Catalogue;
import org.palimpsest.experiment.ExperimentReader;
import org.palimpsest.experiment.spec.SpecException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest data}. */
@Command(
    name = "data",
    description = "Fetches datasets, draws stand-ins, and checks what is there.",
    synopsisSubcommandLabel = "(fetch | draw | verify)",
    footerHeading = "%nExamples:%n",
    footer = {"  palimpsest data fetch mnist", "  palimpsest data verify --data-dir /data"})
final class DataCommand implements Runnable {

  private static final String DATA_DIR =
      "The folder of datasets, each in one of its own; by default $PALIMPSEST_DATA, then datasets.";

  /** Data that can be fetched. */
  enum Fetchable {
    MNIST
  }

  /** Stand-ins that can be drawn. */
  enum Drawable {
    CELEBA(CelebaData.DrawnCelebA.NAME, DrawnPictures.USUAL, DrawnCelebaFiles::new),
    IMDB(ImdbData.DrawnImdb.NAME, DrawnPictures.USUAL, DrawnImdbFiles::new),
    SIIM(SiimData.DrawnSiim.NAME, DrawnSiimFiles.USUAL, DrawnSiimFiles::new);

    private final String folder;
    private final int usual;
    private final IntFunction<DrawnPictures> pictures;

    Drawable(String folder, int usual, IntFunction<DrawnPictures> pictures) {
      this.folder = folder;
      this.usual = usual;
      this.pictures = pictures;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command: fetch, draw or verify");
  }

  @Command(
      name = "fetch",
      description = "Downloads a dataset and goes on with what an earlier attempt left.",
      footerHeading = "%nExamples:%n",
      footer = {"  palimpsest data fetch mnist", "  palimpsest data fetch mnist --data-dir /data"})
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
      name = "draw",
      description = {
        "Draws a stand-in for a dataset of real people, in the dataset's own form: the same bits on every machine.",
        "A file DRAWN.txt beside the pictures says that they are drawn, as do all results on them."
      },
      footerHeading = "%nExamples:%n",
      footer = {"  palimpsest data draw celeba", "  palimpsest data draw celeba --images 2000 --out faces"})
  int draw(
      @Parameters(paramLabel = "DATASET", description = "${COMPLETION-CANDIDATES}") Drawable dataset,
      @Option(names = "--images", paramLabel = "N",
              description = "How many images; unless given 12,000 faces or 1,200 radiographs.")
          Integer given,
      @Option(names = "--out", paramLabel = "DIR", description = "An empty folder, or one to be made; by default the "
              + "stand-in's own in the folder of datasets.")
          Path out,
      @Option(names = "--data-dir", paramLabel = "DIR", description = DATA_DIR) Path dataDir)
      throws IOException {
    int images = given == null ? dataset.usual : given;
    Path folder = out == null ? DataHome.resolve(Optional.ofNullable(dataDir)).of(dataset.folder) : out;
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new DataException(folder + ": expected a folder, was a file");
    } else if (Files.isDirectory(folder)) {
      try (Stream<Path> there = Files.list(folder)) {
        if (there.findAny().isPresent()) {
          throw new DataException(folder + ": expected an empty folder, was one with files in it");
        }
      }
    }
    PrintWriter console = spec.commandLine().getOut();
    try {
      dataset.pictures.apply(images).write(folder, (done, of) -> {
        if (done % Math.max(1, of / 10) == 0) {
          console.printf("%,d of %,d images%n", done, of);
        }
      });
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine().getSubcommands().get("draw"), "--" + e.getMessage());
    }
    console.printf("Drew %,d images into %s: dataset %s%n", images, folder, dataset.folder);
    return 0;
  }

  @Command(
      name = "verify",
      description = {
        "Reads every file of a dataset, in full, and lists what is missing, damaged or there twice.",
        "Of images of one's own it also says where labels come from and how many images each group has.",
        "Without DATASET it checks all that are there. It fails if anything is wrong, or if nothing is there."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  palimpsest data verify",
        "  palimpsest data verify image-folder --set folder=faces --set target=smiling",
        "  palimpsest data verify my-experiment.yaml"
      })
  int verify(
      @Parameters(
              paramLabel = "DATASET",
              arity = "0..1",
              description = "A name that `palimpsest list datasets` knows, or an experiment's YAML file.")
          String dataset,
      @Option(
              names = "--set",
              paramLabel = "KEY=VALUE",
              description = "One setting of the dataset, such as folder=faces; may be repeated.")
          List<String> settings,
      @Option(names = "--data-dir", paramLabel = "DIR", description = DATA_DIR) Path dataDir)
      throws IOException {
    DataHome home = DataHome.resolve(Optional.ofNullable(dataDir));
    Catalogue catalogue = Catalogue.installed();
    List<String> changes = settings == null ? List.of() : settings.stream().map(s -> "dataset." + s).toList();
    if (dataset == null && !changes.isEmpty()) {
      throw new ParameterException(
          spec.commandLine().getSubcommands().get("verify"), "--set: expected a DATASET whose setting it is, was none");
    }
    DataCheck check = new DataCheck(spec.commandLine().getOut(), home);
    if (dataset == null) {
      return check.all(catalogue.datasets().values()) ? 0 : 1;
    }
    return check.one(named(dataset, catalogue, home, changes)) ? 0 : 1;
  }

  private static Dataset named(String dataset, Catalogue catalogue, DataHome home, List<String> changes)
      throws IOException {
    ExperimentReader reader = new ExperimentReader(catalogue, home);
    if (!dataset.endsWith(".yaml") && !dataset.endsWith(".yml")) {
      Set<String> known = catalogue.datasets().keySet();
      if (!known.contains(dataset)) {
        throw new SpecException("unknown dataset '" + dataset + "'" + Nearest.hint(dataset, known));
      }
      return reader.dataset("--set", "dataset: {dataset: " + dataset + "}", changes);
    }
    Path file = Path.of(dataset);
    if (!Files.isRegularFile(file)) {
      throw new SpecException(file + ": there is no such file");
    }
    return reader.dataset(file.toString(), Files.readString(file), changes);
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

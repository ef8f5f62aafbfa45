package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.palimpsest.TextFile;
import org.palimpsest.data.DataHome;
import org.palimpsest.experiment.Catalogue;
import org.palimpsest.experiment.ExperimentReader;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.References;
import org.palimpsest.experiment.spec.SpecException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest cite [EXPERIMENT|DIR]}. */
@Command(
    name = "cite",
    description = {
      "Prints, as BibTeX, how to cite the suite and the papers behind what an experiment runs.",
      "Of a folder of results it is what was run; without either, all that the suite knows."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  palimpsest cite quick > quick.bib", "  palimpsest cite results/quick", "  palimpsest cite"})
final class CiteCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "EXPERIMENT|DIR",
      arity = "0..1",
      description = "A name that `palimpsest list experiments` knows, a YAML file, or a folder of results.")
  private String what;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The folder of datasets, each in one of its own; by default $PALIMPSEST_DATA, then datasets.")
  private Path dataDir;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.print(references().bibtex());
    out.flush();
    return 0;
  }

  private References references() throws IOException {
    if (what == null) {
      return References.all();
    }
    Path path = Path.of(what);
    if (Files.isDirectory(path)) {
      RecordedRun run = RecordedRun.read(path.resolve("provenance.json"));
      if (run.isEmpty()) {
        throw new SpecException(path + ": expected a folder of results, with provenance.json, was one without");
      }
      return References.of(run);
    }
    Catalogue catalogue = Catalogue.installed();
    ExperimentReader reader = new ExperimentReader(catalogue, DataHome.resolve(Optional.ofNullable(dataDir)));
    if (!what.endsWith(".yaml") && !what.endsWith(".yml")) {
      return References.of(reader.read(what + ".yaml", catalogue.experiment(what), List.of()));
    }
    if (!Files.isRegularFile(path)) {
      throw new SpecException(path + ": there is no such file");
    }
    return References.of(reader.read(what, TextFile.read(path), List.of()));
  }
}

package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.palimpsest.experiment.ExportedNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest export CELL --out FILE}. */
@Command(
    name = "export",
    description = {
      "Writes the trained network of a cell as a safetensors file with torchvision's names, for use in Python.",
      "The network is resnet-18 or densenet-121."
    },
    footerHeading = "%nExample:%n",
    footer = "  palimpsest export results/siim/cells/0a1b2c3d4e5f --out siim.safetensors")
final class ExportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "CELL", description = "A cell's folder below a folder of results: it holds model.")
  private Path cell;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The file to write; its name ends with .safetensors.")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    spec.commandLine().getOut().println("Exported " + ExportedNetwork.write(cell, out));
    return 0;
  }
}

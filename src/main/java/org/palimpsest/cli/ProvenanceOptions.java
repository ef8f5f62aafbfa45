package org.palimpsest.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.experiment.Machine;
import org.palimpsest.experiment.MadeBy;
import org.palimpsest.experiment.Provenance;
import org.palimpsest.experiment.spec.SpecException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where results come from: the command, the code and the machine. */
final class ProvenanceOptions {

  @Option(
      names = "--allow-dirty",
      description = {
        "Run although the code is known to differ from its commit; every cell that it makes is marked with that."
      })
  private boolean allowDirty;

  /**
   * Of a command as it was typed.
   *
   * @throws SpecException if the code is known to be no commit's, and that was not allowed
   */
  Provenance provenance(CommandSpec command) throws IOException {
    Optional<String> untraceable = allowDirty ? Optional.empty() : MadeBy.untraceable();
    if (untraceable.isPresent()) {
      throw new SpecException(
          untraceable.get() + "; results could not be traced to it: commit the changes and build again, or give"
              + " --allow-dirty");
    }
    Map<String, String> environment = new LinkedHashMap<>(Machine.describe());
    environment.putAll(Machine.engine());
    List<String> arguments = command.root().commandLine().getParseResult().originalArgs();
    Optional<PluginFolder> plugins = PluginFolder.of(arguments.toArray(String[]::new));
    if (plugins.isPresent()) {
      environment.put("plugins", plugins.get().checksums());
    }
    String typed = String.join(" ", arguments);
    return new Provenance("palimpsest " + typed, environment);
  }
}

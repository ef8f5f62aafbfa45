package org.palimpsest.experiment;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palimpsest.data.DataException;
import org.palimpsest.experiment.spec.SpecJson;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.TorchvisionWeights;
import org.palimpsest.nn.weights.TensorFile;

/** The parameters that a network has before its first step. */
public sealed interface Start {

  /** Drawn at random, as the architecture has it. */
  record Drawn() implements Start {}

  /**
   * Those of another cell's trained network.
   *
   * @param cell trained before, and kept like any other
   * @param keepsHead whether its head is taken over, too; otherwise the head is drawn
   */
  record After(CellSpec cell, boolean keepsHead) implements Start, SpecJson.Spelt {

    @Override
    public Map<String, Object> spelt() {
      Map<String, Object> settings = new LinkedHashMap<>();
      settings.put("after", cell);
      settings.put("keepsHead", keepsHead);
      return settings;
    }
  }

  /**
   * Those in a file; the head is drawn where the file has none of as many classes.
   *
   * @param sha256 of the file, which alone identifies it
   */
  record Weights(Path file, String sha256) implements Start, SpecJson.Spelt {

    @Override
    public Map<String, Object> spelt() {
      return Map.of("weights", sha256);
    }

    /**
     * Gives an encoder the parameters.
     *
     * @throws DataException if the file has changed since the experiment was read, or does not fit
     */
    void into(Encoder encoder) {
      TensorFile read = TensorFile.read(file);
      if (!read.sha256().equals(sha256)) {
        throw new DataException(
            "%s: expected the SHA-256 %s it had when the experiment was read, was %s"
                .formatted(file, sha256, read.sha256()));
      }
      TorchvisionWeights.into(encoder, read);
    }
  }

  Start DRAWN = new Drawn();
}

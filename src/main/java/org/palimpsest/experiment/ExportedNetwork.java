package org.palimpsest.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palimpsest.Require;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.TorchvisionWeights;
import org.palimpsest.nn.weights.SafeTensors;
import org.palimpsest.nn.weights.TensorFile.Tensor;

/** A trained network, as other programs read it: a safetensors file with torchvision's names. */
public final class ExportedNetwork {

  private static final String SUFFIX = ".safetensors";

  private ExportedNetwork() {}

  /**
   * Writes the network of a cell.
   *
   * @param cell the cell's folder, such as {@code results/siim/cells/0a1b2c3d4e5f}
   * @param out ends with {@code .safetensors}
   * @return a line for people
   * @throws IOException if there is no trained network, or it cannot be read or written
   * @throws IllegalArgumentException if torchvision does not have its architecture
   */
  public static String write(Path cell, Path out) throws IOException {
    Require.that(out.toString().endsWith(SUFFIX), "--out", "a file that ends with " + SUFFIX, out.toString());
    Path model = cell.resolve("model");
    if (!Files.isRegularFile(model)) {
      throw new IOException(
          "%s: expected a cell whose network is trained, such as results/quick/cells/0a1b2c3d4e5f, was %s"
              .formatted(cell, Files.isDirectory(cell) ? "a folder without a model" : "no folder"));
    }
    Encoder encoder = Encoder.load(model);
    Map<String, Tensor> tensors = TorchvisionWeights.of(encoder);
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt");
    metadata.put("network", encoder.spec().name());
    metadata.put("summary", encoder.spec().summary());
    metadata.put("cell", cell.toAbsolutePath().normalize().getFileName().toString());
    Path spec = cell.resolve("spec.json");
    if (Files.isRegularFile(spec)) {
      JsonNode settings = new ObjectMapper().readTree(spec.toFile());
      metadata.put("method", settings.path("method").path("method").asText());
      metadata.put("spec", settings.toString());
    }
    SafeTensors.write(out, tensors, metadata);
    return "%s, %s: %d tensors in %s"
        .formatted(encoder.spec().name(), encoder.spec().summary(), tensors.size(), out);
  }
}

package org.palimpsest.nn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.AtomicFile;
import org.palimpsest.random.Seed;

/**
 * An encoder in a file: a zip with what DeepLearning4J's ModelSerializer writes (configuration, parameters, optimiser
 * state), so that it can read the file too, and {@code spec.json}, what the encoder was made from.
 */
final class Checkpoint {

  private static final String SPEC = "spec.json";

  private static final Set<String> ENTRIES =
      Set.of(
          SPEC,
          ModelSerializer.CONFIGURATION_JSON,
          ModelSerializer.COEFFICIENTS_BIN,
          ModelSerializer.UPDATER_BIN);

  private static final Map<String, Class<? extends NetworkSpec>> NETWORKS =
      Map.of(
          SimpleConvNet.PUBLISHED.name(), SimpleConvNet.class,
          SmallConvNet.COLOUR.name(), SmallConvNet.class,
          ResNet18.PUBLISHED.name(), ResNet18.class,
          DenseNet121.PUBLISHED.name(), DenseNet121.class);

  private static final ObjectMapper JSON = OptionalNumbers.in(new ObjectMapper());

  private Checkpoint() {}

  static void save(GraphEncoder encoder, Path file) throws IOException {
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    ModelSerializer.writeModel(encoder.graph(), model, true);
    Map<String, byte[]> entries = unzip(model.toByteArray());
    entries.put(SPEC, JSON.writeValueAsBytes(json(encoder)));
    AtomicFile.stream(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            zip.putNextEntry(new ZipEntry(entry.getKey()));
            zip.write(entry.getValue());
          }
          zip.finish();
        });
  }

  private static Map<String, byte[]> unzip(byte[] bytes) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static ObjectNode json(GraphEncoder encoder) {
    return JSON.createObjectNode()
        .put("name", encoder.spec().name())
        .put("summary", encoder.spec().summary())
        .<ObjectNode>set("network", JSON.valueToTree(encoder.spec()))
        .set("optimiser", json(encoder.optimiser()));
  }

  /** Of Adam without its name, as in files from when there was no choice. */
  private static ObjectNode json(OptimiserSpec optimiser) {
    ObjectNode node = JSON.valueToTree(optimiser);
    return optimiser.kind() == OptimiserSpec.Kind.ADAM ? node.without(List.of("kind", "momentum")) : node;
  }

  private static OptimiserSpec optimiser(JsonNode node) throws IOException {
    return node.has("kind")
        ? JSON.treeToValue(node, OptimiserSpec.class)
        : new OptimiserSpec(node.path("weightDecay").doubleValue());
  }

  /** Gives {@code encoder} the state in {@code file}; refuses another spec's. */
  static void restore(GraphEncoder encoder, Path file) throws IOException {
    JsonNode expected = json(encoder);
    JsonNode found = spec(file);
    if (!found.equals(expected)) {
      throw new IOException("%s: expected the spec %s, was %s".formatted(file, expected, found));
    }
    copy(model(file), encoder.graph(), file);
  }

  /** A new encoder, made from the spec in {@code file} and given its state. */
  static GraphEncoder load(Path file) throws IOException {
    JsonNode spec = spec(file);
    String name = spec.path("name").asText();
    Class<? extends NetworkSpec> type = NETWORKS.get(name);
    if (type == null) {
      throw new IOException("%s: unknown network '%s'; known: %s".formatted(file, name, NETWORKS.keySet()));
    }
    GraphEncoder encoder;
    try {
      NetworkSpec network = JSON.treeToValue(spec.path("network"), type);
      OptimiserSpec optimiser = optimiser(spec.path("optimiser"));
      encoder = (GraphEncoder) network.create(optimiser, new Seed(0));
    } catch (IOException | RuntimeException e) {
      throw damaged(file, e);
    }
    copy(model(file), encoder.graph(), file);
    return encoder;
  }

  private static JsonNode spec(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": no such file");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : (Iterable<ZipEntry>) () -> zip.stream().map(ZipEntry.class::cast).iterator()) {
        if (!ENTRIES.contains(entry.getName())) {
          throw new IOException("unexpected entry " + entry.getName());
        }
        requireWhole(zip, entry);
      }
      ZipEntry entry = zip.getEntry(SPEC);
      if (entry == null) {
        throw new IOException("no entry " + SPEC);
      }
      return JSON.readTree(zip.getInputStream(entry));
    } catch (IOException | RuntimeException e) {
      throw damaged(file, e);
    }
  }

  /** Checks an entry against its checksum, as {@link ZipFile} does not: a parameter with a bit turned is a parameter. */
  private static void requireWhole(ZipFile zip, ZipEntry entry) throws IOException {
    CRC32 checksum = new CRC32();
    byte[] block = new byte[1 << 16];
    try (InputStream in = zip.getInputStream(entry)) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        checksum.update(block, 0, n);
      }
    }
    if (checksum.getValue() != entry.getCrc()) {
      throw new IOException("entry " + entry.getName() + " has another checksum than was written");
    }
  }

  private static ComputationGraph model(Path file) throws IOException {
    try {
      return ModelSerializer.restoreComputationGraph(file.toFile(), true);
    } catch (IOException | RuntimeException e) {
      throw damaged(file, e);
    }
  }

  private static IOException damaged(Path file, Exception cause) {
    String text = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return new IOException("%s: damaged checkpoint (%s)".formatted(file, text), cause);
  }

  private static void copy(ComputationGraph from, ComputationGraph to, Path file) throws IOException {
    INDArray state = from.getUpdater().getStateViewArray();
    INDArray ownState = to.getUpdater().getStateViewArray();
    if (from.params().length() != to.params().length() || state.length() != ownState.length()) {
      throw new IOException(
          "%s: expected %d parameters and %d values of optimiser state, was %d and %d"
              .formatted(
                  file, to.params().length(), ownState.length(), from.params().length(), state.length()));
    }
    to.params().assign(from.params());
    ownState.assign(state);
    to.getConfiguration().setIterationCount(from.getConfiguration().getIterationCount());
  }
}
